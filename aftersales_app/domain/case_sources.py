"""Where the facts of a case come from, and which count where two sources say different things.

They count in this order: what is on RECORD of the unit: its sale, its cover, its repairs; what was TOLD by the claim, the
return, the ticket or a made-up case; what is DERIVED from that, the cover of a unit that nobody registered; what is PRESUMED
as long as nobody says otherwise. Where two say different things of a fact, that is told and not hidden; only what is presumed
gives way in silence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from aftersales_app.domain.case_facts import Facts, Own, Value, handed_over_by
from aftersales_app.domain.coverage import Cover, Timeline
from aftersales_app.domain.coverage_terms import WHOLE_UNIT
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.own_cover import day_of, own_covers

RECORD, TOLD, DERIVED, PRESUMED = RANKS = ("record", "told", "derived", "presumed")
# Who says it: the records of a unit, the documents about it, the rules.
UNIT, COVER, REPAIRS = "unit", "cover", "repairs"
CLAIM, RETURN, TICKET, TRIAL = "claim", "return", "ticket", "trial"
RULES = "rules"


@dataclass(frozen=True, slots=True)
class Said:
	"""Facts of a case as one source has them, of the rank at which they count; None is unknown."""

	rank: str
	by: str
	facts: Facts


class Settled(NamedTuple):
	"""What counts, and what speaks against it."""

	facts: dict[str, Value]
	contradictions: tuple[Reason, ...]


def settle(said: Iterable[Said]) -> Settled:
	"""One set of facts from all sources; of one rank the first counts. Reasons: `facts_contradict` (fact, by, value, other_by,
	against), in the order of the facts."""
	counts: dict[str, tuple[Said, Value]] = {}
	against: set[tuple[str, int]] = set()
	ordered = sorted(said, key=lambda one: RANKS.index(one.rank))
	for place, one in enumerate(ordered):
		for fact, value in one.facts.items():
			if value is None:
				continue
			_source, known = counts.setdefault(fact, (one, value))
			if value != known and one.rank != PRESUMED:
				against.add((fact, place))
	reasons = (_contradiction(fact, *counts[fact], ordered[place]) for fact, place in sorted(against))
	return Settled({fact: value for fact, (_source, value) in counts.items()}, tuple(reasons))


def settle_with(
	said: Sequence[Said], rank: str, by: str, found: Timeline, cover: Cover, about: tuple[date, str]
) -> tuple[Settled, Mapping[str, Own] | None]:
	"""The same with cover of the part on the day `about`, and the cover by each contract and promise. Who tells otherwise than a cover
	that is derived, or where cover does not say, that it is in warranty or not, tells it of the law and of every promise: None."""
	day, part = about
	known = cover_facts(cover)
	tells = any(one.facts.get("in_warranty") is not None for one in said)
	told = settle(said).facts["in_warranty"] if tells else None
	if told not in (None, known.get("in_warranty")) and (rank == DERIVED or "in_warranty" not in known):
		return settle([*said, Said(rank, by, known)]), None
	by_law, covers = own_covers(found, cover, part, day)
	return settle([*said, Said(rank, by, {**known, **by_law})]), covers


def of_repairs(found: Facts, on_record: bool) -> tuple[Said, ...]:
	"""What the repairs of a unit say; `on_record`: there is one from before the day of the case. Where there is none, nought is only presumed:
	the unit may have been repaired before anybody kept a record here."""
	presumed = {} if on_record else {fact: value for fact, value in found.items() if value == 0}
	known = {fact: value for fact, value in found.items() if fact not in presumed}
	return Said(RECORD, REPAIRS, known), Said(PRESUMED, REPAIRS, presumed)


def sale_known_on(facts: Facts, day: date) -> tuple[dict[str, Value | None], tuple[Reason, ...]]:
	"""The facts without an invoice that was drawn only after the day, where the goods were there before (say a month's end, between
	traders). Reasons: `later_invoice_left_out` (invoiced_on, handed_over_on)."""
	invoiced, handed_over = facts.get("invoiced_on"), handed_over_by(facts, day)
	if not isinstance(invoiced, date) or invoiced <= day or handed_over is None:
		return dict(facts), ()
	told = {"invoiced_on": invoiced, "handed_over_on": handed_over}
	rest = {fact: value for fact, value in facts.items() if fact != "invoiced_on"}
	return rest, (Reason("later_invoice_left_out", told),)


def cover_on(found: Timeline, day: date, part: str, facts: Facts) -> Cover:
	"""What covers the part on the day. Goods that were handed over before are covered as on the first day of cover, which counts from the
	latest day of the sale: a fault that comes before that is none that comes too early."""
	cover = found.covered_on(day, part)
	why = cover.reasons[0]
	first = why.params.get("first")
	if why.code == "cover_not_begun" and isinstance(first, date) and handed_over_by(facts, day):
		return found.covered_on(first, part)
	return cover


def terms_of(found: Timeline, cover: Cover, part: str = WHOLE_UNIT) -> tuple[str, ...]:
	"""The terms whose promises count on the day: those that hold, also where the law outlasts them, or while cover is unknown those that
	may, so that they are asked about and do not vanish."""
	if cover.covered is None:
		return tuple(str(reason.params["term"]) for reason in found.missing)
	on = day_of(cover, date.min)
	below = (one for one in found.below_law if one.holds_for(part) and one.first <= on <= one.until)
	return tuple(segment.term for segment in (*cover.segments, *below))


def cover_facts(cover: Cover | None) -> dict[str, Value]:
	"""What cover says in a case; nothing where no term is known to hold, which is unknown and not a no, and where nobody knows the use
	that ends it (rules.md R14: asked for, not granted in silence)."""
	if cover is None:
		return {}
	known: dict[str, Value] = {}
	granted = cover.reasons[0].code != "never_covered"
	if cover.covered is not None and granted and not cover.hangs_on_use:
		known["in_warranty"] = cover.covered
	if cover.until:
		known["coverage_end"] = cover.until
	return known


def cover_reasons(cover: Cover) -> tuple[Reason, ...]:
	"""What cover says, with its arithmetic; where it is unknown only what is asked for."""
	return cover.reasons[1:] if cover.covered is None else cover.reasons


def _contradiction(fact: str, one: Said, value: Value, other: Said) -> Reason:
	said = {"fact": fact, "by": f"said_by_{one.by}", "value": value}
	return Reason(
		"facts_contradict", {**said, "other_by": f"said_by_{other.by}", "against": other.facts[fact]}
	)
