"""A claim as the domain takes it: its case, what covers the unit, and the decision that the rules give."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from frappe.utils import cstr, getdate

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.case_facts import CHOICES, FACTS, FLAG, WORDS, Case, read_case
from aftersales_app.domain.coverage import Cover, timeline
from aftersales_app.domain.coverage_terms import DELIVERY, INSTALLATION, INVOICE, Unit
from aftersales_app.domain.remedies import Decision, decide, record
from aftersales_app.integrations import erpnext_claims
from aftersales_app.warranty.queries import claims as reads
from aftersales_app.warranty.services import coverage, repairs, rules

# The unit's own record says these; what the claim says of them counts where the record is silent.
OF_UNIT = ("region", "buyer", "channel", "price", "invoiced_on", "delivered_on", "installed_on")
SOLD = {INVOICE: "invoiced_on", DELIVERY: "delivered_on", INSTALLATION: "installed_on"}
ANSWERS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


@dataclass(frozen=True, slots=True)
class Told:
	"""The case of a claim, and what covers its unit on the day of the event."""

	case: Case
	cover: Cover


def told(claim: Any) -> Told:
	"""Raises DomainError as `read_case` does, for what cannot be a case."""
	case = said(claim)
	cover = _cover(claim, case)
	return Told(_case(claim, case.jurisdiction, _computed(claim, cover, case.event_on)), cover)


def said(claim: Any) -> Case:
	"""The same without what coverage and repairs on record say. Raises DomainError as `read_case` does."""
	unit = unit_of(claim)
	place = claim.jurisdiction or (unit and unit.jurisdiction) or erpnext_claims.country_code(claim.company)
	return _case(claim, place, {})


def unit_of(claim: Any) -> Any:
	"""The record of the claim's unit, None without one; read once."""
	if not claim.product:
		return None
	name, unit = claim.flags.get("unit") or (None, None)
	if name != claim.product:
		unit = reads.unit(claim.product)
		claim.flags.unit = (claim.product, unit)
	return unit


def assess(claim: Any, known: Told | None = None) -> Decision:
	"""What the rules that hold today give for this claim. Raises DomainError."""
	known = known or told(claim)
	return decide(known.case, rules.norm_book(claim.company), rules.day_calendar(claim.company))


def snapshot(claim: Any, known: Told, decision: Decision) -> dict[str, Any]:
	"""All that the decision and its letter say, as plain data that no later edit of a rule changes."""
	book = rules.norm_book(claim.company)
	named = {(step.norm, step.version) for step in decision.trace}
	cited = {norm.id: norm.citation for norm in book.norms if norm.key in named}
	asks = known.cover.covered is None
	cover = known.cover.reasons[1:] if asks else known.cover.reasons
	return {
		"decision": record(decision),
		"basis": {"cover": record(cover), "citations": cited, "category": known.case.category},
	}


def own_facts(claim: Any) -> dict[str, Any]:
	"""The rows of a claim's facts as plain data."""
	return {row.fact: _plain(row.fact, row.value) for row in claim.facts if row.fact}


def unit_facts(unit: Mapping[str, Any] | None) -> dict[str, Any]:
	"""What the unit's record says, as plain data."""
	return {fact: unit[fact] for fact in OF_UNIT if unit.get(fact)} if unit else {}


def _case(claim: Any, place: str, computed: Mapping[str, Any]) -> Case:
	event_on = getdate(claim.event_on)
	today = max(event_on, moments.site_today())
	facts = {**_told_facts(claim), **unit_facts(unit_of(claim)), **computed}
	# A category that nobody has said yet keeps no fact from being looked at.
	plain = {"event_on": event_on, "today": today, "jurisdiction": place, "facts": facts}
	return read_case({**plain, "category": claim.goods_category or "?"})


def _told_facts(claim: Any) -> dict[str, Any]:
	"""A customer who comes with a fault claims a defect, and asks for what is owed on the day they speak."""
	spoken = {"cause": claim.cause or None, "wants": claim.wants or None}
	return {
		"defect_claimed": True,
		"requested_on": getdate(claim.event_on),
		**own_facts(claim),
		**{fact: value for fact, value in spoken.items() if value},
	}


def _computed(claim: Any, cover: Cover, event_on: date) -> dict[str, Any]:
	"""What coverage and repairs on record say goes before what anybody says of them."""
	found = dict(repairs.facts(claim.product, event_on)) if claim.product else {}
	if cover.covered is not None and cover.reasons[0].code != "never_covered":  # no term is known: unknown
		found["in_warranty"] = cover.covered
	if cover.until:
		found["coverage_end"] = cover.until
	return found


def _cover(claim: Any, case: Case) -> Cover:
	"""Of a registered unit what its record says, of any other what the facts of the claim lead to."""
	if claim.product:
		return coverage.cover_on(claim.product, case.event_on, claim.part or "")
	facts = case.facts
	dates = {event: day for event, fact in SOLD.items() if isinstance(day := facts.get(fact), date)}
	scope = rules.UnitScope(
		claim.company,
		claim.item_code or "",
		case.jurisdiction,
		case.category,
		str(facts.get("region") or ""),
		min(dates.values(), default=None),
		{fact: value for fact, value in facts.items() if isinstance(value, bool)},
	)
	unit = Unit(dates, parts=rules.parts_of(case.jurisdiction, case.category))
	found = timeline(unit, rules.coverage_terms(scope), rules.day_calendar(claim.company))
	return found.covered_on(case.event_on, claim.part or "")


def _plain(fact: str, value: Any) -> Any:
	"""A fact as somebody wrote it: yes and no as flags, lists as lists; what cannot be one is refused with the case."""
	text, kind = cstr(value).strip(), FACTS.get(fact)
	if kind == FLAG:
		return ANSWERS.get(text.lower(), text)
	if kind == WORDS:
		return [word.strip() for word in text.split(",") if word.strip()]
	return text.lower() if fact in CHOICES else text
