"""What the customer of a unit is owed, in one glance: what, why, until when, and what is still needed to say so. Nothing is written."""

from datetime import date
from typing import Any

from frappe import _

from aftersales_app.aftersales_core import messages
from aftersales_app.domain.case_facts import Facts
from aftersales_app.domain.case_sources import TICKET
from aftersales_app.domain.coverage import TIER_UNKNOWN, warranty_tier
from aftersales_app.domain.errors import DomainError
from aftersales_app.warranty.queries import products
from aftersales_app.warranty.services import cases, coverage, telling
from aftersales_app.warranty.services.cases import Known, Word

IDENTITY = ("company", "customer", "item_code", "item_name", "serial_no", "status", "replaced_by")


def identity(product: str) -> Any:
	"""Whose unit it is and which: the fields of IDENTITY, empty where there is none of that name."""
	return products.facts(product, list(IDENTITY))


def of_unit(product: str, event_on: date, told: Facts | None = None, fault: str = "") -> dict[str, Any]:
	"""What is owed to whoever has the unit and spoke on `event_on`. `told` are facts of the case, before which goes what is on record
	of the unit; `fault` is what the fault is called in the unit's repairs, "" where nobody has said.

	A story as `telling.story` has it, with the `unit` and the `problem`: a sentence that says why nothing can be decided, "" for none.
	"""
	unit = products.record(product)
	shown = {"unit": {field: unit.get(field) for field in ("name", *IDENTITY)}}
	word = Word(by=TICKET, company=unit.company, event_on=event_on, facts=told or {}, fault=fault)
	try:
		known = cases.known(word, unit)
		problem = _undecidable(unit)
		if problem:
			return {**shown, **_nothing(problem, known)}
		return {**shown, **telling.tell(known, known.decide(), unit.currency), "problem": ""}
	except DomainError as error:
		return {**shown, **_nothing(messages.text(error.code, error.params))}


def tier_of(product: str, day: date) -> str:
	"""What service levels call the unit's cover on a day, as `coverage.warranty_tier`; Unknown where nothing can be decided yet."""
	if _undecidable(products.record(product)):
		return TIER_UNKNOWN
	return warranty_tier(coverage.cover_on(product, day))


def _nothing(problem: str, known: Known | None = None) -> dict[str, Any]:
	return {**telling.no_story("", known), "problem": problem}


def _undecidable(unit: Any) -> str:
	if not unit.jurisdiction:
		return _("Say on the unit in which country it was sold: nothing is decided before.")
	if not unit.goods_category:
		return _("Say what kind of goods this is, on the item or on the unit: nothing is decided before.")
	return ""
