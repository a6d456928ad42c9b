"""Teams, categories, tickets and visits."""

from collections.abc import Iterable

import frappe
from factories.goods import a_company
from factories.people import make_user
from factories.unique import unique


def make_team(members: Iterable[str], **fields: object) -> str:
	"""A team of the first company that assigns nobody by itself; returns its name."""
	return (
		frappe.get_doc(
			{
				"doctype": "Aftersales Team",
				"team_name": unique("Team"),
				"company": a_company(),
				"strategy": "Queue Only",
				"members": [{"user": user} for user in members],
				**fields,
			}
		)
		.insert(ignore_permissions=True)
		.name
	)


def make_category(**fields: object) -> str:
	"""A category under the root; returns its name."""
	return (
		frappe.get_doc(
			{
				"doctype": "Aftersales Category",
				"category_name": unique("Category"),
				"parent_aftersales_category": "All Categories",
				**fields,
			}
		)
		.insert(ignore_permissions=True)
		.name
	)


def make_policy(hours: dict[str, int], **fields: object) -> str:
	"""A published policy for every company: clock -> target in hours, around the clock; returns its name."""
	targets = [
		{"clock": clock, "target": count * 3600, "calendar": "Around the Clock", "pause_on_customer": 1}
		for clock, count in hours.items()
	]
	policy = frappe.get_doc(
		{
			"doctype": "Aftersales Service Policy",
			"policy_name": unique("Policy"),
			"status": "Published",
			"resolution_met_by": "Plan or Resolution",
			"targets": targets,
			**fields,
		}
	)
	caller = frappe.session.user
	frappe.set_user("Administrator")  # who publishes is asked, whatever the insert ignores
	policy.insert()
	frappe.set_user(caller)
	return policy.name


def make_ticket(**fields: object) -> "frappe.model.document.Document":
	"""An open repair ticket of the first company."""
	return frappe.get_doc(
		{
			"doctype": "Aftersales Ticket",
			"subject": unique("Does not cool"),
			"kind": "Repair",
			"channel": "Phone",
			"priority": "Medium",
			"company": a_company(),
			**fields,
		}
	).insert(ignore_permissions=True)


def new_visit(ticket: str, technician: str, start: str, end: str, **fields: object):
	"""A visit as somebody enters it, not saved; times are the site's."""
	return frappe.get_doc(
		{
			"doctype": "Aftersales Visit",
			"ticket": ticket,
			"technician": technician,
			"kind": "On-site Visit",
			"starts_at": start,
			"ends_at": end,
			**fields,
		}
	)


def make_technician() -> str:
	return make_user("Service Technician")
