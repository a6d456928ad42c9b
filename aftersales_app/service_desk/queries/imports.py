"""What an import asks: what has been brought in already, and which of the source's names exist here."""

from collections.abc import Iterable
from typing import Any

import frappe

TICKET = "Aftersales Ticket"


def known_keys(source_system: str) -> set[str]:
	"""The keys of all tickets that came from this system."""
	Ticket = frappe.qb.DocType(TICKET)
	pattern = source_system.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
	rows = (
		frappe.qb.from_(Ticket).select(Ticket.source_key).where(Ticket.source_key.like(f"{pattern}:%")).run()
	)
	return {key for (key,) in rows}


def old_reports(doctype: str, name: str, field: str) -> list[str]:
	filters = {"attached_to_doctype": doctype, "attached_to_name": name, "attached_to_field": field}
	return frappe.get_all("File", filters=filters, pluck="name")


def existing(doctype: str, names: Iterable[str | None], **filters: Any) -> dict[str, str]:
	"""Those of the names that are records here: as the source writes them -> as they are called here."""
	wanted = sorted({name for name in names if name})
	if not wanted:
		return {}
	found = frappe.get_all(doctype, filters={"name": ("in", wanted), **filters}, pluck="name")
	here = {name.casefold(): name for name in found}
	return {name: here[name.casefold()] for name in wanted if name.casefold() in here}


def customers_called(names: Iterable[str | None]) -> dict[str, str]:
	"""Customers by the name on their record, where only one is called so."""
	wanted = sorted({name for name in names if name})
	if not wanted:
		return {}
	rows = frappe.get_all(
		"Customer", filters={"customer_name": ("in", wanted)}, fields=["name", "customer_name"]
	)
	called: dict[str, list[str]] = {}
	for row in rows:
		called.setdefault(row.customer_name.casefold(), []).append(row.name)
	alone = {name: found[0] for name, found in called.items() if len(found) == 1}
	return {name: alone[name.casefold()] for name in wanted if name.casefold() in alone}


def people(names: Iterable[str | None]) -> dict[str, str]:
	"""Enabled users by their id or user name."""
	wanted = sorted({name for name in names if name})
	if not wanted:
		return {}
	rows = frappe.get_all(
		"User",
		filters={"enabled": 1},
		or_filters={"name": ("in", wanted), "username": ("in", wanted)},
		fields=["name", "username"],
	)
	here = {row.username.casefold(): row.name for row in rows if row.username}
	here |= {row.name.casefold(): row.name for row in rows}
	return {name: here[name.casefold()] for name in wanted if name.casefold() in here}


def next_numbers(count: int, sequence: str) -> list[int]:
	"""The next numbers of the tickets' sequence."""
	return [frappe.db.get_next_sequence_val(TICKET, sequence) for _ in range(count)]
