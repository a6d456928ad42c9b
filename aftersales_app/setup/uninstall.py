"""The way out: what install made on other people's doctypes is taken back, from the same tables; what refers to our
documents goes or is cleared, as Frappe does when it deletes a document. Frappe itself drops our doctypes afterwards."""

from datetime import datetime

import frappe

from aftersales_app.setup import access, custom_fields, database, mail_seeds, roles, workflow

APP = "aftersales_app"
# Records about a document of ours, by the field that names its doctype.
ABOUT_OURS = (
	("ToDo", "reference_type"),
	("Comment", "reference_doctype"),
	("Version", "ref_doctype"),
	("DocShare", "share_doctype"),
	("Document Follow", "ref_doctype"),
	("View Log", "reference_doctype"),
	("Notification Log", "document_type"),
	("Email Unsubscribe", "reference_doctype"),
	("Tag Link", "document_type"),
	("List Filter", "reference_doctype"),
	("List View Settings", "name"),
	("User Permission", "allow"),
	("Custom DocPerm", "parent"),
	("Communication Link", "link_doctype"),
)
# Records of the owner's that stay and refer to nothing any more.
REFERRING = (
	("Communication", "reference_doctype", "reference_name"),
	("Activity Log", "reference_doctype", "reference_name"),
	("Activity Log", "timeline_doctype", "timeline_name"),
	("Email Queue", "reference_doctype", "reference_name"),
	("Email Account", "append_to", None),
)


def before_uninstall() -> None:
	modules = frappe.get_all("Module Def", {"app_name": APP}, ["name", "creation"])
	ours = frappe.get_all("DocType", {"module": ("in", [module.name for module in modules])}, pluck="name")
	_forget(ours)
	installed_at = min(module.creation for module in modules)
	_drop_stand_ins()
	_drop_workflow(installed_at)
	for name in frappe.get_all("Kanban Board", {"reference_doctype": ("in", ours)}, pluck="name"):
		frappe.delete_doc("Kanban Board", name, force=True, ignore_permissions=True)
	frappe.db.delete("Scheduled Job Type", {"method": ("like", f"{APP}.%")})
	_drop_roles(installed_at)
	_drop_custom_fields()
	_drop_templates(installed_at)
	for doctype in database.NUMBERED:
		frappe.db.sql_ddl(f"DROP SEQUENCE IF EXISTS `{frappe.scrub(doctype)}_number_seq`")


def _forget(ours: list[str]) -> None:
	"""Attachments first: taking one away is told in a comment."""
	for name in frappe.get_all("File", {"attached_to_doctype": ("in", ours)}, pluck="name"):
		frappe.delete_doc("File", name, force=True, ignore_permissions=True)
	for doctype, field in ABOUT_OURS:
		frappe.db.delete(doctype, {field: ("in", ours)})
	for doctype, kind, name in REFERRING:
		Record = frappe.qb.DocType(doctype)
		cleared = frappe.qb.update(Record).set(Record[kind], None).where(Record[kind].isin(ours))
		(cleared.set(Record[name], None) if name else cleared).run()
	Settings = frappe.qb.Table("__UserSettings")
	frappe.qb.from_(Settings).delete().where(Settings.doctype.isin(ours)).run()


def _drop_stand_ins() -> None:
	"""Customers that stood in for people who were forgotten, in our records alone; what the owner has come to use stays."""
	for name in frappe.get_all("Customer", {"aftersales_stand_in_for": ("is", "set")}, pluck="name"):
		try:
			frappe.delete_doc("Customer", name, ignore_permissions=True, delete_permanently=True)
		except frappe.LinkExistsError:
			frappe.clear_last_message()


def _drop_workflow(installed_at: datetime) -> None:
	"""Our workflows, and of their states and actions those that came with the app: not what the site had before, nor what its
	owner added, nor what another workflow has come to use."""
	documents = [flow.doctype for flow in workflow.FLOWS]
	for name in frappe.get_all("Workflow", {"document_type": ("in", documents)}, pluck="name"):
		frappe.delete_doc("Workflow", name, force=True, ignore_permissions=True)
	used = set(frappe.get_all("Workflow Transition", pluck="action"))
	used |= set(frappe.get_all("Workflow Document State", pluck="state"))
	shipped = (
		(
			"Workflow Action Master",
			{action for flow in workflow.FLOWS for _from, action, _to, _roles in flow.transitions},
		),
		("Workflow State", {state for flow in workflow.FLOWS for state, _category, _style in flow.states}),
	)
	for doctype, names in shipped:
		came_with_us = {"name": ("in", sorted(names - used)), "creation": (">=", installed_at)}
		for name in frappe.get_all(doctype, came_with_us, pluck="name"):
			frappe.delete_doc(doctype, name, force=True, ignore_permissions=True)


def _drop_roles(installed_at: datetime) -> None:
	"""The roles that came with the app, from everybody who has them. A role of that name which the site had before stays, with
	its people and rules; what the app granted it is taken back."""
	came_with_us = {"name": ("in", roles.ROLES), "creation": (">=", installed_at)}
	ours = frappe.get_all("Role", came_with_us, pluck="name")
	access.take_back(installed_at, ours)
	frappe.db.delete("Has Role", {"role": ("in", ours or [""])})
	for role in ours:
		frappe.delete_doc("Role", role, force=True, ignore_permissions=True)


def _drop_custom_fields() -> None:
	"""With their columns, which Frappe would leave in the tables."""
	for doctype, fields in custom_fields.FIELDS.items():
		for field in fields:
			name = field["fieldname"]
			frappe.db.delete("Custom Field", {"dt": doctype, "fieldname": name})
			frappe.db.sql_ddl(f"ALTER TABLE `tab{doctype}` DROP COLUMN IF EXISTS `{name}`")
		frappe.clear_cache(doctype=doctype)


def _drop_templates(installed_at: datetime) -> None:
	"""E-mail templates that came with the app; one of that name which the site had before stays."""
	came_with_us = {"name": ("in", mail_seeds.names()), "creation": (">=", installed_at)}
	for name in frappe.get_all("Email Template", came_with_us, pluck="name"):
		frappe.delete_doc("Email Template", name, force=True, ignore_permissions=True)
