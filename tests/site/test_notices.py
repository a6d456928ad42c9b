"""Delivery of warnings: quiet hours, one digest to a person, escalations answered; follow-ups; assignment lists."""

import json

import frappe
import pytest
from factories.goods import a_company
from factories.people import make_user
from factories.service import make_policy, make_team, make_ticket
from factories.unique import unique
from freezegun import freeze_time

from aftersales_app.aftersales_core import reference
from aftersales_app.service_desk.services import notices, sweep

HOUR = 3600
OPENED = "2026-03-02 01:00:00"  # 09:00 in Shanghai
LADDER = [
	{"level": 1, "timing": "After Due", "offset": 2 * HOUR, "recipient": "Assignee"},
	{
		"level": 3,
		"timing": "After Due",
		"offset": 8 * HOUR,
		"recipient": "Operations Manager",
		"escalates": 1,
	},
]


@pytest.fixture(autouse=True)
def mail():
	"""A default outgoing account, so that mails are queued."""
	frappe.db.set_value("Email Account", {"default_outgoing": 1}, "default_outgoing", 0)
	account = frappe.get_doc(
		doctype="Email Account",
		email_account_name="Service Digest Test",
		email_id="service@example.com",
		smtp_server="localhost",
		enable_outgoing=1,
		default_outgoing=1,
		password="x",
	)
	account.flags.ignore_validate = True
	account.insert()
	frappe.local.outgoing_email_account = {}


@pytest.fixture(autouse=True)
def quiet_nights():
	frappe.db.set_single_value("Aftersales Settings", {"quiet_from": "22:00:00", "quiet_to": "07:00:00"})
	reference.changed()


@pytest.fixture
def desk():
	agent, lead = make_user("Service Agent", language="en"), make_user("Service Team Lead")
	manager = make_user("Operations Manager", language="en")
	team = make_team([agent], lead=lead, operations_manager=manager)
	make_policy({"resolution": 24}, team=team, levels=[dict(level) for level in LADDER])
	return frappe._dict(team=team, agent=agent, lead=lead, manager=manager)


def ticket_of(desk, opened: str = OPENED, **fields: object):
	with freeze_time(opened):
		return make_ticket(team=desk.team, assignee=desk.agent, **fields)


def sweep_and_deliver(moment: str) -> int:
	with freeze_time(moment):
		sweep.run()
		return notices.deliver()


def mails_to(user: str) -> list[str]:
	queued = frappe.get_all("Email Queue Recipient", {"recipient": user}, pluck="parent", order_by="creation")
	return [frappe.db.get_value("Email Queue", name, "message") for name in queued]


def notice_of(ticket, level: int = 1):
	return frappe.get_doc("Aftersales Notice", {"ticket": ticket.name, "level": level})


def test_a_warning_is_one_mail_one_bell_and_delivered(desk):
	ticket = ticket_of(desk, subject="Noisy fridge <b>")
	sweep_and_deliver("2026-03-03 03:00:00")
	(message,) = mails_to(desk.agent)
	assert f"Service promise overdue: {ticket.name}" in message
	assert "Resolution" in message
	bells = frappe.get_all(
		"Notification Log", {"for_user": desk.agent, "type": "Alert"}, ["subject", "document_name"]
	)
	assert [(bell.subject, bell.document_name) for bell in bells] == [
		(f"Service promise overdue: {ticket.name}", ticket.name)
	]
	notice = notice_of(ticket)
	assert (notice.status, str(notice.delivered_at)) == ("Delivered", "2026-03-03 11:00:00")
	sweep_and_deliver("2026-03-03 03:01:00")
	assert len(mails_to(desk.agent)) == 1


def test_many_warnings_to_one_person_are_one_digest(desk):
	for _number in range(4):
		ticket_of(desk)
	sweep_and_deliver("2026-03-03 03:00:00")
	(message,) = mails_to(desk.agent)
	assert "4 service tickets need your attention" in message
	assert frappe.db.count("Notification Log", {"for_user": desk.agent, "type": "Alert"}) == 1


def test_the_digest_speaks_the_readers_language_and_escapes_what_customers_wrote(desk):
	ticket_of(desk, subject="Fridge & freezer")
	frappe.db.set_value("User", desk.agent, "language", "zh")
	sweep_and_deliver("2026-03-03 03:00:00")
	assert frappe.local.lang == "en"
	assert len(mails_to(desk.agent)) == 1


def test_quiet_hours_keep_a_warning_until_the_morning(desk):
	# opened 22:00 in Shanghai, due 22:00 the next day, the warning is due at midnight
	ticket = ticket_of(desk, "2026-03-02 14:00:00")
	sweep_and_deliver("2026-03-03 16:00:00")
	notice = notice_of(ticket)
	assert (notice.status, str(notice.raised_at), str(notice.deliver_after)) == (
		"Pending",
		"2026-03-04 00:00:00",
		"2026-03-04 07:00:00",
	)
	sweep_and_deliver("2026-03-03 22:59:59")
	assert mails_to(desk.agent) == []
	sweep_and_deliver("2026-03-03 23:00:00")
	assert len(mails_to(desk.agent)) == 1


def test_without_mail_there_is_still_the_bell(desk):
	frappe.db.set_single_value("Aftersales Settings", "notify_by_email", 0)
	reference.changed()
	ticket = ticket_of(desk)
	sweep_and_deliver("2026-03-03 03:00:00")
	assert mails_to(desk.agent) == []
	assert frappe.db.count("Notification Log", {"for_user": desk.agent, "type": "Alert"}) == 1
	assert notice_of(ticket).status == "Delivered"


def test_a_person_who_cannot_be_told_is_tried_again_in_an_hour_and_holds_up_nobody(desk, monkeypatch):
	other = make_user("Service Agent")
	frappe.db.set_value("User", desk.agent, "language", "zh")
	bad, good = ticket_of(desk), ticket_of(desk)
	frappe.db.set_value("Aftersales Ticket", good.name, "assignee", other, update_modified=False)
	real = notices._bell

	def bell(user, *args):
		real(user, *args)
		if user == desk.agent:
			raise RuntimeError("no bell")

	monkeypatch.setattr(notices, "_bell", bell)
	assert sweep_and_deliver("2026-03-03 03:00:00") == 1
	assert (notice_of(good).status, len(mails_to(other))) == ("Delivered", 1)
	waiting = notice_of(bad)
	assert (waiting.status, str(waiting.deliver_after)) == ("Pending", "2026-03-03 12:00:00")
	assert mails_to(desk.agent) == []
	assert not frappe.db.exists("Notification Log", {"for_user": desk.agent, "type": "Alert"})
	assert frappe.db.exists("Error Log", {"method": f"Notices to {desk.agent}"})
	assert frappe.local.lang == "en"
	monkeypatch.setattr(notices, "_bell", real)
	assert sweep_and_deliver("2026-03-03 03:59:59") == 0
	assert sweep_and_deliver("2026-03-03 04:00:00") == 1
	assert (notice_of(bad).status, len(mails_to(desk.agent))) == ("Delivered", 1)


# Escalation


@pytest.fixture
def two_companies():
	"""A second company, and for each company a team without an operations manager and a manager who may see only it."""
	second = frappe.get_doc(
		{
			"doctype": "Company",
			"company_name": unique("Company"),
			"abbr": unique("C")[-5:],
			"default_currency": "CNY",
		}
	)
	second.set_new_name()
	second.db_insert()
	frappe.db.delete("Has Role", {"role": "Operations Manager"})
	found = {}
	for company in (a_company(), second.name):
		manager = make_user("Operations Manager")
		frappe.permissions.add_user_permission("Company", company, manager)
		found[company] = (make_team([], company=company), manager)
	make_policy({"resolution": 24}, levels=[dict(LADDER[1])], rank=-99)
	return found


def told_of(company: str, team: str):
	with freeze_time(OPENED):
		ticket = make_ticket(team=team, company=company)
	with freeze_time("2026-03-03 09:00:00"):
		sweep.run()
	return notice_of(ticket, 3)


def test_an_escalation_goes_to_a_manager_of_the_tickets_company(two_companies):
	for company, (team, manager) in two_companies.items():
		notice = told_of(company, team)
		assert (notice.recipient, notice.recipient_role, notice.status) == (
			manager,
			"Operations Manager",
			"Pending",
		)


def test_an_escalation_goes_to_no_manager_of_another_company(two_companies):
	(_first, (_team, _manager)), (second, (team, manager)) = two_companies.items()
	frappe.db.set_value("User", manager, "enabled", 0)
	assert (told_of(second, team).recipient, told_of(second, team).status) == (None, "No Recipient")
	everywhere = make_user("Operations Manager")
	assert told_of(second, team).recipient == everywhere


@pytest.fixture
def escalated(desk):
	ticket = ticket_of(desk)
	sweep_and_deliver("2026-03-03 09:00:00")
	return notice_of(ticket, 3)


def to_dos(notice) -> list:
	return frappe.get_all(
		"ToDo",
		{"reference_type": "Aftersales Notice", "reference_name": notice.name},
		["allocated_to", "status"],
	)


def test_an_escalation_names_the_node_and_lands_on_the_list_of_whom_it_goes_to(desk, escalated):
	assert (escalated.escalates, escalated.node, escalated.recipient) == (1, "New", desk.manager)
	assert [(row.allocated_to, row.status) for row in to_dos(escalated)] == [(desk.manager, "Open")]


def test_the_person_told_writes_down_what_was_done(desk, escalated, as_user):
	with as_user(desk.manager), freeze_time("2026-03-03 10:00:00"):
		notice = frappe.get_doc("Aftersales Notice", escalated.name)
		notice.update(
			{
				"reason": "Part out of stock",
				"outcome": "Part flown in",
				"recipient": "Administrator",
				"level": 1,
			}
		)
		notice.save()
	notice = frappe.get_doc("Aftersales Notice", escalated.name)
	assert (escalated.answer, notice.answer) == ("Awaited", "Answered")
	assert (notice.reason, notice.outcome) == ("Part out of stock", "Part flown in")
	assert (notice.handled_by, str(notice.handled_at)) == (desk.manager, "2026-03-03 18:00:00")
	assert (notice.recipient, notice.level) == (desk.manager, 3)
	assert [row.status for row in to_dos(escalated)] == ["Closed"]
	with as_user(desk.manager), pytest.raises(frappe.ValidationError, match="written down already"):
		notice.outcome = "Something else"
		notice.save()


@pytest.mark.parametrize(
	("written", "missing"),
	[
		({"outcome": "Part flown in"}, "why the promise was not kept"),
		({"outcome": "Part flown in", "reason": " "}, "why the promise was not kept"),
		({"reason": "Part out of stock"}, "what was done"),
	],
)
def test_an_answer_says_why_and_what_was_done(desk, escalated, as_user, written, missing):
	with as_user(desk.manager), pytest.raises(frappe.ValidationError, match=missing):
		frappe.get_doc("Aftersales Notice", escalated.name).update(written).save()
	assert frappe.db.get_value("Aftersales Notice", escalated.name, "answer") == "Awaited"


def test_nobody_else_answers_an_escalation(desk, escalated, as_user):
	with as_user(desk.lead), pytest.raises(frappe.PermissionError, match="can answer"):
		notice = frappe.get_doc("Aftersales Notice", escalated.name)
		notice.outcome = "Done"
		notice.save()
	with as_user("Service Auditor"), pytest.raises(frappe.PermissionError):
		notice = frappe.get_doc("Aftersales Notice", escalated.name)
		notice.outcome = "Done"
		notice.save()


def test_notices_are_not_made_or_deleted_by_hand(escalated):
	with pytest.raises(frappe.ValidationError, match="not by hand"):
		frappe.get_doc(doctype="Aftersales Notice", ticket=escalated.ticket).insert()
	with pytest.raises(frappe.ValidationError, match="not deleted"):
		escalated.delete()


# Follow-up of risky cases


def close(ticket, at: str) -> None:
	with freeze_time(at):
		ticket.reload()
		ticket.update(
			{"cause": "Worn part", "action_taken": "Repair", "result": "Solved", "status": "Resolved"}
		)
		ticket.save()
		ticket.reload()
		ticket.status = "Closed"
		ticket.save()


@pytest.mark.parametrize(("risky", "asked"), [(1, 1), (0, 0)])
def test_a_risky_case_is_looked_at_again_three_days_after_closing_once(desk, risky, asked):
	ticket = ticket_of(desk, risky=risky)
	close(ticket, "2026-03-02 05:00:00")
	for moment in ("2026-03-05 04:59:59", "2026-03-05 05:00:00", "2026-03-06 05:00:00"):
		with freeze_time(moment):
			notices.raise_follow_ups()
			notices.deliver()
		found = frappe.get_all(
			"Aftersales Notice", {"ticket": ticket.name}, ["recipient", "clock", "node", "name"]
		)
		assert len(found) == (asked if moment > "2026-03-05 05" else 0)
	for notice in found:
		assert (notice.recipient, notice.clock, notice.node) == (desk.agent, None, "Closed")
		assert [row.allocated_to for row in to_dos(notice)] == [desk.agent]
		assert "Follow up on a closed risky case" in mails_to(desk.agent)[0]


# Assignment lists


def assigned(ticket) -> list[str]:
	return json.loads(frappe.db.get_value("Aftersales Ticket", ticket.name, "_assign") or "[]")


def test_the_assignment_list_follows_the_assignee_in_a_job(desk, run_jobs):
	second = make_user("Service Agent")
	team = frappe.get_doc("Aftersales Team", desk.team)
	team.append("members", {"user": second})
	team.save()
	run_jobs()
	ticket = make_ticket(team=desk.team, assignee=desk.agent)
	assert assigned(ticket) == []
	run_jobs()
	assert assigned(ticket) == [desk.agent]
	frappe.get_doc(
		doctype="ToDo",
		allocated_to=desk.lead,
		reference_type="Aftersales Ticket",
		reference_name=ticket.name,
		description="helps",
	).insert()
	assert ticket.reload().assignee == desk.lead  # there is one to-do and one assignee
	run_jobs()
	assert assigned(ticket) == [desk.lead]
	ticket.assignee = second
	ticket.save()
	run_jobs()
	assert assigned(ticket) == [second]
	assert frappe.session.user == "Administrator"


def test_one_job_for_all_tickets_of_a_transaction_and_none_without_a_change(desk, jobs, run_jobs):
	run_jobs()
	tickets = [make_ticket(team=desk.team, assignee=desk.agent) for _number in range(3)]
	frappe.db.after_commit.run()
	ours = [job for job in jobs if job["method"] == "aftersales_app.tasks.follow_assignments"]
	assert len(ours) == 1
	assert sorted(ours[0]["kwargs"]["tickets"]) == sorted(ticket.name for ticket in tickets)
	run_jobs()
	tickets[0].reload()
	tickets[0].cause_note = "Seen"
	tickets[0].save()
	frappe.db.after_commit.run()
	assert not [job for job in jobs if job["method"] == "aftersales_app.tasks.follow_assignments"]


def test_a_closed_ticket_leaves_the_list_and_comes_back_when_reopened(desk, run_jobs):
	ticket = ticket_of(desk, "2026-03-02 01:00:00")
	run_jobs()
	close(ticket, "2026-03-02 05:00:00")
	run_jobs()
	assert assigned(ticket) == []
	with freeze_time("2026-03-03 05:00:00"):
		ticket.reload()
		ticket.status = "In Service"
		ticket.save()
		run_jobs()
	assert assigned(ticket) == [desk.agent]
