"""Who is calling: customer and contact found by code, serial number, phone or e-mail."""

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _

from aftersales_app.aftersales_core import messages
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.identity import normalise_email, normalise_phone
from aftersales_app.integrations import erpnext
from aftersales_app.service_desk import queries

CONTACT_DETAILS = ("contact_name", "contact_phone", "contact_email")


def identify(ticket: Any) -> None:
	"""Fill in the customer, contact and their names from whatever the caller told us.

	Nothing is made here; see `keep_caller`.
	"""
	with messages.translated():
		ticket.phone_key = normalise_phone(ticket.contact_phone or "")
		ticket.contact_email = normalise_email(ticket.contact_email or "") or None
	recognise(ticket)


def recognise(ticket: Any) -> None:
	"""The customer, contact and item that go with a ticket's serial number, phone or e-mail, spelt as we keep them."""
	_by_serial(ticket)
	_by_contact(ticket)
	ticket.customer_name = erpnext.customer_name(ticket.customer) if ticket.customer else None


def add_main_contact(ticket: Any) -> None:
	"""Whom to call back on a new ticket that says whose it is and nothing else: the customer's main contact, if the user may read
	it. Mail has its sender. Asks the database nothing where anything of the caller is known."""
	told = any(ticket.get(field) for field in ("contact", *CONTACT_DETAILS))
	if told or not ticket.customer or ticket.flags.source_key:
		return
	contact = erpnext.main_contact(ticket.customer)
	facts = erpnext.contact_facts(contact) if contact else {}
	if not facts or not frappe.has_permission("Contact", "read", contact):
		return
	ticket.contact, ticket.contact_name = contact, facts["full_name"]
	ticket.contact_phone, ticket.phone_key = _readable(normalise_phone, facts["mobile_no"] or facts["phone"])
	_written, ticket.contact_email = _readable(normalise_email, facts["email_id"])


def leave_contact(ticket: Any, before: Any) -> None:
	"""The contact of one customer is not that of another: with a changed customer it goes, and the name, phone and e-mail with it,
	except what was entered in the same save."""
	contact = ticket.contact
	if not (contact and ticket.customer and before.customer) or ticket.customer == before.customer:
		return
	if contact != before.contact or queries.is_contact_of(contact, ticket.customer):
		return
	for field in ("contact", *CONTACT_DETAILS):
		if (ticket.get(field) or "") == (before.get(field) or ""):
			ticket.set(field, None)


def _readable(normalise: Callable[[str], str], text: str | None) -> tuple[str | None, str | None]:
	"""As it is written, and normalised; nothing of what cannot be read: a contact's old entry stops no ticket."""
	try:
		return (text or None), (normalise(text or "") or None)
	except DomainError:
		return None, None


def keep_caller(ticket: Any) -> None:
	"""Make a contact of a new ticket's caller whom nothing told, where a name and a phone or an e-mail were given and the user
	may make contacts; never a customer, so that none exists twice. Asks the database nothing where the caller is known."""
	known = ticket.customer or ticket.contact or ticket.flags.keep_no_caller
	reached = ticket.phone_key or ticket.contact_email
	if known or not (ticket.contact_name and reached) or not frappe.has_permission("Contact", "create"):
		return
	ticket.contact = erpnext.make_contact(
		ticket.contact_name, ticket.phone_key or "", ticket.contact_email or ""
	)


def _by_serial(ticket: Any) -> None:
	if ticket.serial_no and not (ticket.customer and ticket.item_code):
		customer, item = erpnext.customer_by_serial(ticket.serial_no)
		ticket.customer = ticket.customer or customer
		ticket.item_code = ticket.item_code or item


def _by_contact(ticket: Any) -> None:
	if ticket.customer:
		return
	ticket.contact = ticket.contact or _known_contact(ticket)
	if ticket.contact and not ticket.customer:
		ticket.customer = queries.customer_of_contact(ticket.contact)


def _known_contact(ticket: Any) -> str | None:
	if ticket.phone_key:
		found = queries.contact_by_phone(ticket.phone_key)
		if found:
			return found
	return queries.contact_by_email(ticket.contact_email) if ticket.contact_email else None


def name_caller(ticket: Any) -> str:
	"""How to name the caller where everybody reads it: never by a phone number or an address."""
	return ticket.customer_name or ticket.contact_name or _("Unknown caller")
