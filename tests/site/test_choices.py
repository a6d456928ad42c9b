"""What a request may choose on a ticket, what it may not say, and what no workflow opens."""

import frappe
import pytest
from factories.people import make_user
from factories.service import make_category, make_team
from factories.unique import unique
from frappe.model.workflow import apply_workflow
from frappe.utils import fmt_money

from aftersales_app.service_desk import api

TICKET = "Aftersales Ticket"


class Desk:
	"""An agent of a team; a second company with its own team, whose member is the other agent."""

	def __init__(self) -> None:
		self.agent, self.elsewhere = make_user("Service Agent"), make_user("Service Agent")
		self.company = frappe.db.get_value("Company", {}, "name", order_by="creation")
		self.other_company = _second_company(self.company)
		self.team = make_team([self.agent], company=self.company)
		make_team([self.elsewhere], company=self.other_company)

	def intake(self, **fields: object) -> "frappe.model.document.Document":
		values = {"subject": unique("Leaks"), "company": self.company, "team": self.team, **fields}
		return frappe.get_doc({"doctype": TICKET, **values}).insert()


def _second_company(first: str) -> str:
	other = frappe.db.get_value("Company", {"name": ("!=", first)}, "name")
	if other:
		return other
	values = {"company_name": unique("Other"), "abbr": unique("O")[-5:], "default_currency": "CNY"}
	return frappe.get_doc({"doctype": "Company", "country": "China", **values}).insert().name


@pytest.fixture
def desk():
	made = Desk()
	frappe.set_user(made.agent)
	return made


def refused(match: str):
	return pytest.raises(frappe.ValidationError, match=match)


def test_nobody_takes_in_tickets_for_a_company_they_do_not_work_for(desk):
	frappe.set_user(desk.elsewhere)
	with pytest.raises(frappe.PermissionError, match="You do not work for"):
		desk.intake(team=None)
	own = desk.intake(team=None, company=desk.other_company)
	own.company = desk.company
	with pytest.raises(frappe.PermissionError, match="You do not work for"):
		own.save()


def test_without_a_team_a_ticket_goes_to_people_who_serve_its_company(desk):
	frappe.set_user("Administrator")
	assert desk.intake(team=None, assignee=desk.agent).assignee == desk.agent
	for user in ("Guest", desk.elsewhere, make_user("Service Auditor")):
		with refused("is in no team of"):
			desk.intake(team=None, assignee=user)


def test_what_is_not_used_any_more_is_not_chosen(desk):
	frappe.set_user("Administrator")
	category, team = make_category(), make_team([desk.agent])
	ticket = desk.intake(category=category)
	for doctype, name in (("Aftersales Category", category), ("Aftersales Team", team)):
		doc = frappe.get_doc(doctype, name)
		doc.disabled = 1
		doc.save()
	ticket.description = "Still the same"
	ticket.save()  # what was chosen before stays
	with refused("is not used any more"):
		desk.intake(category=category)
	with refused("takes no tickets any more"):
		desk.intake(team=team)


def test_a_ticket_continues_an_earlier_one(desk):
	first = desk.intake()
	second = desk.intake(previous_ticket=first.name)
	for later in (first.name, second.name):
		first.reload()
		first.previous_ticket = later
		with refused("continues an earlier one"):
			first.save()


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"opened_at": "yesterday"}, "is not a date and time"),
		({"subject": ["a"]}, "must be one value, not a list"),
		({"diagnosis": "长" * 30_000}, "is too long"),
		({"service_address": "x" * 70_000}, "is too long"),
		({"quoted_price": -1}, "cannot be negative"),
	],
)
def test_bad_input_is_refused_in_words(desk, values, message):
	with refused(message):
		desk.intake(**values)


def test_a_null_character_is_left_out(desk):
	assert desk.intake(subject="Lea\0ks").subject == "Leaks"


def done(ticket, **fields):
	ticket.update({"cause": "Worn part", "action_taken": "Repair", "result": "Solved", **fields}).save()
	return ticket


def act(ticket, action: str):
	apply_workflow(ticket.as_dict(), action)
	return ticket.reload()


def test_charged_work_is_resolved_with_the_customers_price_only(desk):
	ticket = done(act(desk.intake(), "Start Diagnosis"), chargeable=1, quoted_price=80)
	with refused("has not confirmed the price"):
		act(ticket, "Resolve")
	ticket.reload().update({"price_confirmed": 1, "price_confirmed_by": "Tang Li"}).save()
	assert act(ticket, "Resolve").status_category == "Resolved"


def test_another_price_needs_the_customer_s_word_anew(desk):
	ticket = desk.intake(chargeable=1, quoted_price=100, price_confirmed=1, contact_name="Tang Li")
	assert (ticket.price_confirmed_by, bool(ticket.price_confirmed_at)) == ("Tang Li", True)
	ticket.update({"quoted_price": 900}).save()
	assert (ticket.price_confirmed, ticket.price_confirmed_by, ticket.price_confirmed_at) == (0, None, None)
	ticket.update({"price_confirmed": 1, "price_confirmed_by": "Tang Wei"}).save()
	told = {"ticket": ticket.name, "kind": "Price"}
	events = frappe.get_all(
		"Aftersales Ticket Event", told, ["from_value", "to_value", "reason"], order_by="name", as_list=True
	)
	hundred, more = fmt_money(100, currency="CNY"), fmt_money(900, currency="CNY")
	assert events == ((None, hundred, "Tang Li"), (hundred, more, None), (more, more, "Tang Wei"))


def test_somebody_confirmed_the_price(desk):
	agreed = {"chargeable": 1, "quoted_price": 100, "price_confirmed": 1}
	with refused("Say who confirmed the price"):
		desk.intake(customer=None, **agreed)
	assert desk.intake(customer=None, price_confirmed_by="A passer-by", **agreed).price_confirmed


def test_a_step_says_what_it_asks_for(desk):
	ticket = act(desk.intake(), "Start Diagnosis")
	ticket.status = "Plan Given"
	with refused("Plan Given asks for: Solution Plan. Fill this in first."):
		ticket.save()
	assert act(ticket.reload(), "Start Service").status == "In Service"


def test_the_customer_says_nothing_of_what_is_not_done(desk):
	for word in ("Confirmed", "Rejected", "No Answer"):
		with refused("Resolve the ticket before"):
			desk.intake(kind="Complaint", confirmation=word)
	ticket = act(desk.intake(kind="Complaint"), "Start Diagnosis")
	with refused("Resolve the ticket before"):
		done(ticket, confirmation="Confirmed")
	with refused("Resolve the ticket before"):
		api.confirm(ticket.name, "Confirmed")
	ticket = act(done(ticket.reload()), "Resolve")
	with refused("Resolve the ticket before"):
		ticket.update({"status": "In Service", "confirmation": "Rejected"}).save()
	with refused("customer's last word"):
		act(ticket.reload(), "Close")


def test_every_word_of_the_customer_on_the_result_is_kept(desk):
	ticket = act(done(act(desk.intake(kind="Complaint"), "Start Diagnosis")), "Resolve")
	for word in ("Rejected", "Confirmed"):
		ticket.reload().update({"confirmation": word}).save()
	said = {"ticket": ticket.name, "kind": "Confirmation"}
	words = frappe.get_all("Aftersales Ticket Event", said, ["from_value", "to_value"], order_by="name")
	assert [(word.from_value or "", word.to_value) for word in words] == [
		("", "Rejected"),
		("Rejected", "Confirmed"),
	]


@pytest.mark.parametrize(
	("field", "value"),
	[("channel", "Chat"), ("cause_note", "x"), ("contact_name", "x"), ("order_reference", "x")],
)
def test_a_closed_ticket_keeps_what_was_said_of_it(desk, field, value):
	ticket = act(act(done(act(desk.intake(), "Start Diagnosis")), "Resolve"), "Close")
	with refused("is closed. Reopen it"):
		ticket.update({field: value}).save()


def test_a_status_with_tickets_keeps_its_stage(desk):
	ticket = act(desk.intake(), "Start Diagnosis")
	frappe.set_user("Administrator")
	workflow = frappe.get_doc("Workflow", {"document_type": TICKET, "is_active": 1})
	states = {row.state: row for row in workflow.states}
	states[ticket.status].aftersales_category = "Closed"
	with refused("There are tickets in the status"):
		workflow.save()
	workflow.reload()
	workflow.states[0].aftersales_category = "Closed"
	with refused("tickets begin in the first status"):
		workflow.save()


def test_a_stage_that_changed_behind_the_ticket_is_a_move_through_the_gates(desk):
	ticket = act(desk.intake(), "Start Diagnosis")
	frappe.set_user("Administrator")
	row = {"parenttype": "Workflow", "state": ticket.status, "aftersales_category": "Working"}
	name = frappe.db.get_value("Workflow Document State", row, "name")
	frappe.db.set_value("Workflow Document State", name, "aftersales_category", "Closed")
	frappe.clear_cache(doctype=TICKET)
	frappe.get_doc("Workflow", {"document_type": TICKET, "is_active": 1}).clear_cache()
	_compile_anew()
	ticket.reload().description = "A harmless change"
	with refused("cannot go from Working to Closed"):
		ticket.save()
	frappe.db.rollback()
	_compile_anew()


def _compile_anew() -> None:
	from aftersales_app.aftersales_core import reference

	reference.changed()
