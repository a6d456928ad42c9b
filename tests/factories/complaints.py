"""Complaints as they come in, and the people who work on them."""

from types import SimpleNamespace

import frappe
from factories.goods import a_company
from factories.people import make_user
from factories.unique import unique


def complaint_of(*subjects: str, **fields: object) -> "frappe.model.document.Document":
	"""A complaint as somebody takes it down, not saved: about these users, by phone."""
	told = {
		"doctype": "Aftersales Complaint",
		"company": a_company(),
		"subject": unique("Rude on the phone"),
		"words": "He hung up on me",
		"channel": "Phone",
		"source": "Own Channel",
		"subjects": [{"user": user} for user in subjects],
	}
	return frappe.get_doc({**told, **fields})


def complaint_people() -> SimpleNamespace:
	"""An agent who is complained about, a colleague, their lead, another team's lead, quality, operations."""
	return SimpleNamespace(
		agent=make_user("Service Agent"),
		colleague=make_user("Service Agent"),
		lead=make_user("Service Team Lead"),
		other_lead=make_user("Service Team Lead"),
		quality=make_user("Quality Specialist"),
		second=make_user("Quality Specialist"),
		manager=make_user("Operations Manager"),
	)


def decided(complaint: object, investigator: str, **how: object) -> None:
	"""From its receipt to a decision, by the user of the session; the investigator writes the findings."""
	complaint.acknowledge()
	complaint.assess(impact=1, complexity=1)
	complaint.assign(investigator)
	user = frappe.session.user
	frappe.set_user(investigator)
	complaint.investigate("The record bears it out")
	frappe.set_user(user)
	complaint.decide("We are sorry", "Phone", **how)
