"""The responsibility matrix: who is responsible, accountable, consulted and informed at each node of the ticket flow."""

from typing import Any

import frappe

from aftersales_app.aftersales_core import reference
from aftersales_app.service_desk import queries

PARTS = ("Responsible", "Accountable", "Consulted", "Informed")

Roles = dict[str, list[str]]


def responsible_for(ticket: Any) -> Roles:
	"""The roles of each part at the ticket's present status; the row of the nearest category goes first, then the row for
	every category. Parts without a role have an empty list; no row at all, an empty answer."""
	rows = matrix()
	for category in (*queries.category_chain(ticket.category), ""):
		found = rows.get((ticket.status, category))
		if found:
			return found
	return {}


def matrix() -> dict[tuple[str, str], Roles]:
	"""Every enabled row by (node, category), compiled; the category is "" where the row is for all."""
	return reference.compiled("responsibility", _read)


def _read() -> dict[tuple[str, str], Roles]:
	Row, Line = (frappe.qb.DocType(f"Aftersales Responsibility{end}") for end in ("", " Line"))
	rows = (
		frappe.qb.from_(Row)
		.join(Line)
		.on((Line.parent == Row.name) & (Line.parenttype == "Aftersales Responsibility"))
		.select(Row.node, Row.category, Line.part, Line.role)
		.where(Row.disabled == 0)
		.orderby(Row.node, Row.category, Line.idx)
		.run()
	)
	found: dict[tuple[str, str], Roles] = {}
	for node, category, part, role in rows:
		roles = found.setdefault((node, category or ""), {name: [] for name in PARTS})
		roles[part].append(role)
	return found
