"""Registered units and claims about them."""

from types import SimpleNamespace

import frappe
from factories import warranty
from factories.goods import a_company
from factories.people import make_user
from factories.service import make_team

from aftersales_app.warranty.services import cases, claim_case, decisions


def make_unit(**fields: object) -> "frappe.model.document.Document":
	"""A phone that a consumer in Guangdong bought in a store, delivered on 3 June 2025."""
	sold = {
		"goods_category": "phone",
		"price": 3000,
		"delivered_on": "2025-06-03",
		"invoiced_on": "2025-06-03",
	}
	return warranty.make_unit(**{**sold, **fields})


def claim_of(unit: object = None, **fields: object) -> "frappe.model.document.Document":
	"""A claim as somebody enters it, not saved: the customer of `unit` spoke on 18 June 2025."""
	about = {"company": unit.company, "customer": unit.customer, "product": unit.name} if unit else {}
	told = {"company": a_company(), "event_on": "2025-06-18", "fault": "It does not start any more", **about}
	return frappe.get_doc({"doctype": "Aftersales Claim", **told, **fields})


def facts(**told: object) -> list[dict]:
	"""Rows of a claim's facts; yes and no as they are kept."""
	return [
		{"fact": fact, "value": str(value).lower() if isinstance(value, bool) else value}
		for fact, value in told.items()
	]


def claim_people() -> SimpleNamespace:
	"""People who work on claims: agents, a technician, two leads of whom the second may also quote, a manager."""
	return SimpleNamespace(
		agent=make_user("Service Agent"),
		other=make_user("Service Agent"),
		technician=make_user("Service Technician"),
		lead=make_user("Service Team Lead"),
		second=make_user("Service Team Lead", "Sales User"),
		manager=make_user("Operations Manager"),
	)


def a_claims_desk(people: SimpleNamespace) -> SimpleNamespace:
	"""The people in one team, who decide alone up to 500 (agents), 5,000 (leads), anything (manager)."""
	make_team([people.agent, people.other, people.technician, people.lead, people.second])
	settings = frappe.get_doc("Aftersales Settings")
	limits = (("Service Agent", 500, 0), ("Service Team Lead", 5000, 0), ("Operations Manager", 0, 1))
	settings.set(
		"claim_limits", [dict(zip(("role", "most", "unlimited"), row, strict=True)) for row in limits]
	)
	settings.save(ignore_permissions=True)
	return people


def decided_claim(unit: str, remedy: str) -> str:
	"""A claim about a unit whose decision gives this; returns its name."""
	claim = claim_of(frappe.get_doc("Aftersales Product", unit), event_on=frappe.utils.today()).insert()
	known = claim_case.told(claim)
	ruled = {"verdict": "Approved", "remedy": remedy, "override": 0, "reason": "", "value": None}
	found = cases.snapshot(known, known.decide())
	name = decisions.append(claim, {**ruled, **found}, frappe.session.user, "")
	claim.db_set({"decision": name, "verdict": "Approved", "status": "Approved"})
	return claim.name
