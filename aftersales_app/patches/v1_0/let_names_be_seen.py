"""Names have a permission level of their own now. Where a site has rules of its own for our documents, whoever read all of a document goes on
reading the names and the words in it; Frappe reads such rules instead of the shipped ones."""

import frappe

LEVELS = {"Aftersales Feedback": (1, 3)}  # of which no level was in use before
NAMES = 3


def execute() -> None:
	own = frappe.get_all(
		"Custom DocPerm", {"parent": ("like", "Aftersales %")}, pluck="parent", distinct=True
	)
	for doctype in own:
		for level in LEVELS.get(doctype, (NAMES,)):
			_add(doctype, level)


def _add(doctype: str, level: int) -> None:
	rights = ["role", "read", "write"]
	for rule in frappe.get_all("DocPerm", {"parent": doctype, "permlevel": level}, rights):
		place = {"parent": doctype, "role": rule.role}
		if frappe.db.exists("Custom DocPerm", {**place, "permlevel": level}):
			continue
		if frappe.db.exists("Custom DocPerm", {**place, "permlevel": 0, "read": 1}):
			given = {"parenttype": "DocType", "parentfield": "permissions", "permlevel": level}
			new = frappe.get_doc(
				{"doctype": "Custom DocPerm", **place, **given, "read": 1, "write": rule.write}
			)
			new.insert(ignore_permissions=True)
	frappe.clear_cache(doctype=doctype)
