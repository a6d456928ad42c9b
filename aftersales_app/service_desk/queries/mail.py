"""What the mail room asks: whose a message is, who writes, which ticket goes on."""

from collections.abc import Iterable
from typing import Any

import frappe

TICKET = "Aftersales Ticket"


def ticket_of_messages(ids: Iterable[str]) -> str | None:
	"""The ticket with a message of one of these Message-IDs, sent or received; the nearest id decides."""
	ids = list(ids)[:50]
	if not ids:
		return None
	filters = {"message_id": ("in", ids), "reference_doctype": TICKET}
	found: dict[str, str] = {}
	for doctype in ("Email Queue", "Communication"):
		rows = frappe.get_all(doctype, filters, ["message_id", "reference_name"])
		found.update({row.message_id: row.reference_name for row in rows})
	return next((found[one] for one in ids if one in found), None)


def continuation(ticket: str) -> str | None:
	"""The newest ticket that continues this one."""
	return frappe.db.get_value(TICKET, {"previous_ticket": ticket}, order_by="creation desc")


def wrote_on(ticket: str, sender: str) -> bool:
	"""Has this address written on the ticket before?"""
	return bool(
		frappe.db.exists(
			"Communication",
			{
				"reference_doctype": TICKET,
				"reference_name": ticket,
				"sender": sender,
				"communication_type": "Communication",
			},
		)
	)


def own_addresses() -> frozenset[str]:
	"""The addresses of the site's mailboxes, in lower case."""
	return frozenset(
		address.lower() for address in frappe.get_all("Email Account", pluck="email_id") if address
	)


def staff_among(addresses: Iterable[str]) -> frozenset[str]:
	"""Which of these addresses, in lower case, belong to people who work on the desk."""
	wanted = [address for address in addresses if address]
	if not wanted:
		return frozenset()
	users = frappe.get_all(
		"User", {"email": ("in", wanted), "user_type": "System User", "enabled": 1}, pluck="email"
	)
	return frozenset(user.lower() for user in users)


def opening_key(ticket: str) -> str | None:
	"""The source key of a ticket, which for one that a mail opened names that mail."""
	return frappe.db.get_value(TICKET, ticket, "source_key")


def state_before(ticket: str, state: str) -> str | None:
	"""The state from which the ticket came into its present one."""
	return frappe.db.get_value(
		"Aftersales Ticket Event",
		{"ticket": ticket, "kind": "State", "to_value": state},
		"from_value",
		order_by="name desc",
	)


def known_caller(ticket: str) -> Any:
	"""The ticket's name, contact address and customer; None where there is no such ticket."""
	return frappe.db.get_value(TICKET, ticket, ["name", "contact_email", "customer"], as_dict=True)
