"""Reads about the people of the service desk."""

from collections.abc import Collection

import frappe


def members(companies: Collection[str] | None) -> list[str]:
	"""Users in the teams of these companies as members or leads; None: of all."""
	filters = {} if companies is None else {"company": ("in", sorted(companies))}
	teams = frappe.get_all("Aftersales Team", filters, ["name", "lead", "operations_manager"])
	rows = frappe.get_all(
		"Aftersales Team Member",
		{"parenttype": "Aftersales Team", "parent": ("in", [team.name for team in teams])},
		pluck="user",
		distinct=True,
	)
	named = {team[part] for team in teams for part in ("lead", "operations_manager")}
	return sorted({*rows, *named} - {None, ""})
