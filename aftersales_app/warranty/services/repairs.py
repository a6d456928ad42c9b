"""What was done to a unit: its repairs as people and tickets record them, and what they come to in a case. The one writer of
Aftersales Repair's figures; how repairs are counted is in domain/repair_history."""

from collections.abc import Iterable
from datetime import date, datetime, timezone
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, formatdate, get_datetime, getdate

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.domain.case_facts import Value
from aftersales_app.domain.part_names import part_called
from aftersales_app.domain.repair_history import Counting, repair_facts
from aftersales_app.domain.repair_time import Repair
from aftersales_app.warranty.queries import products
from aftersales_app.warranty.queries import repairs as reads
from aftersales_app.warranty.services import coverage, rules

IN_REPAIR, HANDED_BACK = "In Repair", "Handed Back"
FROM_UNIT = ("company", "customer", "item_code", "serial_no")
LANGUAGES = ("zh", "zh_TW")  # in which the rules' words for parts are known beside their own
SOLD = ("delivered_on", "invoiced_on", "installed_on")


def record(**facts: Any) -> str:
	"""Write a repair, or with a `source_key` that is known complete the one that was written for it; its name.

	`facts`: fields of Aftersales Repair, `waits` as pairs of days. What is on record is filled in where it is empty and never put
	otherwise; its waits are those told now as long as the repair goes on. Throws as a repair that somebody enters.
	"""
	waits = facts.pop("waits", ())
	known = reads.by_source(facts["source_key"]) if facts.get("source_key") else None
	repair = frappe.get_doc(reads.REPAIR, known) if known else frappe.new_doc(reads.REPAIR)
	if not known or not repair.returned_on:
		repair.set("waits", [{"from_day": first, "until_day": last} for first, last in waits])
	repair.update({field: value for field, value in facts.items() if not known or not repair.get(field)})
	repair.flags.recorded = True
	return repair.save().name


def for_unit(product: str, since: date | None = None) -> tuple[Repair, ...]:
	"""The repairs of a unit in order of time; those from `since` on, where it was sold again."""
	found = (_repair(row) for row in reads.of_unit(product))
	return tuple(repair for repair in found if not since or repair.received >= since)


def facts(
	product: str,
	day: date,
	today: date | None = None,
	fault: str = "",
	part: str = "",
	jobs: tuple[Repair, ...] | None = None,
	since: date | None = None,
) -> dict[str, Value]:
	"""What the unit's repairs mean to a case of `day`, days counted up to `today`, by default the present day: repair_count,
	repair_days and what else `repair_facts` tells. `fault` and `part` are those of the case, "" where nobody has said; `jobs` are the
	repairs where they are at hand, `since` is the day on which the customer got the unit where that is known."""
	unit = products.record(product)
	goods = (unit.jurisdiction or "", unit.goods_category or "")
	of_goods = rules.norm_book(unit.company).categories.get(goods, {})
	counting = Counting(
		holds_days=rules.holds_days(*goods),
		by_hours=of_goods.get("repair_by_hours") is True,
		fault=fault,
		part=part,
		since=since or date.min,
		parts=coverage.parts_of(frappe.get_cached_doc(products.PRODUCT, product)),
	)
	with messages.translated():
		listed = for_unit(product, unit.resold_on) if jobs is None else jobs
		found = repair_facts(listed, day, max(day, today or moments.site_today()), counting)
	return found if unit.replaces else {**found, "same_fault_exchanges": 0}


def replaced_part(product: str, items: list[str]) -> dict[str, Any]:
	"""The part that a repair with these items replaced, as the rules call it. Where they list the parts of such goods, what is none of them
	(a consumable, or a main part that the list lacks) replaces no part and is told as `unnamed_parts`, for a person to judge; where nobody has
	listed any, the first item does."""
	unit = frappe.get_cached_doc(products.PRODUCT, product)
	listed = coverage.parts_of(unit)
	called = {part: {part, *(_(part, lang) for lang in LANGUAGES)} for part in coverage.part_names(unit)}
	known = {item: part_called(item, called) for item in items}
	found = next(filter(None, known.values()), "")
	part = found or ("" if listed else next(iter(items), ""))
	unnamed = [item for item, name in known.items() if not name] if listed else []
	told = {"part": part, "part_replaced": 1} if part else {}
	return {**told, "unnamed_parts": ", ".join(unnamed)} if unnamed else told


def fault_of(tickets: Iterable[str]) -> str:
	"""What the fault of the latest repair for one of these tickets is called, "" for none."""
	known = [ticket for ticket in tickets if ticket]
	return (reads.fault_of(known) or "") if known else ""


def take_over_unit(repair: Any) -> None:
	"""Whose unit it is, as its own record says, and how far the repair is."""
	unit = frappe.get_doc(products.PRODUCT, repair.product) if repair.product else None
	if unit is None:
		return  # Frappe names mandatory fields that are empty
	if repair.is_new():
		_check_place(repair, unit)
	repair.update({field: unit.get(field) for field in FROM_UNIT})
	if not repair.flags.recorded:  # by a ticket, which is not held up by what is wrong with the unit's days
		_refuse_before_sale(repair, unit)
	repair.status = HANDED_BACK if repair.returned_on else IN_REPAIR


def check(repair: Any) -> None:
	"""Days that can be, in an order that can be."""
	if not repair.received_on:
		return
	received, returned = getdate(repair.received_on), _day(repair.returned_on)
	_refuse_later_than_today(repair.meta, {"received_on": received, "returned_on": returned})
	if (returned and returned < received) or _earlier_that_day(repair):
		frappe.throw(
			_("It was handed back on {1}, before it was received on {0}.").format(
				formatdate(received), formatdate(returned)
			)
		)
	_refuse_other_day(repair, "received_at", "received_on")
	_refuse_other_day(repair, "returned_at", "returned_on")
	for row in repair.waits:
		_check_wait(row, returned)
	if repair.part_replaced and not (repair.part or "").strip():
		frappe.throw(_("Say which part was replaced."))
	if cint(repair.odometer) < 0 or flt(repair.cost) < 0:
		frappe.throw(_("Counter readings and costs cannot be negative."))


def changed(repair: Any) -> None:
	"""Days in repair and new parts change what the unit is covered for."""
	coverage.renew(repair.product)


def refuse_to_forget(repair: Any) -> None:
	"""What a ticket recorded is part of its story."""
	if repair.ticket:
		frappe.throw(
			_("The repair belongs to ticket {0} and is not deleted. Correct it instead.").format(
				repair.ticket
			)
		)


def _check_place(repair: Any, unit: Any) -> None:
	"""Whoever may see the ticket, or without one the unit, notes what was done."""
	ticket = frappe.get_doc("Aftersales Ticket", repair.ticket) if repair.ticket else None
	(ticket or unit).check_permission("read")
	if ticket and ticket.product != unit.name:
		frappe.throw(_("Ticket {0} is not about unit {1}.").format(ticket.name, unit.name))
	if not repair.flags.recorded:
		_refuse_exchanged(repair, unit)


def _refuse_exchanged(repair: Any, unit: Any) -> None:
	"""A unit that was exchanged is repaired under its successor's name; what was done before the exchange is noted with it."""
	if not unit.replaced_by or not repair.received_on:
		return
	new = products.facts(unit.replaced_by, list(SOLD))
	exchanged_on = min((getdate(day) for day in new.values() if day), default=None)
	if exchanged_on is None or getdate(repair.received_on) > exchanged_on:
		frappe.throw(
			_("{0} was exchanged for {1}. Record the repair with that unit.").format(
				unit.name, unit.replaced_by
			)
		)


def _refuse_before_sale(repair: Any, unit: Any) -> None:
	sold_on = min((getdate(unit.get(field)) for field in SOLD if unit.get(field)), default=None)
	if sold_on and repair.received_on and getdate(repair.received_on) < sold_on:
		frappe.throw(
			_("The unit was sold on {0}: it cannot have been received for repair on {1}.").format(
				formatdate(sold_on), formatdate(repair.received_on)
			)
		)


def _refuse_later_than_today(meta: Any, days: dict[str, date | None]) -> None:
	for field, day in days.items():
		if day and day > moments.site_today():
			label = _(meta.get_label(field))
			frappe.throw(_("{0}: {1} has not come yet.").format(label, formatdate(day)))


def _earlier_that_day(repair: Any) -> bool:
	known = repair.received_at and repair.returned_at
	return bool(known) and get_datetime(repair.returned_at) < get_datetime(repair.received_at)


def _refuse_other_day(repair: Any, moment: str, day: str) -> None:
	"""The moment, where somebody knows it, is one of the day."""
	if repair.get(moment) and getdate(repair.get(moment)) != _day(repair.get(day)):
		labels = [_(repair.meta.get_label(field)) for field in (moment, day)]
		frappe.throw(_("{0} and {1} are different days.").format(*labels))


def _check_wait(row: Any, returned: date | None) -> None:
	if not row.from_day:
		return
	first, last = getdate(row.from_day), _day(row.until_day)
	_refuse_later_than_today(row.meta, {"from_day": first, "until_day": last})
	if last and last < first:
		frappe.throw(_("Row {0}: the wait ends before it begins.").format(row.idx))
	if returned and max(first, last or first) > returned:
		frappe.throw(
			_("Row {0}: the wait goes on after the unit was handed back on {1}.").format(
				row.idx, formatdate(returned)
			)
		)


def _repair(row: Any) -> Repair:
	return Repair(
		number=row.name,
		received=row.received_on,
		returned=row.returned_on,
		cause=row.cause or "",
		fault=row.fault or "",
		in_warranty=bool(row.in_warranty),
		confirmed=bool(row.confirmed),
		same_fault=row.same_fault or "",
		waits=tuple(row.waits),
		part=row.part or "",
		part_replaced=bool(row.part_replaced),
		severe=bool(row.severe),
		received_at=_on_the_wall(row.received_at),
		returned_at=_on_the_wall(row.returned_at),
	)


def _on_the_wall(moment: datetime | None) -> datetime | None:
	"""As the clock showed it: only how long it took is asked."""
	return moment.replace(tzinfo=timezone.utc) if moment else None


def _day(value: Any) -> date | None:
	return getdate(value) if value else None
