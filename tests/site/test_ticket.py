"""A ticket's way from intake to closing: clocks, owners, gates, reopening, and what stays as it was."""

from datetime import datetime

import frappe
import pytest
from factories.people import make_user
from factories.service import make_category, make_policy, make_team
from factories.unique import unique
from frappe import share
from frappe.desk.form import assign_to
from frappe.model.workflow import apply_workflow
from freezegun import freeze_time

from aftersales_app.aftersales_core import moments, reference
from aftersales_app.service_desk import api
from aftersales_app.service_desk.services import clocks

START = "2026-03-02 01:00:00"  # 09:00 in Shanghai, a Monday
HOURS = {"first_response": 4, "diagnosis": 2, "arrival": 48, "resolution": 24}


def paused(ticket, clock):
	"""Working seconds that a clock of the ticket has stood still, as its row has it."""
	return clocks.read(ticket, clock).paused_seconds


class Desk:
	"""Two agents and their team, a second team, and a policy of their own."""

	def __init__(self) -> None:
		self.agent, self.mate, self.stranger = (make_user("Service Agent") for _ in range(3))
		self.lead = make_user("Service Team Lead")
		self.team = make_team([self.agent, self.mate], lead=self.lead)
		self.other_team = make_team([self.stranger])
		self.category = make_category()
		self.policy = make_policy(HOURS, category=self.category)
		self.slow_category = make_category()
		self.slow_policy = make_policy({**HOURS, "resolution": 72}, category=self.slow_category)

	def intake(self, **fields: object) -> "frappe.model.document.Document":
		company = frappe.db.get_value("Company", {}, "name", order_by="creation")
		values = {
			"subject": unique("Leaks"),
			"company": company,
			"team": self.team,
			"category": self.category,
		}
		return frappe.get_doc({"doctype": "Aftersales Ticket", **values, **fields}).insert()


@pytest.fixture
def desk():
	made = Desk()
	frappe.set_user(made.agent)
	return made


def move(ticket, action: str):
	apply_workflow(ticket.as_dict(), action)
	return ticket.reload()


def resolve(ticket):
	ticket.reload()
	ticket.update({"cause": "Worn part", "action_taken": "Repair", "result": "Solved"}).save()
	return move(ticket, "Resolve")


def verdicts(ticket) -> tuple[str, ...]:
	return tuple(ticket.get(f"{clock}_verdict") or "" for clock in HOURS)


def at(moment: str) -> datetime:
	return datetime.fromisoformat(moment)


def test_clocks_over_a_whole_life(desk):
	with freeze_time(START) as clock:
		ticket = desk.intake()
		assert (ticket.policy, verdicts(ticket)) == (desk.policy, ("Running", "", "Running", "Running"))
		assert ticket.first_response_due == at("2026-03-02 13:00:00")
		clock.move_to("2026-03-02 02:00:00")
		api.respond(ticket.name)
		ticket.reload()
		assert verdicts(ticket) == ("Met", "Running", "Running", "Running")
		assert ticket.diagnosis_due == at("2026-03-02 12:00:00")
		clock.move_to("2026-03-02 03:00:00")
		move(ticket, "Wait for Customer")
		assert verdicts(ticket) == ("Met", "Paused", "Paused", "Paused")
		assert ticket.resolution_due is None
		clock.move_to("2026-03-02 08:00:00")
		move(ticket, "Continue Diagnosis")
		assert verdicts(ticket) == ("Met", "Running", "Running", "Running")
		assert paused(ticket, "resolution") == 5 * 3600
		assert ticket.resolution_due == at("2026-03-03 14:00:00")
		assert ticket.diagnosis_due == at("2026-03-02 17:00:00")
		ticket.diagnosis = "Seal worn out"
		ticket.save()
		assert ticket.diagnosis_verdict == "Met"
		resolve(ticket)
		assert verdicts(ticket) == ("Met", "Met", "Cancelled", "Met")
		assert ticket.resolved_at == at("2026-03-02 16:00:00")


def test_a_late_answer_is_missed_by_its_owner(desk):
	with freeze_time(START) as clock:
		ticket = desk.intake(assignee=desk.mate)
		clock.move_to("2026-03-02 05:00:01")
		api.respond(ticket.name)
		ticket.reload()
		assert (ticket.first_response_verdict, ticket.first_response_missed_by) == ("Missed", desk.mate)
		panel = api.panel(ticket.name)
		assert panel["clocks"][0]["late"] == 1
		assert panel["can"]["respond"] is False
		with pytest.raises(frappe.ValidationError, match="answered already"):
			api.respond(ticket.name)


def test_the_panel_counts_what_is_used_and_left(desk):
	with freeze_time(START) as clock:
		ticket = desk.intake()
		clock.move_to("2026-03-02 04:00:00")
		first, diagnosis, _arrival, resolution = api.panel(ticket.name)["clocks"]
		assert (first["used"], first["remaining"], first["late"]) == (3 * 3600, 3600, 0)
		assert (diagnosis["verdict"], diagnosis["target"]) == ("", 2 * 3600)
		assert (resolution["used"], resolution["remaining"]) == (3 * 3600, 21 * 3600)
		move(ticket, "Wait for Customer")
		clock.move_to("2026-03-02 09:00:00")
		resolution = api.panel(ticket.name)["clocks"][3]
		assert (resolution["verdict"], resolution["remaining"], resolution["due"]) == (
			"Paused",
			21 * 3600,
			None,
		)


def test_another_category_carries_elapsed_and_paused_time_over(desk):
	with freeze_time(START) as clock:
		ticket = desk.intake()
		clock.move_to("2026-03-02 02:00:00")
		move(ticket, "Wait for Customer")
		clock.move_to("2026-03-02 05:00:00")
		move(ticket, "Continue Diagnosis")
		ticket.category = desk.slow_category
		ticket.save()
		assert ticket.policy == desk.slow_policy
		assert paused(ticket, "resolution") == 3 * 3600
		assert ticket.resolution_due == at("2026-03-05 12:00:00")


def test_a_duplicate_has_its_work_ahead(desk):
	agreed = {"chargeable": 1, "quoted_price": 80, "price_confirmed": 1, "price_confirmed_by": "Tang Li"}
	ticket = desk.intake(diagnosis="Valve", plan="Change it", result="Solved", **agreed)
	assert ticket.planned_at and ticket.diagnosis_at
	again = frappe.copy_doc(ticket, ignore_no_copy=False).insert()
	assert (again.subject, again.customer) == (ticket.subject, ticket.customer)
	assert not (again.diagnosis or again.plan or again.result)
	assert (again.planned_at, again.diagnosis_at, again.price_confirmed_at) == (None, None, None)
	assert not again.quoted_price and not again.price_confirmed


def test_cancelling_stops_every_clock(desk):
	ticket = desk.intake()
	frappe.set_user(desk.lead)
	move(ticket, "Cancel Ticket")
	assert verdicts(ticket) == ("Cancelled", "", "Cancelled", "Cancelled")
	assert ticket.next_check_at is None


def test_a_card_dropped_on_a_column_moves_the_ticket(desk):
	ticket = desk.intake()
	frappe.set_value("Aftersales Ticket", ticket.name, "status_category", "Waiting Customer")
	ticket.reload()
	assert (ticket.status, ticket.status_category) == ("Waiting for Customer", "Waiting Customer")
	assert ticket.first_response_verdict == "Met"
	with pytest.raises(
		frappe.ValidationError, match="cannot move this ticket from Waiting for Customer to Closed"
	):
		frappe.set_value("Aftersales Ticket", ticket.name, "status_category", "Closed")
	assert frappe.db.get_value("Aftersales Ticket", ticket.name, "status") == "Waiting for Customer"


def test_the_form_and_the_server_name_the_same_gates(desk):
	ticket = desk.intake()
	asked = api.gates(ticket.name, "Resolve")
	assert asked["missing"] == ["cause", "action_taken", "result"]
	with pytest.raises(frappe.ValidationError) as refused:
		move(ticket, "Resolve")
	for reason in asked["reasons"]:
		assert reason in str(refused.value)
	ticket.reload()
	resolve(ticket)
	assert api.gates(ticket.name, "Close")["allowed"]
	move(ticket, "Close")
	assert (ticket.status_category, ticket.closed_at) == ("Closed", ticket.first_closed_at)


def test_a_complaint_is_closed_with_the_customers_word(desk):
	ticket = resolve(desk.intake(kind="Complaint"))
	assert api.gates(ticket.name, "Close")["missing"] == ["confirmation"]
	with pytest.raises(frappe.ValidationError, match="customer's last word"):
		move(ticket, "Close")
	api.confirm(ticket.name, "Rejected")
	move(ticket.reload(), "Close")
	assert (ticket.status, ticket.confirmation) == ("Closed", "Rejected")


def test_whatever_the_workflow_allows_the_gates_hold(desk):
	caller = frappe.session.user
	frappe.set_user("Administrator")
	workflow = frappe.get_doc("Workflow", {"document_type": "Aftersales Ticket"})
	straight = {"state": "New", "action": "Close", "next_state": "Closed", "allowed": "Service Agent"}
	workflow.append("transitions", {**straight, "allow_self_approval": 1})
	workflow.save()
	reference.changed()
	frappe.set_user(caller)
	ticket = desk.intake(cause="Worn part", action_taken="Repair", result="Solved")
	with pytest.raises(frappe.ValidationError, match="cannot go from New to Closed"):
		move(ticket, "Close")


def test_reopening_inside_the_window_keeps_the_first_closing(desk):
	with freeze_time(START) as clock:
		ticket = move(resolve(desk.intake()), "Close")
		first = ticket.first_closed_at
		clock.move_to("2026-03-05 01:00:00")
		assert api.panel(ticket.name)["can"]["continue"] is False
		move(ticket, "Reopen")
		assert (ticket.status_category, ticket.reopenings, ticket.closed_at) == ("Working", 1, None)
		assert verdicts(ticket) == ("Met", "Met", "Cancelled", "Running")
		move(resolve(ticket), "Close")
		assert ticket.first_closed_at == first
		assert ticket.closed_at == at("2026-03-05 09:00:00")


def test_after_the_window_a_linked_ticket_continues(desk):
	with freeze_time(START) as clock:
		ticket = move(resolve(desk.intake()), "Close")
		with pytest.raises(frappe.ValidationError, match="reopen it instead"):
			api.continue_in_new(ticket.name)
		clock.move_to("2026-06-01 01:00:00")
		with pytest.raises(frappe.ValidationError, match="reopening window ended"):
			move(ticket, "Reopen")
		assert api.panel(ticket.name)["can"]["continue"] is True
		new = frappe.get_doc(api.continue_in_new(ticket.name)).insert()
		assert (new.previous_ticket, new.subject, new.status) == (ticket.name, ticket.subject, "New")
		assert frappe.db.get_value("Aftersales Ticket", ticket.name, "status") == "Closed"


@pytest.mark.parametrize(
	("field", "value"), [("result", "Not Solved"), ("priority", "Urgent"), ("cause", "Design weakness")]
)
def test_a_closed_ticket_stays_as_it_was_closed(desk, field, value):
	ticket = move(resolve(desk.intake()), "Close")
	ticket.set(field, value)
	with pytest.raises(frappe.ValidationError, match="Reopen it before changing"):
		ticket.save()


@pytest.mark.parametrize("verb", ["respond", "take"])
def test_no_button_works_on_a_closed_ticket(desk, verb):
	ticket = move(resolve(desk.intake()), "Close")
	with pytest.raises(frappe.ValidationError, match=f"Ticket {ticket.name} is Closed"):
		getattr(api, verb)(ticket.name)
	assert not any(api.panel(ticket.name)["can"][name] for name in ("respond", "take", "reassign", "visit"))


def test_the_queue_is_taken_once(desk):
	ticket = desk.intake()
	assert api.panel(ticket.name)["can"]["take"] is True
	api.take(ticket.name)
	ticket.reload()
	assert (ticket.assignee, ticket.reassignments) == (desk.agent, 0)
	frappe.set_user(desk.mate)
	with pytest.raises(frappe.ValidationError, match="already"):
		api.take(ticket.name)
	frappe.set_user(desk.stranger)
	with pytest.raises(frappe.PermissionError):
		api.take(ticket.name)


def test_reassigning_and_handing_over_are_counted_apart(desk):
	ticket = desk.intake(assignee=desk.agent)
	assert api.panel(ticket.name)["can"]["reassign"] == sorted([desk.agent, desk.mate, desk.lead])
	api.reassign(ticket.name, desk.mate)
	ticket.reload()
	assert (ticket.assignee, ticket.reassignments, ticket.handovers) == (desk.mate, 1, 0)
	with pytest.raises(frappe.ValidationError, match="is not in the team"):
		api.reassign(ticket.name, desk.stranger)
	assert desk.other_team in api.panel(ticket.name)["can"]["hand_over"]
	api.hand_over(ticket.name, desk.other_team)
	assert frappe.has_permission("Aftersales Ticket", "read", ticket.name)  # who took the call may follow it
	assert not frappe.has_permission("Aftersales Ticket", "write", ticket.name)
	ticket.load_from_db()
	assert (ticket.team, ticket.assignee, ticket.handovers) == (desk.other_team, None, 1)


def test_the_timeline_tells_it_in_words(desk):
	ticket = move(desk.intake(), "Start Diagnosis")
	api.take(ticket.name)
	entries = api.panel(ticket.name)["timeline"]
	texts = [entry["text"] for entry in entries]
	name = frappe.db.get_value("User", desk.agent, "full_name")
	assert texts[0] == f"Assignee: nobody → {name}"
	assert "New → In Diagnosis" in texts
	assert texts[-1] == "Opened"
	assert {entry["by"] for entry in entries} == {name}


def todos(ticket) -> list[str]:
	about = {"reference_type": ticket.doctype, "reference_name": ticket.name, "status": "Open"}
	return frappe.get_all("ToDo", about, pluck="allocated_to")


def assign(ticket, user: str) -> None:
	assign_to.add({"doctype": ticket.doctype, "name": ticket.name, "assign_to": [user]})


def test_assigning_in_the_sidebar_is_re_assigning(desk, run_jobs):
	ticket = desk.intake(assignee=desk.agent)
	run_jobs()
	assert todos(ticket) == [desk.agent]
	assign(ticket, desk.mate)
	run_jobs()
	ticket.reload()
	assert (ticket.assignee, ticket.reassignments, todos(ticket)) == (desk.mate, 1, [desk.mate])
	assert not frappe.db.exists("DocShare", {"share_name": ticket.name})
	with pytest.raises(frappe.ValidationError, match=r"is not in the team .*hand the ticket to their team"):
		assign(ticket, desk.stranger)
	assert (frappe.db.get_value(ticket.doctype, ticket.name, "assignee"), todos(ticket)) == (
		desk.mate,
		[desk.mate],
	)


def test_removing_somebody_in_the_sidebar_puts_the_ticket_back_into_the_queue(desk, run_jobs):
	ticket = desk.intake(assignee=desk.agent)
	run_jobs()
	assign_to.remove(ticket.doctype, ticket.name, desk.agent)
	run_jobs()
	ticket.reload()
	assert (ticket.assignee, ticket.reassignments, todos(ticket), ticket._assign) == (None, 1, [], "")
	assert frappe.get_last_doc("Aftersales Ticket Event", {"ticket": ticket.name}).from_value == desk.agent
	api.take(ticket.name)
	run_jobs()
	assert todos(ticket) == [desk.agent]
	frappe.get_doc("ToDo", {"reference_name": ticket.name, "status": "Open"}).delete()
	assert ticket.reload().assignee is None


def test_a_to_do_given_to_somebody_else_takes_the_ticket_along(desk, run_jobs):
	ticket = desk.intake(assignee=desk.agent)
	run_jobs()
	todo = frappe.get_doc("ToDo", {"reference_name": ticket.name, "status": "Open"})
	todo.update({"allocated_to": desk.mate}).save(ignore_permissions=True)
	run_jobs()
	assert (ticket.reload().assignee, todos(ticket)) == (desk.mate, [desk.mate])


def test_the_to_do_of_a_ticket_ends_with_it(desk, run_jobs):
	ticket = desk.intake(assignee=desk.agent)
	run_jobs()
	with pytest.raises(frappe.ValidationError, match=r"ends when ticket TK-\d+ is closed"):
		assign_to.close(ticket.doctype, ticket.name, desk.agent)
	ticket = resolve(move(ticket.reload(), "Start Diagnosis"))
	with pytest.raises(frappe.ValidationError, match="ends when ticket"):
		assign_to.remove(ticket.doctype, ticket.name, desk.agent)
	assert (ticket.reload().assignee, todos(ticket)) == (desk.agent, [desk.agent])
	move(ticket, "Close")
	run_jobs()
	assert (ticket.reload().assignee, todos(ticket)) == (desk.agent, [])


def test_sharing_lets_others_look_and_not_work(desk):
	ticket = desk.intake()
	share.add(ticket.doctype, ticket.name, desk.stranger)
	for right in ("write", "share"):
		with pytest.raises(frappe.ValidationError, match="can be shared for reading only"):
			share.add(ticket.doctype, ticket.name, desk.mate, **{right: 1})
		with pytest.raises(frappe.ValidationError, match="can be shared for reading only"):
			share.set_permission(ticket.doctype, ticket.name, desk.stranger, right)


def test_a_refused_move_says_which_are_possible(desk):
	ticket = desk.intake()
	ticket.status = "Waiting for Parts"
	with pytest.raises(frappe.ValidationError) as caught:
		ticket.save()
	assert str(caught.value) == (
		"A ticket cannot go from New to Waiting for Parts.<br>\nFrom New you can move it to: In Diagnosis, Waiting for Customer, Resolved."
	)
	assert len(frappe.local.message_log) == 1
	closed = move(resolve(move(desk.intake(), "Start Diagnosis")), "Close")
	closed.status = "New"
	with pytest.raises(frappe.ValidationError) as caught:
		closed.save()
	assert str(caught.value) == (
		"A ticket cannot go from Closed to New.<br>\nFrom Closed you can move it to: In Service."
	)
	frappe.db.set_value(closed.doctype, closed.name, "closed_at", "2020-01-01 00:00:00")
	closed.reload().status = "New"
	with pytest.raises(frappe.ValidationError, match=r"The reopening window ended on .* new, linked ticket"):
		closed.save()


def test_tickets_are_not_deleted(desk):
	ticket = desk.intake()
	frappe.set_user("Administrator")
	with pytest.raises(frappe.ValidationError, match="part of the service archive"):
		frappe.delete_doc("Aftersales Ticket", ticket.name)


def test_a_diagnosis_written_before_the_answer_is_met_with_it(desk):
	with freeze_time(START) as clock:
		ticket = desk.intake(channel="E-mail")
		clock.tick(1800)
		ticket.reload().update({"diagnosis": "The pump is blocked."}).save()
		clock.tick(1800)
		api.respond(ticket.name)
	ticket.reload()
	assert (ticket.first_response_verdict, ticket.diagnosis_verdict) == ("Met", "Met")
	assert ticket.diagnosis_at == ticket.first_response_at == datetime(2026, 3, 2, 10, 0)


def hour(value: int) -> datetime:
	"""That hour of the first day, as the site stores it; 33 is 09:00 of the next."""
	return datetime(2026, 3, 2 + value // 24, value % 24)


def test_a_pause_costs_a_later_clock_only_its_own_part(desk):
	with freeze_time(START) as clock:  # 09:00
		ticket = move(
			desk.intake(), "Wait for Customer"
		)  # answers the customer; the diagnosis clock starts paused
		clock.tick(3600)
		ticket = move(ticket, "Continue Diagnosis")
	assert (paused(ticket, "diagnosis"), ticket.diagnosis_due) == (3600, hour(12))


def test_an_answer_while_waiting_starts_the_diagnosis_then(desk):
	with freeze_time(START) as clock:
		ticket = move(desk.intake(), "Start Diagnosis")
		clock.tick(3 * 3600)  # 12:00
		ticket = move(ticket, "Wait for Parts")
		clock.tick(3600)  # 13:00, parts do not pause here
		api.respond(ticket.name)
		clock.tick(1800)
		ticket = move(ticket.reload(), "Continue Service")
	assert (paused(ticket, "diagnosis"), ticket.diagnosis_due) == (0, hour(15))


def test_category_and_status_in_one_save_measure_the_stay_that_was(desk):
	with freeze_time(START) as clock:
		ticket = move(desk.intake(), "Start Diagnosis")
		clock.tick(6 * 3600)  # worked on until 15:00
		ticket.update({"category": desk.slow_category, "status": "Waiting for Customer"}).save()
		clock.tick(3600)  # waited until 16:00
		ticket = move(ticket.reload(), "Continue Diagnosis")
	assert (paused(ticket, "resolution"), ticket.resolution_due) == (3600, datetime(2026, 3, 5, 10))


def test_a_clock_that_only_the_new_policy_has_counts_earlier_pauses(desk):
	plain = make_category()
	make_policy({"first_response": 4, "resolution": 24}, category=plain)
	with freeze_time(START) as clock:
		ticket = move(desk.intake(category=plain), "Wait for Customer")
		clock.tick(60 * 3600)  # waited for two and a half days
		ticket = move(ticket, "Continue Diagnosis")
		clock.tick(3600)
		ticket.update({"category": desk.category}).save()
	assert (ticket.arrival_verdict, paused(ticket, "arrival")) == ("Running", 60 * 3600)
	assert ticket.arrival_due == datetime(2026, 3, 6, 21)


def test_what_was_done_before_it_was_promised_counts_when_it_was_done(desk):
	plain = make_category()
	make_policy({"resolution": 100}, category=plain, resolution_met_by="Resolution")
	with freeze_time(START) as clock:
		ticket = desk.intake(category=plain)
		clock.tick(1800)
		ticket.reload().flags.responded_at = moments.now()
		ticket.save()
		clock.tick(1800)
		ticket.reload().update({"diagnosis": "Pump", "plan": "New pump"}).save()
		clock.tick(50 * 3600)
		ticket.reload().update({"category": desk.category}).save()
	ticket.reload()
	assert (ticket.first_response_verdict, ticket.first_response_at) == ("Met", datetime(2026, 3, 2, 9, 30))
	assert (ticket.diagnosis_verdict, ticket.diagnosis_at) == ("Met", datetime(2026, 3, 2, 10))
	assert (ticket.resolution_verdict, ticket.resolution_at) == ("Met", datetime(2026, 3, 2, 10))
	assert ticket.arrival_verdict == "Missed"


def test_re_categorising_a_reopened_ticket_revives_no_clock(desk):
	with freeze_time(START) as clock:
		ticket = resolve(desk.intake())
		clock.tick(3600)
		ticket = move(ticket, "Reopen")
		clock.tick(90 * 3600)
		ticket.update({"category": desk.slow_category}).save()
	assert (ticket.arrival_verdict, ticket.arrival_missed_by) == ("Cancelled", None)


def test_what_was_overdue_was_missed_by_whoever_had_it(desk):
	with freeze_time(START) as clock:
		ticket = desk.intake(assignee=desk.agent)
		clock.tick(5 * 3600)  # first response was due at 13:00
		ticket.reload().update({"assignee": desk.mate}).save()
	assert (ticket.first_response_verdict, ticket.first_response_missed_by) == ("Missed", desk.agent)


def test_a_promise_broken_before_anybody_had_it_is_nobodys(desk):
	with freeze_time(START):
		ticket = desk.intake(assignee=desk.agent, opened_at="2026-03-02 03:00:00")
	assert (ticket.first_response_verdict, ticket.first_response_missed_by) == ("Missed", None)


def test_a_handover_ends_the_stay_of_the_one_before(desk):
	with freeze_time(START) as clock:
		ticket = desk.intake(assignee=desk.agent)
		clock.tick(3600)
		api.hand_over(ticket.name, desk.other_team)
	frappe.set_user(desk.stranger)
	owners = frappe.get_all(
		"Aftersales Ticket Event",
		{"ticket": ticket.name, "kind": "Owner"},
		["from_value", "to_value", "elapsed_seconds"],
		order_by="name",
	)
	assert [tuple(row.values()) for row in owners] == [(None, desk.agent, 0), (desk.agent, None, 3600)]


def test_a_ticket_keeps_to_its_company_and_continues_only_what_one_may_see(desk):
	other = frappe.get_doc(
		{
			"doctype": "Company",
			"company_name": unique("Second"),
			"abbr": frappe.generate_hash(length=5).upper(),
			"default_currency": "CNY",
			"country": "China",
		}
	)
	ticket = desk.intake()
	frappe.set_user("Administrator")
	other.insert()
	frappe.set_user(desk.agent)
	with pytest.raises(frappe.PermissionError, match="You do not work for"):
		ticket.reload().update({"company": other.name}).save()
	frappe.set_user(desk.stranger)
	with pytest.raises(frappe.PermissionError):
		desk.intake(company=ticket.company, team=desk.other_team, previous_ticket=ticket.name)


def test_a_closed_ticket_keeps_its_price(desk):
	ticket = move(
		resolve(desk.intake(chargeable=1, quoted_price=100, price_confirmed=1, price_confirmed_by="Tang Li")),
		"Close",
	)
	with pytest.raises(frappe.ValidationError, match="is closed"):
		ticket.update({"quoted_price": 900}).save()


def test_a_request_of_another_century_is_an_import(desk):
	with pytest.raises(frappe.ValidationError, match="too long ago"):
		desk.intake(opened_at="1900-01-01 08:00:00")


def test_a_reopened_ticket_has_the_time_that_was_left(desk):
	with freeze_time(START) as clock:
		ticket = desk.intake()
		clock.tick(20 * 3600)
		ticket = resolve(ticket)
		clock.tick(10 * 3600)
		ticket = move(ticket, "Reopen")
	assert (ticket.resolution_verdict, ticket.resolution_at) == ("Running", None)
	assert ticket.resolution_due == datetime(2026, 3, 3, 19)  # opened at 09:00, 24 h, 10 h taken for done
	assert ticket.next_check_at == datetime(2026, 3, 3, 19, 0, 1)


def _reopened(desk, clock, **fields):
	"""Opened at 09:00 with 24 h to go, resolved ten hours later, reopened thirty hours after that; a minute has passed since."""
	ticket = desk.intake(**fields)
	clock.tick(10 * 3600)
	ticket = resolve(ticket)
	clock.tick(30 * 3600)
	ticket = move(ticket, "Reopen")
	assert promise(ticket) == ("Running", at("2026-03-04 15:00:00"), 30 * 3600)
	clock.tick(60)
	return ticket


def promise(ticket):
	return ticket.resolution_verdict, ticket.resolution_due, paused(ticket, "resolution")


def test_re_categorising_a_reopened_ticket_keeps_what_lay_between(desk):
	twin = make_category()
	make_policy(HOURS, category=twin)
	with freeze_time(START) as clock:
		ticket = _reopened(desk, clock)
		ticket.reload().update({"category": twin}).save()
		assert promise(ticket) == ("Running", at("2026-03-04 15:00:00"), 30 * 3600)
		ticket.reload().update({"category": desk.slow_category}).save()
		assert promise(ticket) == ("Running", at("2026-03-06 15:00:00"), 30 * 3600)


def test_handing_over_a_reopened_ticket_keeps_what_lay_between(desk):
	with freeze_time(START) as clock:
		ticket = _reopened(desk, clock)
		api.hand_over(ticket.name, desk.other_team)
		ticket.load_from_db()
	assert promise(ticket) == ("Running", at("2026-03-04 15:00:00"), 30 * 3600)


def test_a_reopened_ticket_that_waits_pauses_as_well(desk):
	with freeze_time(START) as clock:
		ticket = move(_reopened(desk, clock), "Wait for Customer")
		clock.tick(2 * 3600)
		ticket = move(ticket, "Continue Diagnosis")
		assert promise(ticket) == ("Running", at("2026-03-04 17:00:00"), 32 * 3600)
		ticket.reload().update({"category": desk.slow_category}).save()
		assert promise(ticket) == ("Running", at("2026-03-06 17:00:00"), 32 * 3600)
		move(ticket, "Wait for Customer")
		clock.tick(3600)
		ticket.reload().update({"category": desk.category}).save()
		assert (ticket.resolution_verdict, paused(ticket, "resolution")) == ("Paused", 32 * 3600)
		clock.tick(3600)
		ticket = move(ticket, "Continue Diagnosis")
	assert promise(ticket) == ("Running", at("2026-03-04 19:00:00"), 34 * 3600)


def test_reopened_twice_and_re_categorised(desk):
	with freeze_time(START) as clock:
		ticket = resolve(_reopened(desk, clock))
		clock.tick(5 * 3600)
		ticket = move(ticket, "Reopen")
		assert promise(ticket) == ("Running", at("2026-03-04 20:00:00"), 35 * 3600)
		ticket.reload().update({"category": desk.slow_category}).save()
	assert promise(ticket) == ("Running", at("2026-03-06 20:00:00"), 35 * 3600)


@pytest.mark.parametrize("when", ["after reopening", "after the plan"])
def test_a_promise_kept_by_a_plan_goes_on_from_it_when_reopened(desk, when):
	"""Planned after 10 h, resolved after 40, reopened after 50: forty hours of it are no time of the promise."""
	planned, slow = make_category(), make_category()
	make_policy(HOURS, category=planned)
	make_policy({**HOURS, "resolution": 72}, category=slow)
	with freeze_time(START) as clock:
		ticket = desk.intake(category=planned)
		clock.tick(10 * 3600)
		ticket.reload().update({"plan": "New seal"}).save()
		assert ticket.resolution_verdict == "Met"
		clock.tick(30 * 3600)
		if when == "after the plan":
			ticket.reload().update({"category": slow}).save()
		ticket = resolve(ticket)
		clock.tick(10 * 3600)
		ticket = move(ticket, "Reopen")
		if when == "after reopening":
			assert promise(ticket) == ("Running", at("2026-03-05 01:00:00"), 40 * 3600)
			ticket.reload().update({"category": slow}).save()
	assert promise(ticket) == ("Running", at("2026-03-07 01:00:00"), 40 * 3600)


def test_what_is_written_down_at_intake_counts_from_then_on(desk):
	"""The call was at 08:30, its ticket is saved at 09:00 with diagnosis, plan and price."""
	with freeze_time(START) as clock:
		ticket = desk.intake(
			opened_at="2026-03-02 08:30:00",
			diagnosis="Seal worn out",
			plan="New seal",
			chargeable=1,
			quoted_price=80,
			price_confirmed=1,
			price_confirmed_by="Tang Li",
		)
		assert verdicts(ticket) == ("Running", "", "Running", "Met")
		nine = at("2026-03-02 09:00:00")
		assert (ticket.resolution_at, ticket.planned_at, ticket.price_confirmed_at) == (nine, nine, nine)
		assert (ticket.contacts, ticket.confirmed_at, ticket.resolution_pending) == (1, None, 0)
		clock.tick(3600)
		api.respond(ticket.name)
		ticket.reload().update({"plan": "New seal and hose"}).save()
	assert verdicts(ticket) == ("Met", "Met", "Running", "Met")
	assert (ticket.planned_at, ticket.resolution_at) == (nine, nine)
	told = {"ticket": ticket.name, "kind": ("in", ("Opened", "Met", "Confirmation"))}
	kinds = frappe.get_all("Aftersales Ticket Event", told, ["kind", "clock"], order_by="name", as_list=True)
	assert list(kinds) == [
		("Opened", None),
		("Met", "resolution"),
		("Met", "first_response"),
		("Met", "diagnosis"),
	]


def test_a_plan_at_intake_keeps_only_what_the_policy_lets_it(desk):
	category = make_category()
	make_policy(HOURS, category=category, resolution_met_by="Resolution")
	ticket = desk.intake(category=category, plan="New seal")
	assert (ticket.resolution_verdict, bool(ticket.planned_at)) == ("Running", True)


@pytest.mark.parametrize("when", ["while resolved", "with the reopening"])
def test_a_category_changed_while_resolved_counts_from_reopening(desk, when):
	plain = make_category()
	make_policy({"first_response": 4, "resolution": 24}, category=plain)
	with freeze_time(START) as clock:
		ticket = desk.intake(category=plain)
		clock.tick(3 * 3600)
		ticket = resolve(ticket)
		if when == "while resolved":
			ticket.update({"category": desk.slow_category}).save()
			assert (ticket.policy, ticket.resolution_due) == (desk.slow_policy, at("2026-03-03 09:00:00"))
			assert verdicts(ticket) == ("Met", "", "", "Met")
		clock.tick(30 * 3600)
		ticket.reload().update({"category": desk.slow_category, "status": "In Service"}).save()
		assert verdicts(ticket) == ("Met", "", "", "Running")
		assert promise(ticket) == ("Running", at("2026-03-06 15:00:00"), 30 * 3600)
		clock.tick(60)
		move(ticket, "Wait for Customer")  # answers the customer: no clock of the new policy starts late
	assert verdicts(ticket.reload()) == ("Met", "", "", "Paused")


def test_a_team_changed_while_resolved_counts_from_reopening(desk):
	"""4 h on the team's calendar, an hour of it used when it was resolved: three are left on the office hours of the new team."""
	always, office = (
		make_team([desk.agent], calendar=name) for name in ("Around the Clock", "Office Hours (China)")
	)
	category = make_category()
	make_policy({}, category=category, targets=[{"clock": "resolution", "target": 4 * 3600}])
	with freeze_time(START) as clock:
		ticket = desk.intake(category=category, team=always)
		clock.tick(3600)
		ticket = resolve(ticket)
		ticket.update({"team": office}).save()
		clock.move_to("2026-03-03 02:00:00")
		ticket = move(ticket.reload(), "Reopen")
	assert promise(ticket)[:2] == ("Running", at("2026-03-03 14:00:00"))


def test_reopening_under_the_same_facts_keeps_the_policy(desk):
	with freeze_time(START) as clock:
		ticket = resolve(desk.intake())
		clock.tick(3600)
		frappe.db.set_value("Aftersales Service Policy", desk.policy, "status", "Retired")
		reference.changed()
		ticket = move(ticket, "Reopen")
	assert (ticket.policy, ticket.resolution_verdict) == (desk.policy, "Running")


def test_a_version_is_kept_of_what_the_log_does_not_tell(desk):
	ticket = move(desk.intake(), "Start Diagnosis")
	versions = {"ref_doctype": ticket.doctype, "docname": ticket.name}
	assert not frappe.get_all("Version", versions)
	ticket.description = "It hums."
	ticket.save()
	(version,) = frappe.get_all("Version", versions, pluck="data")
	assert "It hums." in version
