"""The way out: what install made on other people's doctypes is taken back, from the same tables."""

import frappe

from aftersales_app.setup import access, custom_fields, roles, workflow


def before_uninstall() -> None:
	for name in frappe.get_all("Workflow", {"document_type": workflow.DOCTYPE}, pluck="name"):
		frappe.delete_doc("Workflow", name, force=True, ignore_permissions=True)
	_drop_unused(
		"Workflow Action Master", {action for _from, action, _to, _roles in workflow.TRANSITIONS}, "action"
	)
	_drop_unused("Workflow State", {state for state, _category, _style in workflow.STATES}, "state")
	for doctype, fields in custom_fields.FIELDS.items():
		for field in fields:
			frappe.db.delete("Custom Field", {"dt": doctype, "fieldname": field["fieldname"]})
	for name in frappe.get_all("Kanban Board", {"reference_doctype": workflow.DOCTYPE}, pluck="name"):
		frappe.delete_doc("Kanban Board", name, force=True, ignore_permissions=True)
	frappe.db.delete("List View Settings", {"name": workflow.DOCTYPE})
	frappe.db.delete("Scheduled Job Type", {"method": ("like", "aftersales_app.%")})
	access.take_back()
	frappe.db.delete("Has Role", {"role": ("in", roles.ROLES)})
	for role in roles.ROLES:
		frappe.delete_doc("Role", role, force=True, ignore_permissions=True, ignore_missing=True)
	frappe.db.sql_ddl("DROP SEQUENCE IF EXISTS `aftersales_ticket_number_seq`")


def _drop_unused(doctype: str, names: set[str], column: str) -> None:
	"""Delete those that no remaining workflow uses and that Frappe or the owner did not have before."""
	used = set(frappe.get_all("Workflow Transition", pluck=column)) | set(
		frappe.get_all("Workflow Document State", pluck="state")
	)
	for name in names - used:
		frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, ignore_missing=True)
