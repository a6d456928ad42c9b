"""The flows of tickets and claims as they are shipped: seeded once, afterwards their owner's to change."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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


CLAIM_FLOW = "Aftersales Claim Flow"
SERVING = ("Service Agent", "Service Team Lead", "Quality Specialist", "Operations Manager")
DECIDING = ("Service Agent", "Service Team Lead", "Operations Manager")
CLAIM_STATES = (
	("Submitted", "Warning"),
	("Waiting for Evidence", "Info"),
	("Evidence Checked", "Primary"),
	("Awaiting Approval", "Warning"),
	("Approved", "Success"),
	("Refused", "Danger"),
	("Quoted", "Info"),
	("Consent Given", "Primary"),
	("Executed", "Success"),
	("Closed", "Inverse"),
	("Withdrawn", "Inverse"),
)
CLAIM_TRANSITIONS = (
	("Submitted", "Ask for Evidence", "Waiting for Evidence", SERVING),
	("Evidence Checked", "Ask for Evidence", "Waiting for Evidence", SERVING),
	("Submitted", "Confirm Evidence", "Evidence Checked", SERVING),
	("Waiting for Evidence", "Confirm Evidence", "Evidence Checked", SERVING),
	*(
		(state, "Decide", to, DECIDING)
		for state in ("Submitted", "Evidence Checked")
		for to in ("Awaiting Approval", "Approved")
	),
	*(("Awaiting Approval", "Approve Proposal", to, LEADS) for to in ("Approved", "Refused")),
	("Awaiting Approval", "Send Back", "Evidence Checked", LEADS),
	*(
		(state, "Appeal", "Evidence Checked", SERVING)
		for state in ("Approved", "Refused", "Quoted", "Closed")
	),
	("Refused", "Make Quotation", "Quoted", SERVING),
	("Quoted", "Record Consent", "Consent Given", SERVING),
	*((state, "Carry out", "Executed", STAFF) for state in ("Approved", "Consent Given")),
	*((state, "Close", "Closed", SERVING) for state in ("Refused", "Quoted", "Consent Given", "Executed")),
	*(
		(state, "Withdraw Claim", "Withdrawn", SERVING)
		for state in ("Submitted", "Waiting for Evidence", "Evidence Checked")
	),
)


@dataclass(frozen=True, slots=True)
class Flow:
	"""A workflow as it is shipped: states with their service stage ("" for none) and style; transitions with roles."""

	doctype: str
	name: str
	states: tuple[tuple[str, str, str], ...]
	transitions: tuple[tuple[str, str, str, tuple[str, ...]], ...]
	conditions: Mapping[str, str] = field(default_factory=dict)


FLOWS = (
	Flow(DOCTYPE, NAME, STATES, TRANSITIONS, CONDITIONS),
	Flow(
		"Aftersales Claim",
		CLAIM_FLOW,
		tuple((state, "", style) for state, style in CLAIM_STATES),
		CLAIM_TRANSITIONS,
	),
)


def seed() -> None:
	"""Create the workflows with their states and actions, unless their documents have one already."""
	for flow in FLOWS:
		if not frappe.db.exists("Workflow", {"document_type": flow.doctype}):
			_seed(flow)


def _seed(flow: Flow) -> None:
	for state, _category, style in flow.states:
		_insert_missing("Workflow State", {"workflow_state_name": state, "style": style}, state)
	for _origin, action, _to, _roles in flow.transitions:
		_insert_missing("Workflow Action Master", {"workflow_action_name": action}, action)
	frappe.get_doc(
		{
			"doctype": "Workflow",
			"workflow_name": flow.name,
			"document_type": flow.doctype,
			"is_active": 1,
			"workflow_state_field": "status",
			"send_email_alert": 0,
			"states": [
				{"state": state, "doc_status": "0", "allow_edit": "All", "aftersales_category": category}
				for state, category, _style in flow.states
			],
			"transitions": [
				{
					"state": origin,
					"action": action,
					"next_state": to,
					"allowed": role,
					"allow_self_approval": 1,
					"condition": flow.conditions.get(action),
				}
				for origin, action, to, roles in flow.transitions
				for role in roles
			],
		}
	).insert(ignore_permissions=True)


def _insert_missing(doctype: str, values: dict, name: str) -> None:
	if not frappe.db.exists(doctype, name):
		frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)
