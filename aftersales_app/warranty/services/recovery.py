"""Recovery from suppliers, from the claim's costs to the answer. The one writer of a demand's amount, moments and state."""

from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import cint, cstr, flt, formatdate, getdate

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.aftersales_core.contents import exact
from aftersales_app.domain import recovery as rules
from aftersales_app.domain.recovery import OPEN, Cost, Demand, State
from aftersales_app.integrations import erpnext, erpnext_supplier
from aftersales_app.warranty.queries import people
from aftersales_app.warranty.queries import recovery as reads

DOCTYPE, CLAIM = "Aftersales Supplier Recovery", "Aftersales Claim"
TOLD = ("Quality Specialist", "Operations Manager")
FIXED = ("company", "claim", "product", "supplier", "part", "amount", "currency", "event_on")
STATE = ("status", "recovered_amount", "claimed_on", "answered_on", "reminded_on", "old_part_returned_on")
ANSWER = ("answered_on", "amount", "note", "entered_by", "currency")


def open_for(claim: str) -> list[str]:
	"""The demands on suppliers that a claim's costs call for: those that are missing are made, those that are still to be raised follow
	the costs. Run as often as one likes."""
	doc = frappe.get_doc(CLAIM, claim, for_update=True)
	known, names = reads.of_claim(claim), []
	for demand in rules.demands(_costs(claim)):
		name = known.get((demand.supplier, demand.item))
		names.append(_follow(name, demand) if name else _open(doc, demand))
	return names


def enter(recovery: Any) -> None:
	"""A new demand, by hand or for a claim: what the claim says about it. By hand it asks for all that the claim's costs name."""
	claim = frappe.get_doc(CLAIM, recovery.claim)
	claim.check_permission("read")
	for field in STATE:
		recovery.set(field, None)
	recovery.set("answers", [])
	key = (recovery.supplier, recovery.part or "")
	if key in reads.of_claim(claim.name):
		frappe.throw(_("There is a demand on {0} for this claim and part already.").format(recovery.supplier))
	demand = next((one for one in rules.demands(_costs(claim.name)) if (one.supplier, one.item) == key), None)
	if demand is None:
		frappe.throw(_("The claim has no costs of {0} for this part.").format(recovery.supplier))
	recovery.update(_facts(claim, demand, recovery.due_on))
	recovery.old_part_due = recovery.old_part_due or _old_part_due(claim, demand)
	recovery.status = _status(recovery)


def change(recovery: Any) -> None:
	"""A demand that is being saved: deadlines move until it is raised, the rest is written by the verbs."""
	before = recovery.get_doc_before_save()
	for field in (*FIXED, *STATE):
		recovery.set(field, before.get(field))
	_keep_answers(recovery, before)
	if before.claimed_on and getdate(recovery.due_on) != getdate(before.due_on):
		raised = formatdate(before.claimed_on)
		frappe.throw(_("It was raised on {0}: its deadline is over.").format(raised))
	recovery.update(recovery.flags.pop("moves", None) or {})
	if answer := recovery.flags.pop("answer", None):
		recovery.append("answers", answer)
	if getdate(recovery.due_on) < getdate(recovery.event_on):
		frappe.throw(_("The deadline is before the day of the claim."))
	recovery.status = _status(recovery)


def claim(recovery: Any, on: date) -> None:
	"""The demand goes to the supplier."""
	_refuse_future(on)
	messages.refuse_unless(rules.can_claim(on, _state(recovery)))
	_move(recovery, {"claimed_on": on})


def answer(recovery: Any, on: date, amount: float, note: str = "") -> None:
	"""The supplier accepts an amount, all of it, a part, or nothing."""
	_refuse_future(on)
	given = exact(amount)
	messages.refuse_unless(rules.can_answer(on, given, _state(recovery)), recovery.currency)
	recovery.flags.answer = {
		"answered_on": on,
		"amount": flt(given, 2),
		"note": cstr(note).strip(),
		"entered_by": frappe.session.user,
		"currency": recovery.currency,
	}
	total = flt(flt(recovery.recovered_amount) + flt(given), 2)
	_move(recovery, {"answered_on": on, "recovered_amount": total})


def return_old_part(recovery: Any, on: date) -> None:
	"""The replaced part went back to the supplier."""
	_refuse_future(on)
	if recovery.old_part_returned_on:
		returned = formatdate(recovery.old_part_returned_on)
		frappe.throw(_("The old part was returned on {0} already.").format(returned))
	if on < getdate(recovery.event_on):
		frappe.throw(_("The old part cannot have been returned before the day of the claim."))
	_move(recovery, {"old_part_returned_on": on})


def old_part_is_back(cost: Any) -> bool:
	"""Did the part that a claim's cost names go back to its supplier?"""
	if cost.kind != rules.PART or not (cost.parent and cost.supplier and cost.item):
		return False
	return reads.old_part_is_back(cost.parent, cost.supplier, cost.item)


def settle(today: date | None = None) -> int:
	"""Every night: what was not raised in time has lapsed, and of what is due soon people are told, once. How many were changed."""
	day = today or moments.site_today()
	ahead, changed = cint(core.settings().recovery_reminder_days), 0
	for name in reads.open_until(day + timedelta(days=ahead)):
		recovery = frappe.get_doc(DOCTYPE, name)
		status = rules.status_on(day, _state(recovery))
		if status != OPEN:
			frappe.db.set_value(DOCTYPE, name, "status", status)
		elif recovery.reminded_on or not rules.is_due(day, _state(recovery), ahead):
			continue
		else:
			_tell(recovery)
			frappe.db.set_value(DOCTYPE, name, "reminded_on", day)
		changed += 1
	return changed


def _tell(recovery: Any) -> None:
	"""Quality and operations of the company."""
	enqueue_create_notification(
		people.of_company(TOLD, recovery.company),
		{
			"type": "Alert",
			"document_type": DOCTYPE,
			"document_name": recovery.name,
			"subject": _("{0} has to be raised with {1} by {2}.").format(
				recovery.name, recovery.supplier, formatdate(recovery.due_on)
			),
			"from_user": "Administrator",
		},
	)


def _open(claim: Any, demand: Demand) -> str:
	"""Follows from the claim's costs: whoever executes the claim need not be allowed to enter demands."""
	facts = {**_facts(claim, demand, None), "old_part_due": _old_part_due(claim, demand)}
	recovery = frappe.get_doc({"doctype": DOCTYPE, "claim": claim.name, **facts})
	recovery.status = _status(recovery)
	recovery.set_user_and_timestamp()
	recovery.set_new_name()
	recovery.db_insert()
	return recovery.name


def _follow(name: str, demand: Demand) -> str:
	open_still = {"name": name, "claimed_on": ("is", "not set")}
	if frappe.db.exists(DOCTYPE, open_still):
		frappe.db.set_value(DOCTYPE, name, "amount", flt(demand.amount, 2))
	return name


def _facts(claim: Any, demand: Demand, due_on: Any) -> dict[str, Any]:
	event = getdate(claim.event_on)
	days = erpnext_supplier.recovery_days(demand.supplier) or cint(core.settings().supplier_recovery_days)
	with messages.translated():
		last = getdate(due_on) if due_on else rules.last_day(event, days)
	if last < event:
		frappe.throw(_("The deadline is before the day of the claim."))
	return {
		"company": claim.company,
		"product": claim.product,
		"supplier": demand.supplier,
		"part": demand.item or None,
		"amount": flt(demand.amount, 2),
		"currency": erpnext.default_currency(claim.company),
		"event_on": event,
		"due_on": last,
	}


def _old_part_due(claim: Any, demand: Demand) -> date | None:
	"""Parts go back within the days of the settings; 0: suppliers do not want them."""
	days = cint(core.settings().old_part_days)
	return rules.last_day(getdate(claim.event_on), days) if demand.item and days > 0 else None


def _costs(claim: str) -> list[Cost]:
	return [
		Cost(cstr(row.kind), row.supplier or "", row.item or "", exact(row.amount))
		for row in reads.costs(claim)
	]


def _state(recovery: Any) -> State:
	return State(
		exact(recovery.amount),
		getdate(recovery.event_on),
		getdate(recovery.due_on),
		getdate(recovery.claimed_on) if recovery.claimed_on else None,
		exact(recovery.recovered_amount) if recovery.answered_on else None,
	)


def _status(recovery: Any) -> str:
	return rules.status_on(moments.site_today(), _state(recovery))


def _keep_answers(recovery: Any, before: Any) -> None:
	rows = [{field: row.get(field) for field in ("name", *ANSWER)} for row in before.answers]
	recovery.set("answers", rows)


def _move(recovery: Any, moves: dict[str, Any]) -> None:
	recovery.flags.moves = moves
	recovery.save()


def _refuse_future(on: date) -> None:
	if on > moments.site_today():
		frappe.throw(_("{0} is in the future.").format(formatdate(on)))
