"""Extended warranties from the sale to the end. The one writer of an extension after it was made.

An invoice row of an item that is an extended warranty sells them; `activate` puts one to a unit, `cancel` ends it and says what is
paid back. The days that it covers are those of the unit's timeline.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr, flt, getdate

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.aftersales_core.contents import exact
from aftersales_app.domain import extension as rules
from aftersales_app.domain import remedies
from aftersales_app.domain.coverage_terms import Term
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.extension import ACTIVE, CANCELLED, EXPIRED, SOLD, Conditions, Payback
from aftersales_app.domain.legal_days import Days
from aftersales_app.integrations import erpnext_extension as erpnext
from aftersales_app.warranty.queries import extensions as reads
from aftersales_app.warranty.services import coverage

DOCTYPE, PRODUCT = "Aftersales Extension", "Aftersales Product"
CANCELLING = ("Service Team Lead", "Operations Manager", "System Manager")
TO_BE_MADE, MADE = "To Be Made", "Made"
# The sale, which stays as it was, and what the verbs below write.
SALE = ("company", "customer", "item", "item_name", "months", "days", "sold_on", "price", "currency")
CONDITIONS = ("full_refund_days", "fee_percent", "least_percent")
CANCELLATION = ("cancelled_on", "cancel_reason", "cancel_basis", "refund_basis")
STATE = (
	*("sales_invoice", "sales_invoice_row", "status", "product", "serial_no", "activated_on"),
	*("first_day", "last_day", *CANCELLATION, "refund"),
	*("credit_note_state", "credit_note"),
)


def sell(extension: Any) -> None:
	"""An extension that somebody enters by hand, since it was sold without an invoice of this site."""
	for field in (*STATE, *CONDITIONS):
		extension.set(field, None)
	extension.update({"status": SOLD, **agreed_now()})
	months, days = cint(extension.months), cint(extension.days)
	if min(months, days) < 0 or not months + days:
		frappe.throw(_("Say for how many months or days the extended warranty was sold."))
	if flt(extension.price) < 0:
		frappe.throw(_("The price cannot be negative."))
	if getdate(extension.sold_on) > moments.site_today():
		frappe.throw(_("The day of sale is in the future."))


def change(extension: Any) -> None:
	"""An extension that is being saved: only the verbs change it."""
	before = extension.get_doc_before_save()
	for field in (*SALE, *CONDITIONS, *STATE):
		extension.set(field, before.get(field))
	extension.update(extension.flags.pop("moves", None) or {})


def from_invoice(invoice: Any) -> list[str]:
	"""The extensions that a submitted invoice sells. Derived from the invoice, not entered: whoever may submit that need not be
	allowed to enter extensions."""
	if invoice.is_return:
		return []
	made = []
	for facts in erpnext.sold(invoice):
		extension = frappe.get_doc({"doctype": DOCTYPE, "status": SOLD, **facts, **agreed_now()})
		extension.set_user_and_timestamp()
		extension.set_new_name()
		extension.db_insert()
		made.append(extension.name)
	return made


def invoice_cancelled(invoice: Any) -> None:
	"""What an invoice sold that is taken back never was: its unit loses it, and nothing is to be paid back."""
	why = _stored(Reason("extension_invoice_cancelled", {"invoice": invoice.name}))
	for extension in reads.of_invoice(invoice.name, (SOLD, ACTIVE, EXPIRED)):
		moves = {"status": CANCELLED, "cancelled_on": moments.site_today(), "cancel_basis": why}
		frappe.db.set_value(
			DOCTYPE,
			extension.name,
			{**moves, "product": None, "serial_no": None, "first_day": None, "last_day": None, "refund": 0},
		)
		if extension.product:
			coverage.renew(extension.product)


def activate(extension: Any, product: str, on: date) -> None:
	"""From now on the extension belongs to this unit."""
	unit = frappe.get_doc(PRODUCT, product)
	unit.check_permission("read")
	if on > moments.site_today():
		frappe.throw(_("It cannot be activated in the future."))
	wish = rules.Wish(
		extension.status,
		extension.customer,
		extension.company,
		getdate(extension.sold_on),
		unit.status,
		unit.customer,
		unit.company,
		on,
	)
	messages.refuse_unless(rules.can_activate(wish))
	moves = {"product": unit.name, "serial_no": unit.serial_no, "activated_on": on, "status": ACTIVE}
	_move(extension, moves)
	coverage.renew(unit.name)
	_move(extension, _present(extension, _spans(extension), moments.site_today()))


def preview(extension: Any, on: date) -> dict[str, Any]:
	"""What would be paid back if it were cancelled on that day, one to come included, with the arithmetic as it is known today."""
	found = _payback(extension, on)
	return {"refund": flt(found.refund, 2), "basis": messages.reasons(found.reasons)}


def told(extension: Any) -> str:
	"""How the refund was worked out, in the reader's language. Once that was stored as it was told to whoever cancelled: it reads as it did."""
	stored = cstr(extension.refund_basis)
	return _read(stored) if stored.startswith("[") else stored


def why_cancelled(extension: Any) -> str:
	"""What whoever cancelled it wrote, else what ended it, in the reader's language."""
	return _read(extension.cancel_basis) if extension.cancel_basis else cstr(extension.cancel_reason)


def cancel(extension: Any, on: date, reason: str) -> None:
	"""End the extension with this day and work out what is paid back; the credit note is a draft, for those who may make one."""
	if not set(CANCELLING) & set(frappe.get_roles()):
		frappe.throw(
			_("Only a team lead or an operations manager cancels an extended warranty. Ask one of them."),
			frappe.PermissionError,
		)
	if not cstr(reason).strip():
		frappe.throw(_("Say why the extended warranty is cancelled."))
	moves = {**_ended(extension, on), "cancel_reason": reason.strip()}
	_move(extension, moves)
	if extension.product:
		coverage.renew(extension.product)
	if moves["credit_note_state"] and frappe.has_permission("Sales Invoice", "create"):
		make_credit_note(extension)


def unit_paid_back(product: str, on: date, by: str) -> None:
	"""The customer gave the unit back and has its price again: what is left of its extended warranties is paid back as well. Derived from
	the return `by`, not entered; the credit notes are for those who make them."""
	_end_of_unit(product, on, Reason("extension_unit_paid_back", {"document": by}))
	coverage.renew(product)


def unit_sold_again(product: str, on: date, by: str) -> list[str]:
	"""The same where the trader sells the unit to somebody else; the extensions that ended. What it is covered for is to be renewed."""
	return _end_of_unit(product, on, Reason("extension_unit_sold_again", {"document": by}))


def go_on(names: Iterable[str]) -> None:
	"""The sale by which they ended is cancelled: they go on, but for what was paid back meanwhile."""
	back = {"status": ACTIVE, "refund": 0, **dict.fromkeys(CANCELLATION)}
	told = {"name": ("in", list(names)), "status": CANCELLED, "credit_note_state": ("!=", MADE)}
	for row in frappe.get_all(DOCTYPE, told, ["name", "product"]):
		frappe.db.set_value(DOCTYPE, row.name, {**back, "credit_note_state": None})
		coverage.renew(row.product)
		_bring_up_to_date(row.name, moments.site_today())


def _end_of_unit(product: str, on: date, why: Reason) -> list[str]:
	ended = []
	for row in reads.of_product(product):
		extension = frappe.get_doc(DOCTYPE, row.name)
		if extension.status == ACTIVE:
			day = min(max(on, getdate(extension.sold_on)), moments.site_today())
			moves = {**_ended(extension, day), "cancel_basis": _stored(why)}
			frappe.db.set_value(DOCTYPE, row.name, moves)
			ended.append(row.name)
	return ended


def make_credit_note(extension: Any) -> str:
	"""The draft credit note of a cancelled extension, by somebody whom ERPNext lets create invoices; they need only read it."""
	if extension.credit_note_state != TO_BE_MADE:
		frappe.throw(_("There is no credit note to make: nothing is paid back, or it is made already."))
	frappe.has_permission("Sales Invoice", "create", throw=True)
	name = erpnext.draft_credit_note(extension)
	extension.db_set({"credit_note": name, "credit_note_state": MADE})
	return name


def forget_credit_note(doc: Any) -> None:
	"""An owner deletes the draft: it is to be made again."""
	extension = doc.get("aftersales_extension")
	if extension and frappe.db.get_value(DOCTYPE, extension, "credit_note") == doc.name:
		frappe.db.set_value(DOCTYPE, extension, {"credit_note": None, "credit_note_state": TO_BE_MADE})


def terms_for(product: str, since: date | None = None) -> tuple[Term, ...]:
	"""What the extensions of a unit grant, those that were cancelled up to that day; of a unit that was sold again `since` a day, not those
	that were over by then."""
	with messages.translated():
		return tuple(
			rules.term(
				row.name,
				" ".join(filter(None, (row.item_name, row.sales_invoice))) or row.name,
				cint(row.months),
				cint(row.days),
				row.sold_on,
				row.cancelled_on,
			)
			for row in reads.of_product(product)
			if not since or (row.cancelled_on or row.last_day or date.max) > since
		)


def carry(old: str, new: str) -> None:
	"""A unit was exchanged: its extensions go on with the new one, behind what covers that."""
	serial = frappe.db.get_value(PRODUCT, new, "serial_no")
	carried = [row.name for row in reads.of_product(old) if not row.cancelled_on]
	for name in carried:
		frappe.db.set_value(DOCTYPE, name, {"product": new, "serial_no": serial})
	coverage.renew(new)
	for name in carried:
		_bring_up_to_date(name, moments.site_today())


def settle(today: date | None = None) -> int:
	"""Every night: the days and the state of extensions that seem to have ended; how many have. Repair time may have moved them."""
	day, ended = today or moments.site_today(), 0
	for name in reads.over(ACTIVE, day):
		ended += _bring_up_to_date(name, day) == EXPIRED
	return ended


def agreed_now() -> dict[str, Any]:
	"""The conditions for cancelling that a sale gets today."""
	settings = core.settings()
	return {
		"full_refund_days": cint(settings.extension_full_refund_days),
		"fee_percent": flt(settings.extension_fee_percent),
		"least_percent": flt(settings.extension_least_percent),
	}


def _ended(extension: Any, on: date) -> dict[str, Any]:
	"""What is written when it ends with a day, and what is paid back."""
	if on > moments.site_today():
		frappe.throw(_("It cannot be cancelled in the future."))
	found = _payback(extension, on)
	return {
		**_covered_until(extension, on),
		"status": CANCELLED,
		"cancelled_on": on,
		"refund": flt(found.refund, 2),
		"refund_basis": _stored(*found.reasons),
		"credit_note_state": TO_BE_MADE if found.refund > 0 and extension.sales_invoice else None,
	}


def _covered_until(extension: Any, on: date) -> dict[str, Any]:
	"""The days that it covered where it ends with a day: none where that is before the first."""
	first, last = extension.first_day, extension.last_day
	if not first or on < getdate(first):
		return {"first_day": None, "last_day": None}
	return {"last_day": min(on, getdate(last)) if last else on}


def _stored(*why: Reason) -> str:
	return frappe.as_json(remedies.record(why))


def _read(stored: str) -> str:
	return messages.reasons(Reason(**reason) for reason in frappe.parse_json(stored))


def _payback(extension: Any, on: date) -> Payback:
	if extension.status not in (SOLD, ACTIVE):
		frappe.throw(_("The extended warranty is {0}: it cannot be cancelled.").format(_(extension.status)))
	with messages.translated():
		agreed = Conditions(
			cint(extension.full_refund_days),
			exact(extension.fee_percent),
			exact(extension.least_percent),
		)
		return rules.payback(
			exact(extension.price), getdate(extension.sold_on), on, _spans(extension), agreed
		)


def _spans(extension: Any) -> list[Days]:
	"""The days that it covers, by the timeline of its unit."""
	if not extension.product:
		return []
	found = coverage.timeline_of(extension.product).segments
	return [(one.first, one.until) for one in found if one.term == extension.name]


def _present(extension: Any, spans: Iterable[Days], day: date) -> dict[str, Any]:
	covered = list(spans)
	last = max((until for _first, until in covered), default=None)
	return {
		"first_day": min((first for first, _until in covered), default=None),
		"last_day": last,
		"status": rules.status_on(day, bool(extension.product), last, extension.status == CANCELLED),
	}


def _bring_up_to_date(name: str, day: date) -> str:
	"""Its days by the timeline of its unit, and its state, which is returned."""
	extension = frappe.get_doc(DOCTYPE, name)
	moves = _present(extension, _spans(extension), day)
	frappe.db.set_value(DOCTYPE, name, moves)
	return moves["status"]


def _move(extension: Any, moves: dict[str, Any]) -> None:
	extension.flags.moves = moves
	extension.save()
