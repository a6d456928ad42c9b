"""What service roles may do with ERPNext's own records: choose a customer and a company, keep contacts, bring in issues.

Granted once, when the app is installed; afterwards the rules belong to the site's owner. Frappe keeps added rules beside
a copy of the standard ones, so uninstalling takes ours back and drops the copy where the owner has changed nothing.
"""

from collections.abc import Iterable
from datetime import datetime

import frappe
from frappe.permissions import rights, setup_custom_perms

from aftersales_app.setup.roles import ROLES

DESK = ("Service Agent", "Service Team Lead")
IMPORTING = ("Operations Manager", "System Manager")
SERVING = (*DESK, "Service Technician", "Quality Specialist", "Operations Manager")
CHOOSING = ("Quality Specialist", "Operations Manager")
READING = tuple(role for role in ROLES if role not in SERVING)

# doctype: (roles, rights)
GRANTS = {
	"Company": ((ROLES, ("select",)),),
	"Department": ((ROLES, ("select",)),),
	"Customer": ((SERVING, ("select", "read")), (READING, ("select",))),
	"Territory": ((ROLES, ("select",)),),
	"Customer Group": ((CHOOSING, ("select",)),),
	"Contact": ((DESK, ("read", "write", "create")), (SERVING[len(DESK) :], ("read",))),
	"Warehouse": ((SERVING, ("select",)),),
	"Item": ((SERVING, ("select",)),),
	"Item Group": ((CHOOSING, ("select",)),),
	"Brand": ((CHOOSING, ("select",)),),
	"Supplier": ((CHOOSING, ("select",)),),
	"Holiday List": ((("Operations Manager",), ("select",)),),
	"Issue": ((IMPORTING, ("read",)),),
	"Warranty Claim": ((IMPORTING, ("read",)),),
}


def grant(doctypes: Iterable[str] = tuple(GRANTS)) -> None:
	"""Add the rules that are missing."""
	for doctype in doctypes:
		setup_custom_perms(doctype)
		for roles, allowed in GRANTS[doctype]:
			for role in roles:
				_add(doctype, role, allowed)
		frappe.clear_cache(doctype=doctype)


def take_back(since: datetime, ours: Iterable[str]) -> None:
	"""Remove every rule of the roles that are `ours`, of the others what was granted to them after `since`; and Frappe's copy of
	the standard rules where it equals them again."""
	found = set(
		frappe.get_all("Custom DocPerm", {"role": ("in", list(ours))}, ["name", "parent"], as_list=True)
	)
	for doctype, rules in GRANTS.items():
		for roles, allowed in rules:
			given = {"parent": doctype, "role": ("in", roles), "permlevel": 0, "if_owner": 0}
			given |= {right: int(right in allowed) for right in rights} | {"creation": (">=", since)}
			found |= set(frappe.get_all("Custom DocPerm", given, ["name", "parent"], as_list=True))
	frappe.db.delete("Custom DocPerm", {"name": ("in", [name for name, _doctype in found] or [""])})
	for doctype in {doctype for _name, doctype in found}:
		if _rules("Custom DocPerm", doctype) == _rules("DocPerm", doctype):
			frappe.db.delete("Custom DocPerm", {"parent": doctype})
		frappe.clear_cache(doctype=doctype)


def _add(doctype: str, role: str, allowed: tuple[str, ...]) -> None:
	rule = {"parent": doctype, "role": role, "permlevel": 0, "if_owner": 0}
	if not frappe.db.exists("Custom DocPerm", rule):
		given = {right: int(right in allowed) for right in rights}
		frappe.get_doc(
			{
				"doctype": "Custom DocPerm",
				"parenttype": "DocType",
				"parentfield": "permissions",
				**given,
				**rule,
			}
		).insert(ignore_permissions=True)


def _rules(kind: str, doctype: str) -> list[tuple]:
	fields = ["role", "permlevel", "if_owner", *rights]
	rows = frappe.get_all(kind, {"parent": doctype}, fields, as_list=True)
	return sorted(tuple(value or 0 for value in row) for row in rows)
