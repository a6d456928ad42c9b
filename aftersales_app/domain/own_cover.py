"""Whose cover holds on a day: the law's own, and that of each contract, promise and bought extension by itself.

A norm of law gives what it gives while the law's own period runs, with what makes that longer (repair time, exchange); a promise never
moves that day. What was promised or bought holds for its own days, and gives what it says, or, where it says nothing but how long, the
free repair that is the least of every warranty (rules.md R11).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from aftersales_app.domain.case_facts import Own, Value
from aftersales_app.domain.coverage import Cover, Timeline, reach
from aftersales_app.domain.coverage_run import Segment
from aftersales_app.domain.coverage_terms import BASE, PROMISE, STATUTORY, Term
from aftersales_app.domain.norms import REPAIR, Condition, Exclusion, Norm

EXCLUDED = (
	Exclusion("user_damage", (Condition("cause", "in", ("user", "storage")),), "test_report"),
	Exclusion("opened_unauthorised", (Condition("opened_by", "==", "unauthorised"),)),
	Exclusion("card_mismatch", (Condition("card_matches", "==", False),)),
	Exclusion("force_majeure", (Condition("cause", "==", "force_majeure"),)),
)


def own_covers(
	found: Timeline, cover: Cover, part: str, day: date
) -> tuple[dict[str, Value], dict[str, Own]]:
	"""What the law's own period says in a case, nothing where that is unknown: the period of the statutes; where none of them says how
	long, the contract's; where there is none either, whatever covers. And the cover by each contract, promise and extension, by its name."""
	below = tuple(segment for segment in found.below_law if segment.holds_for(part))
	segments: dict[str, list[Segment]] = {}
	for segment in (*found.of(part), *below):
		segments.setdefault(segment.term, []).append(segment)
	asked = frozenset(str(reason.params["term"]) for reason in found.missing_for(part))
	on = day_of(cover, day)
	of_norm: dict[str, set[str]] = {}
	of_kind: dict[str, set[str]] = {}
	for code in {*segments, *asked}:
		term = found.terms[code]
		of_kind.setdefault(term.kind, set()).add(code)
		if term.kind != STATUTORY:
			of_norm.setdefault(term.norm, set()).add(code)
	by_law = of_kind.get(STATUTORY) or of_kind.get(BASE) or {*segments, *asked}
	known = _law_facts(_own(segments, asked, by_law, on))
	return known, {norm: _own(segments, asked, mine, on) for norm, mine in sorted(of_norm.items())}


def _law_facts(own: Own) -> dict[str, Value]:
	known: dict[str, Value] = {} if own.covered is None else {"in_legal_warranty": own.covered}
	return {**known, "legal_coverage_end": own.until} if own.until else known


def norms_of(found: Timeline, codes: Iterable[str], jurisdiction: str) -> tuple[Norm, ...]:
	"""The repair that each of the terms `codes` grants, which count on the day; of those that say more a book has the norm already."""
	void = {segment.term for segment in found.below_law}
	terms = [found.terms[code] for code in codes if code not in void]
	return tuple(
		{term.norm: _repair(term, jurisdiction) for term in terms if term.kind != STATUTORY}.values()
	)


@lru_cache(maxsize=1024)
def _repair(term: Term, jurisdiction: str) -> Norm:
	return Norm(
		id=term.norm,
		version=term.version,
		jurisdiction=jurisdiction,
		rank="promise" if term.kind == PROMISE else "contract",
		citation=term.citation,
		effective_from=date.min,
		buyer="",
		conditions=(Condition("in_warranty", "==", True), Condition("defect_confirmed", "==", True)),
		remedies=(REPAIR,),
		exclusions=EXCLUDED,
		confidence="high",
	)


def _own(segments: Mapping[str, list[Segment]], asked: frozenset[str], codes: set[str], on: date) -> Own:
	"""The cover by some terms alone."""
	mine = [segment for code in codes for segment in segments.get(code, ())]
	holding = [segment for segment in mine if segment.first <= on <= segment.until]
	if holding:
		until = holding[0].until if len(mine) == 1 else reach(mine, on)
		return Own(None if all(segment.unread for segment in holding) else True, until)
	return Own(None if not codes or codes & asked else False)


def day_of(cover: Cover, day: date) -> date:
	"""The day for which cover was worked out: of goods that were there before their sale is dated, not that of the case."""
	return cover.until - timedelta(cover.remaining_days) if cover.until else day
