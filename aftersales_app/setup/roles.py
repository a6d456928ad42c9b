"""The roles of after-sales service."""

import frappe

ROLES = (
	"Service Agent",
	"Service Technician",
	"Service Team Lead",
	"Quality Specialist",
	"Operations Manager",
	"Service Executive",
	"Training Coordinator",
	"Service Auditor",
)


def seed() -> None:
	"""Create the roles that are missing."""
	for role in ROLES:
		if not frappe.db.exists("Role", role):
			frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert(
				ignore_permissions=True
			)
