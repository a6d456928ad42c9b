"""What people enter in a claim: whose unit it is, what is told of the case, what it costs. Looked at when it is saved."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, flt, formatdate, getdate

from aftersales_app import permissions
from aftersales_app.aftersales_core import messages, moments
from aftersales_app.aftersales_core.contents import content
from aftersales_app.aftersales_core.document import check_sums
from aftersales_app.domain import fact_text
from aftersales_app.domain.claim_flow import CLOSED, CONSENTED, EXECUTED, OPEN, PROPOSED, QUOTED
from aftersales_app.domain.registration import CANCELLED
from aftersales_app.integrations import erpnext, erpnext_items
from aftersales_app.warranty.queries import claims as reads
from aftersales_app.warranty.services import cases, claim_case, rules

# Written by the verbs and nowhere else; whatever a request brings in these is put back.
OWNED = (
	*("decision", "outcome", "verdict", "proposed_verdict", "proposed_remedy", "proposed_override"),
	*(
		"proposed_by",
		"proposed_at",
		"proposed_reason",
		"proposal",
		"appeal_of",
		"appealed_on",
		"appeal_reason",
	),
	*(
		"quotation",
		"quoted_on",
		"quoted_total",
		"consented_total",
		"consent_by",
		"consent_how",
		"consent_on",
		"consent_evidence",
	),
	*("consent_recorded_by", "executed_on", "executed_by", "execution_note", "next_due"),
)
UNIT = ("company", "customer", "product", "serial_no", "item_code")
TOLD = (
	*(*UNIT, "ticket", "event_on", "jurisdiction", "goods_category", "part", "fault", "cause", "wants"),
	"facts",
)
ROWS = {
	"facts": ("fact", "value"),
	"amounts": ("kind", "item", "description", "qty", "rate", "supplier"),
}


def reset(claim: Any) -> None:
	"""A new claim carries nothing that only a verb may write."""
	for field in OWNED:
		claim.set(field, None)
	claim.set("timers", [])


def keep(claim: Any, before: Any) -> None:
	"""Put back what only verbs write, and refuse what may no longer be changed."""
	for field in OWNED:
		claim.set(field, before.get(field))
	claim.set("timers", before.timers)
	fixed = () if before.status in OPEN else TOLD
	if before.status in (PROPOSED, QUOTED, CONSENTED, EXECUTED, CLOSED):
		fixed = (*fixed, "amounts")
	changed = [field for field in fixed if _held(claim, field) != _held(before, field)]
	if changed:
		labels = ", ".join(_(claim.meta.get_label(field)) for field in changed)
		told = _("The claim is {0}: this can no longer be changed: {1}.").format(_(before.status), labels)
		if "amounts" in changed and before.status in (QUOTED, CONSENTED):
			told += " " + _(
				"Other costs need a new quotation and a new consent: cancel Quotation {0}, or delete it while it is a draft; then enter the costs and quote anew."
			).format(before.quotation or "")
		frappe.throw(told)


def check(claim: Any, before: Any = None) -> None:
	"""Fill in what is known and refuse what cannot be."""
	claim.event_on = getdate(claim.event_on) if claim.event_on else None
	if not before or any(claim.get(field) != before.get(field) for field in UNIT):
		_identify(claim)
	if not before and claim.ticket:
		frappe.has_permission("Aftersales Ticket", "read", claim.ticket, throw=True)
	_add_up(claim)
	if not before or any(_held(claim, field) != _held(before, field) for field in TOLD):
		_check_case(claim)


@contextmanager
def without_known_links(claim: Any) -> Iterator[None]:
	"""The claim as if the links were empty that its unit's record or its user proves: Frappe would ask the database for each."""
	unit = claim_case.unit_of(claim)
	of_unit = {field: unit[field] for field in ("company", "customer", "item_code")} if unit else {}
	user = frappe.session.user
	known = {"assignee": user, "team": permissions.usual_team(user, claim.company), **of_unit}
	known |= {"product": unit["name"]} if unit else {}
	held = {field: claim.get(field) for field, value in known.items() if value and claim.get(field) == value}
	claim.__dict__.update(dict.fromkeys(held))
	try:
		yield
	finally:
		claim.__dict__.update(held)


def _identify(claim: Any) -> None:
	"""Whose unit is it? Somebody else's is refused."""
	unit = _unit(claim)
	if unit:
		_check_unit(claim, unit)
		claim.product = unit.name
		claim.update({field: unit[field] for field in ("serial_no", "item_code") if unit[field]})
		for field in ("goods_category", "jurisdiction"):
			claim.set(field, unit[field] or claim.get(field))
	claim.jurisdiction = cstr(claim.jurisdiction or erpnext.country_code(claim.company)).upper()
	if claim.item_code and not claim.goods_category:
		claim.goods_category = rules.goods_category(claim.item_code)
	claim.item_name = (unit and unit.item_name) or erpnext_items.item_name(claim.item_code)
	claim.customer_name = erpnext.customer_name(claim.customer) if claim.customer else None
	claim.currency = erpnext.default_currency(claim.company) if claim.company else None


def _unit(claim: Any) -> Any:
	"""The registered unit that is meant: the one chosen, else the one with this serial number."""
	if claim.product:
		return claim_case.unit_of(claim)
	if not claim.serial_no:
		return None
	claim.serial_no = claim.serial_no.strip()
	found = reads.units_by_serial(claim.serial_no, claim.company, claim.item_code)
	if found:
		mine = [unit for unit in found if unit.customer == claim.customer]
		return (mine or found)[0]
	owner, item = erpnext.customer_by_serial(claim.serial_no)
	if owner and owner != claim.customer:
		_refuse_serial(claim.serial_no)
	claim.item_code = claim.item_code or item
	return None


def _check_unit(claim: Any, unit: Mapping[str, Any]) -> None:
	if unit["company"] != claim.company:
		frappe.throw(
			_("The registered product {0} does not belong to {1}.").format(unit["name"], claim.company)
		)
	if unit["customer"] != claim.customer:
		_refuse_serial(unit["serial_no"] or unit["name"])
	if unit["status"] == CANCELLED:
		frappe.throw(
			_("The sale of {0} was cancelled: nothing can be claimed for it.").format(
				unit["serial_no"] or unit["name"]
			)
		)
	for field in ("serial_no", "item_code"):
		if claim.product and claim.get(field) and unit[field] and claim.get(field) != unit[field]:
			label = _(claim.meta.get_label(field))
			frappe.throw(_("{0} is not that of the registered product {1}.").format(label, unit["name"]))


def _refuse_serial(serial_no: str) -> None:
	frappe.throw(
		_(
			"{0} is registered for another customer. Check the number; if the unit changed hands, change its owner first."
		).format(frappe.bold(frappe.utils.escape_html(serial_no)))
	)


def _add_up(claim: Any) -> None:
	for row in claim.amounts:
		if flt(row.qty) <= 0:
			frappe.throw(_("Row {0} of the costs: the quantity must be more than 0.").format(row.idx))
		if flt(row.rate) < 0:
			frappe.throw(_("Row {0} of the costs: the rate cannot be negative.").format(row.idx))
		row.amount = flt(flt(row.qty) * flt(row.rate), 2)
	claim.total = flt(sum(row.amount for row in claim.amounts), 2)
	if claim.amounts:
		check_sums(claim)


def _check_case(claim: Any) -> None:
	if not (claim.company and claim.event_on):
		return  # Frappe names mandatory fields that are empty
	if claim.event_on > moments.site_today():
		frappe.throw(_("The customer cannot have spoken after today. Check the day."))
	with messages.translated():
		_check_facts(claim)
		claim.part = claim_case.part_of(claim) or claim.part
		case = claim_case.said(claim)
		if claim.goods_category:
			rules.norm_book(claim.company).looked_at(case, case.facts)


def _check_facts(claim: Any) -> None:
	"""A fact is told once, and not otherwise than the unit's record says."""
	seen: set[str] = set()
	record = cases.unit_facts(claim_case.unit_of(claim))
	for row in claim.facts:
		if row.fact in seen:
			frappe.throw(_("Row {0} of the facts: {1} is told twice.").format(row.idx, _(row.fact)))
		seen.add(row.fact)
		_check_day(row)
		known = record.get(row.fact)
		if known and not _agrees(known, row.value):
			told = formatdate(known) if isinstance(known, date) else _(cstr(known))
			frappe.throw(
				_("Row {0} of the facts: the record of {1} says of {2}: {3}. Correct it there.").format(
					row.idx, claim.product, _(row.fact), told
				)
			)


def _check_day(row: Any) -> None:
	"""No day of the sale lies ahead, as on the unit's record."""
	day = fact_text.read(row.fact, cstr(row.value)) if row.fact in cases.DAYS else None
	if isinstance(day, date) and day > moments.site_today():
		told = messages.text("unit_day_ahead", {"day": row.fact, "date": day})
		frappe.throw(_("Row {0} of the facts: {1}").format(row.idx, told))


def _agrees(known: Any, told: Any) -> bool:
	if isinstance(known, Decimal):
		return flt(told) == flt(known)
	return cstr(told).strip().lower() == cstr(known).lower()


def _held(claim: Any, field: str) -> Any:
	return content(claim, field, ROWS.get(field, ()))
