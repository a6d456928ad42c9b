"""The whole responsibility matrix: a line per node and category, a column per role, R A C I in the cells."""

from typing import Any

from frappe import _

from aftersales_app.service_desk.queries import responsibility
from aftersales_app.service_desk.services.flow import flow

Row = dict[str, Any]


def execute(filters: dict[str, Any] | None = None) -> tuple[list[Row], list[Row]]:
	"""Columns and rows; nodes in the order of the flow, those without a row shown empty."""
	matrix = responsibility.matrix()
	roles = sorted({role for parts in matrix.values() for held in parts.values() for role in held})
	return _columns(roles), [_row(key, matrix.get(key, {})) for key in _keys(matrix)]


def _keys(matrix: dict[tuple[str, str], Any]) -> list[tuple[str, str]]:
	nodes = list(flow().categories)
	return sorted({*matrix, *((node, "") for node in nodes)}, key=lambda key: (_place(nodes, key[0]), key[1]))


def _place(nodes: list[str], node: str) -> int:
	return nodes.index(node) if node in nodes else len(nodes)


def _columns(roles: list[str]) -> list[Row]:
	return [
		{"fieldname": "node", "label": _("Node"), "fieldtype": "Data", "width": 170},
		{
			"fieldname": "category",
			"label": _("Category"),
			"fieldtype": "Link",
			"options": "Aftersales Category",
			"align": "left",
			"width": 150,
		},
		*({"fieldname": role, "label": _(role), "fieldtype": "Data", "width": 140} for role in roles),
	]


def _row(key: tuple[str, str], parts: responsibility.Roles) -> Row:
	letters: dict[str, list[str]] = {}
	for part in responsibility.PARTS:
		for role in parts.get(part, []):
			letters.setdefault(role, []).append(part[0])
	return {"node": _(key[0]), "category": key[1], **{role: " ".join(held) for role, held in letters.items()}}
