"""A claim as the rules take it: what it tells of a case, beside what is on record of its unit."""

from typing import Any

from frappe.utils import cstr, getdate

from aftersales_app.domain import case_sources, fact_text
from aftersales_app.domain.case_facts import Case, Facts
from aftersales_app.warranty.queries import products
from aftersales_app.warranty.services import cases, repairs
from aftersales_app.warranty.services.cases import Known, Word


def told(claim: Any) -> Known:
	"""The case of a claim, and what covers its unit on the day of the event. Raises DomainError for what cannot be a case."""
	return cases.known(_word(claim), unit_of(claim))


def said(claim: Any) -> Case:
	"""The same without what cover and repairs on record say."""
	return cases.said(_word(claim), unit_of(claim))


def part_of(claim: Any) -> str:
	"""The part that it is about as the rules call it. Raises DomainError for one that such goods do not have."""
	return cases.part_of(_word(claim), unit_of(claim))


def unit_of(claim: Any) -> Any:
	"""The record of the claim's unit, None without one; read once."""
	if not claim.product:
		return None
	name, unit = claim.flags.get("unit") or (None, None)
	if name != claim.product:
		unit = products.record(claim.product)
		claim.flags.unit = (claim.product, unit)
	return unit


def _word(claim: Any) -> Word:
	"""A customer who comes with a fault claims a defect, and asks for what is owed on the day they speak."""
	event_on = getdate(claim.event_on)
	return Word(
		by=case_sources.CLAIM,
		company=claim.company,
		event_on=event_on,
		facts=_facts(claim),
		presumed={"defect_claimed": True, "requested_on": event_on},
		item_code=claim.item_code or "",
		jurisdiction=claim.jurisdiction or "",
		category=claim.goods_category or "",
		part=claim.part or "",
		fault=repairs.fault_of([claim.ticket]) if claim.ticket else "",
	)


def _facts(claim: Any) -> Facts:
	"""The rows of a claim's facts, and what it says of the cause and of what the customer wants."""
	rows = {row.fact: fact_text.read(row.fact, cstr(row.value)) for row in claim.facts if row.fact}
	return {**rows, **{fact: claim.get(fact) for fact in ("cause", "wants") if claim.get(fact)}}
