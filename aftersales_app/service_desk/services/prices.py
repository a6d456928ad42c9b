"""The price that the customer confirms before chargeable work: whose word it is, and that another price needs another word."""

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, fmt_money

from aftersales_app.aftersales_core import moments
from aftersales_app.integrations.erpnext import default_currency
from aftersales_app.service_desk.services import event_log


def check(ticket: Any, before: Any = None) -> None:
	"""Can this price be, and has the customer confirmed this one? `before` is the ticket as it was stored. Throws."""
	if flt(ticket.quoted_price) < 0:
		frappe.throw(_("A price cannot be negative."))
	if before and before.price_confirmed and _differs(ticket, before):
		_take_back(ticket, before)
	if not ticket.price_confirmed:
		return
	if not (ticket.chargeable and flt(ticket.quoted_price) > 0):
		frappe.throw(_("Enter the price that the customer confirmed."))
	ticket.price_confirmed_by = ticket.price_confirmed_by or ticket.contact_name or ticket.customer_name
	if not ticket.price_confirmed_by and not (before and before.price_confirmed):
		frappe.throw(_("Say who confirmed the price."))


def note(ticket: Any, before: Any, now: datetime) -> None:
	"""What the save means for the word's moment, and its record. `before` is empty for a new ticket."""
	confirmed = ticket.price_confirmed and not before.price_confirmed
	if confirmed:
		ticket.price_confirmed_at = moments.to_site(now)
	if not (confirmed or _differs(ticket, before)):
		return
	told = {"from_value": _told(before.quoted_price, ticket), "to_value": _told(ticket.quoted_price, ticket)}
	event_log.note(ticket, "Price", now, **told, reason=ticket.price_confirmed_by if confirmed else None)


def _differs(ticket: Any, before: Any) -> bool:
	return flt(ticket.quoted_price) != flt(before.quoted_price)


def _take_back(ticket: Any, before: Any) -> None:
	ticket.update({"price_confirmed": 0, "price_confirmed_by": None, "price_confirmed_at": None})
	frappe.msgprint(
		_("The customer confirmed {0}. The price is another now: it has to be confirmed anew.").format(
			_told(before.quoted_price, ticket)
		),
		title=_("Price Not Confirmed"),
		indicator="orange",
	)


def _told(price: Any, ticket: Any) -> str | None:
	return fmt_money(flt(price), currency=default_currency(ticket.company)) if flt(price) else None
