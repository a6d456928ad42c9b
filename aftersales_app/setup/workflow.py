"""The ticket flow as it is shipped: seeded once, afterwards its owner's to change."""

import frappe

DOCTYPE = "Aftersales Ticket"
NAME = "Aftersales Ticket Flow"
STAFF = ("Service Agent", "Service Technician", "Service Team Lead")
LEADS = ("Service Team Lead", "Operations Manager")

# state, category, style
STATES = (
	("New", "New", "Warning"),
	("In Diagnosis", "Working", "Primary"),
	("Plan Given", "Working", "Primary"),
	("In Service", "Working", "Primary"),
	("Waiting for Customer", "Waiting Customer", "Info"),
	("Waiting for Parts", "Waiting Parts", "Info"),
	("Resolved", "Resolved", "Success"),
	("Closed", "Closed", "Inverse"),
	("Cancelled", "Cancelled", "Danger"),
)
# from, action, to, roles
TRANSITIONS = (
	("New", "Start Diagnosis", "In Diagnosis", STAFF),
	("In Diagnosis", "Give Plan", "Plan Given", STAFF),
	("In Diagnosis", "Start Service", "In Service", STAFF),
	("Plan Given", "Start Service", "In Service", STAFF),
	("In Service", "Diagnose Again", "In Diagnosis", STAFF),
	*(
		(state, "Wait for Customer", "Waiting for Customer", STAFF)
		for state in ("New", "In Diagnosis", "Plan Given", "In Service")
	),
	*(
		(state, "Wait for Parts", "Waiting for Parts", STAFF)
		for state in ("In Diagnosis", "Plan Given", "In Service")
	),
	("Waiting for Customer", "Continue Diagnosis", "In Diagnosis", STAFF),
	("Waiting for Customer", "Continue Service", "In Service", STAFF),
	("Waiting for Parts", "Continue Service", "In Service", STAFF),
	*(
		(state, "Resolve", "Resolved", STAFF)
		for state in ("New", "In Diagnosis", "Plan Given", "In Service", "Waiting for Customer")
	),
	("Resolved", "Close", "Closed", STAFF),
	("Resolved", "Reopen", "In Service", STAFF),
	("Closed", "Reopen", "In Service", STAFF),
	*(
		(state, "Cancel Ticket", "Cancelled", LEADS)
		for state in (
			"New",
			"In Diagnosis",
			"Plan Given",
			"In Service",
			"Waiting for Customer",
			"Waiting for Parts",
		)
	),
)
# What has to be written down before an action: the owner's to change in the workflow, like the rest of it.
CONDITIONS = {"Give Plan": "doc.plan"}


def seed() -> None:
	"""Create the workflow with its states and actions, unless tickets have a workflow already."""
	if frappe.db.exists("Workflow", {"document_type": DOCTYPE}):
		return
	for state, _category, style in STATES:
		_insert_missing("Workflow State", {"workflow_state_name": state, "style": style}, state)
	for _origin, action, _to, _roles in TRANSITIONS:
		_insert_missing("Workflow Action Master", {"workflow_action_name": action}, action)
	frappe.get_doc(
		{
			"doctype": "Workflow",
			"workflow_name": NAME,
			"document_type": DOCTYPE,
			"is_active": 1,
			"workflow_state_field": "status",
			"send_email_alert": 0,
			"states": [
				{"state": state, "doc_status": "0", "allow_edit": "All", "aftersales_category": category}
				for state, category, _style in STATES
			],
			"transitions": [
				{
					"state": origin,
					"action": action,
					"next_state": to,
					"allowed": role,
					"allow_self_approval": 1,
					"condition": CONDITIONS.get(action),
				}
				for origin, action, to, roles in TRANSITIONS
				for role in roles
			],
		}
	).insert(ignore_permissions=True)


def _insert_missing(doctype: str, values: dict, name: str) -> None:
	if not frappe.db.exists(doctype, name):
		frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)
