"""Who is told of something."""

from collections.abc import Iterable

import frappe

from aftersales_app import permissions


def of_company(roles: Iterable[str], company: str) -> list[str]:
	"""Enabled users with one of the roles who may see the company."""
	found = frappe.get_all(
		"Has Role", filters={"role": ("in", list(roles)), "parenttype": "User"}, pluck="parent", distinct=True
	)
	enabled = {"name": ("in", found or [""]), "enabled": 1, "user_type": "System User"}
	users = frappe.get_all("User", filters=enabled, pluck="name", order_by="name")
	return [user for user in users if (seen := permissions.companies_of(user)) is None or company in seen]
