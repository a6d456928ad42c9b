"""Who may do what with which of our records: the matrix of roles, and the walls between teams and companies."""

import json
from types import SimpleNamespace

import frappe
import frappe.client
import pytest
from factories.goods import a_company, make_item, make_serial
from factories.people import make_customer, make_user
from factories.service import make_policy, make_team, make_ticket, new_visit
from factories.unique import unique
from factories.warranty import make_company
from frappe import handler
from frappe.core.doctype.communication import email
from frappe.desk import like
from frappe.desk.doctype.tag import tag
from frappe.desk.form import assign_to, load
from frappe.desk.form import utils as form
from frappe.utils.user import UserPermissions

from aftersales_app import permissions
from aftersales_app.service_desk import api
from aftersales_app.setup.roles import ROLES

AGENT, TECHNICIAN, LEAD, QUALITY, OPERATIONS, EXECUTIVE, TRAINING, AUDITOR = ROLES
# Per role, in the order of ROLES: r(ead) w(rite) c(reate) d(elete) s(ubmit) x (cancel); - for nothing.
MATRIX = {
	#                           agent  techn. lead   qual.  oper.  exec. train. audit
	"Aftersales Ticket": "      rwc    rw     rwc    rw     rwcd   r     r      r",
	"Aftersales Ticket Event": "r      r      r      r      r      r     -      r",
	"Aftersales Visit": "       rwc    rwc    rwc    r      rwcd   r     -      r",
	"Aftersales Exemption": "   rwc    rwc    rwc    r      rwc    r     -      r",
	"Aftersales Notice": "      rw     rw     rw     r      rw     r     -      r",
	"Aftersales Team": "        r      r      rw     r      rwcd   r     r      r",
	"Aftersales Category": "    r      r      r      rwc    rwcd   r     r      r",
	"Aftersales Cause": "       r      r      r      rwcd   rwc    r     r      r",
	"Aftersales Service Policy": "r    r      r      rwc    rwcd   r     r      r",
	"Aftersales Calendar": "    r      r      r      r      rwcd   r     r      r",
	"Aftersales Absence": "     rwc    rwc    rwcd   r      rwcd   r     r      r",
	"Aftersales Responsibility": "r    r      r      rwc    rwcd   r     r      r",
	"Aftersales Settings": "    r      r      r      r      rwc    r     r      r",
	"Aftersales Seal": "        -      -      -      r      r      r     -      r",
	"Aftersales Ticket Daily": "r      -      r      r      r      r     -      r",
	"Aftersales Import": "      -      -      -      -      rwc    -     -      r",
	"Aftersales What-if": "     -      -      r      rwc    rwcd   r     -      r",
	"Aftersales Product": "     rwc    r      rwc    rwc    rwc    r     -      r",
	"Aftersales Coverage": "    r      r      r      r      r      r     -      r",
	"Aftersales Unregistered Sale": "r r      rw     r      rw     r     -      r",
	"Aftersales Backfill": "    -      -      -      -      rwc    r     -      r",
	"Aftersales Repair": "      rwc    rwc    rwc    rwc    rwcd   r     -      r",
	"Aftersales Claim": "       rwc    rwc    rwc    rwc    rwc    r     -      r",
	"Aftersales Decision": "    r      r      r      r      r      r     -      r",
	"Aftersales Complaint": "   rwc    -      rwc    rwc    rwc    r     -      r",
	"Aftersales Problem": "     rwc    rwc    rwc    rwc    rwc    r     -      r",
	"Aftersales Problem Case": "r      r      r      r      r      r     -      r",
	"Aftersales Return": "      rwc    rw     rwc    rwc    rwc    r     -      r",
	"Aftersales Extension": "   rw     r      rw     r      rwc    r     -      r",
	"Aftersales Supplier Recovery": "r -      r      rw     rwc    r     -      r",
	"Aftersales Call Draw": "   -      -      -      r      r      r     -      r",
	"Aftersales Call Script": " r      -      r      rwcd   rwcd   r     -      r",
	"Aftersales Follow-up Call": "rw   -      rw     rw     rw     r     -      r",
	"Aftersales Evaluation": "  -      -      r      rwc    rwc    r     -      r",
	"Aftersales Objective": "   -      -      r      rwc    rwcd   r     -      r",
	"Aftersales Objective Period": "- -      r      rwc    rwc    r     -      r",
	"Aftersales Department Performance": "r r r     rwc    rwc    r     -      r",
	"Aftersales Self-Assessment": "- -      -      rwcd   rwcd   r     -      r",
	"Aftersales Privacy Request": "- -     -      rwc    rwc    r     -      r",
	"Aftersales Restricted Record": "- -   -      -      -      -     -      -",
	"Aftersales Seal Renewal": "-   -      -      r      r      r     -      r",
	"Aftersales Verification": "-      -      r      r      r      r     -      r",
	"Aftersales Feedback": "    -      -      r      r      r      r     -      r",
	"Aftersales Feedback Invitation": "- -   r      r      r      r     -      r",
	"Aftersales Feedback Reason": "r   r      r      rwcd   r      r     -      r",
	"Aftersales Reveal": "      -      -      rc     rc     rc     rc    -      r",
	"Aftersales Goods Category": "r    r      r      rwcd   rwcd   r     -      r",
	"Aftersales Statutory Rule": "r    r      r     rwcdsx rwcdsx  r     -      r",
	"Aftersales Warranty Policy": "r   r      r     rwcdsx rwcdsx  r     -      r",
}
# What leaves the site by whom: p(rint) m(ail) e(xport) h (share). Mail goes out from those who work on a record, lists from those who
# answer for a team or for figures.
OUTWARD = {
	#                           agent  techn. lead   qual.  oper.  exec. train. audit
	"Aftersales Ticket": "      pmeh   pm     pmeh   pmeh   pmeh   pe    -      pe",
	"Aftersales Ticket Event": "pme    p      pme    pme    pme    pe    -      pe",
	"Aftersales Visit": "       pmeh   pm     pmeh   pme    pmeh   pe    -      pe",
	"Aftersales Exemption": "   p      p      p      pme    pme    pe    -      pe",
	"Aftersales Notice": "      -      -      pme    pme    pme    pe    -      pe",
	"Aftersales Team": "        -      -      p      -      pmeh   -     -      -",
	"Aftersales Category": "    -      -      -      pmeh   pmeh   -     -      -",
	"Aftersales Cause": "       -      -      -      pmeh   pmeh   -     -      -",
	"Aftersales Service Policy": "-    -      -      p      pmeh   -     -      -",
	"Aftersales Calendar": "    -      -      p      -      pmeh   -     -      -",
	"Aftersales Absence": "     -      -      pmeh   -      pmeh   -     -      -",
	"Aftersales Responsibility": "-    -      -      pmeh   pmeh   -     -      -",
	"Aftersales Settings": "    -      -      -      -      -      -     -      -",
	"Aftersales Seal": "        -      -      -      pme    pme    pe    -      pe",
	"Aftersales Ticket Daily": "pme    -      pme    pme    pme    pe    -      pe",
	"Aftersales Import": "      -      -      -      -      pmeh   -     -      p",
	"Aftersales What-if": "     -      -      p      pmeh   pmeh   p     -      p",
	"Aftersales Product": "     pm     p      pme    pme    pme    pe    -      pe",
	"Aftersales Coverage": "    p      p      pe     pe     pe     pe    -      pe",
	"Aftersales Unregistered Sale": "p p      pe     pe     pe     pe    -      pe",
	"Aftersales Backfill": "    -      -      -      -      pe     pe    -      pe",
	"Aftersales Repair": "      pm     pm     pme    pme    pme    pe    -      pe",
	"Aftersales Claim": "       pm     p      pme    pme    pme    pe    -      pe",
	"Aftersales Decision": "    pm     p      pme    pme    pme    pe    -      pe",
	"Aftersales Complaint": "   pm     -      pme    pme    pme    pe    -      pe",
	"Aftersales Problem": "     p      p      pme    pme    pme    pe    -      pe",
	"Aftersales Problem Case": "p      p      pe     pe     pe     pe    -      pe",
	"Aftersales Return": "      pm     pm     pme    pme    pme    pe    -      pe",
	"Aftersales Extension": "   pm     p      pme    pe     pme    pe    -      pe",
	"Aftersales Supplier Recovery": "p -      pe     pme    pme    pe    -      pe",
	"Aftersales Call Draw": "   -      -      -      pe     pe     pe    -      pe",
	"Aftersales Call Script": " -      -      -      pe     pe     -     -      -",
	"Aftersales Follow-up Call": "p    -      p      pme    pme    pe    -      pe",
	"Aftersales Evaluation": "  -      -      p      pme    pme    pe    -      pe",
	"Aftersales Objective": "   -      -      p      pme    pmeh   pe    -      pe",
	"Aftersales Objective Period": "- -      p      pme    pme    pe    -      pe",
	"Aftersales Department Performance": "- - p     pme    pme    pe    -      pe",
	"Aftersales Self-Assessment": "- -      -      pme    pme    pe    -      pe",
	"Aftersales Privacy Request": "- -     -      pe     pe     pe    -      pe",
	"Aftersales Restricted Record": "- -   -      -      -      -     -      -",
	"Aftersales Seal Renewal": "-   -      -      pme    pme    pe    -      pe",
	"Aftersales Verification": "-      -      p      pme    pme    pe    -      pe",
	"Aftersales Feedback": "    -      -      p      pme    pme    pe    -      pe",
	"Aftersales Feedback Invitation": "- -   p      pme    pme    pe    -      pe",
	"Aftersales Feedback Reason": "-   -      -      pe     pe     -     -      -",
	"Aftersales Reveal": "      -      -      -      pe     pe     pe    -      pe",
	"Aftersales Goods Category": "p    p      pe     pme    pme    pe    -      pe",
	"Aftersales Statutory Rule": "p    p      pe     pme    pme    pe    -      pe",
	"Aftersales Warranty Policy": "p   p      pe     pme    pme    pe    -      pe",
}
ACTIONS = {"r": "read", "w": "write", "c": "create", "d": "delete", "s": "submit", "x": "cancel"}
LEAVING = {"p": "print", "m": "email", "e": "export", "h": "share"}
PERSONAL = ("contact_phone", "contact_email", "service_address", "phone_key")


@pytest.fixture(autouse=True)
def rows_of_the_module(people):
	"""Users must be there before a test's transaction begins."""


@pytest.mark.parametrize("doctype", MATRIX)
def test_the_matrix_of_roles(people, doctype):
	for matrix, actions in ((MATRIX, ACTIONS), (OUTWARD, LEAVING)):
		for role, allowed in zip(ROLES, matrix[doctype].split(), strict=True):
			found = "".join(
				letter
				for letter, action in actions.items()
				if frappe.has_permission(doctype, action, user=people[role])
			)
			assert (role, found or "-") == (role, allowed)


def test_the_matrix_names_every_document():
	modules = frappe.get_all("Module Def", {"app_name": "aftersales_app"}, pluck="name")
	ours = frappe.get_all("DocType", {"module": ("in", modules), "istable": 0}, pluck="name")
	assert sorted(MATRIX) == sorted(OUTWARD) == sorted(ours)


def test_every_list_opens_for_those_who_may_read_it_and_nobody_else(people):
	on_the_desk = {}
	for role in ROLES:
		frappe.set_user(people[role])
		on_the_desk[role] = UserPermissions(people[role]).get_can_read()
	for doctype, row in MATRIX.items():
		if frappe.get_meta(doctype).issingle:
			continue
		for role, allowed in zip(ROLES, row.split(), strict=True):
			frappe.set_user(people[role])
			opens = doctype in on_the_desk[role]  # else the desk knows no page for it
			assert (doctype, role, opens) == (doctype, role, allowed != "-")
			if allowed == "-":
				with pytest.raises(frappe.PermissionError):
					frappe.get_list(doctype, limit=1)
			else:
				frappe.get_list(doctype, limit=1)


def seen() -> set[str]:
	return set(frappe.get_list("Aftersales Ticket", pluck="name", limit=0))


@pytest.fixture
def world(people):
	"""Two teams, a ticket in each, one assigned to the technician, one that the technician visits."""
	mine, other = make_team([people[AGENT]], lead=people[LEAD]), make_team([])
	ours, theirs = make_ticket(team=mine), make_ticket(team=other)
	assigned = make_ticket(team=other)
	frappe.db.set_value("Aftersales Ticket", assigned.name, "assignee", people[TECHNICIAN])
	visited = make_ticket(team=other)
	visit = new_visit(
		visited.name, people[TECHNICIAN], "2030-01-07 10:00:00", "2030-01-07 11:00:00", status="Planned"
	)
	visit.db_insert()
	return frappe._dict(
		ours=ours.name,
		theirs=theirs.name,
		assigned=assigned.name,
		visited=visited.name,
		team=mine,
		other=other,
	)


@pytest.mark.parametrize(
	("role", "sees"),
	[
		(AGENT, {"ours"}),
		(LEAD, {"ours"}),
		(TECHNICIAN, {"assigned", "visited"}),
		*(
			(role, {"ours", "theirs", "assigned", "visited"})
			for role in (QUALITY, OPERATIONS, EXECUTIVE, AUDITOR)
		),
	],
)
def test_whose_tickets_a_role_sees(people, world, role, sees):
	tickets = {name: world[name] for name in ("ours", "theirs", "assigned", "visited")}
	frappe.set_user(people[role])
	assert {name for name, ticket in tickets.items() if ticket in seen()} == sees
	for name, ticket in tickets.items():
		assert frappe.has_permission("Aftersales Ticket", "read", ticket) is (name in sees), name
		events = frappe.get_list("Aftersales Ticket Event", {"ticket": ticket}, limit=1)
		assert bool(events) is (name in sees), name


def test_who_plans_trainings_does_not_see_every_ticket(people, world):
	frappe.db.set_value("Aftersales Ticket", world.theirs, "assignee", people[TRAINING])
	frappe.set_user(people[TRAINING])
	assert {world.ours, world.theirs, world.assigned, world.visited} & seen() == {world.theirs}
	assert not frappe.has_permission("Aftersales Ticket", "read", world.ours)


def test_a_team_lets_in_its_members_only_in_their_role(people, world):
	frappe.set_user("Administrator")
	team = frappe.get_doc("Aftersales Team", world.team)
	team.append("members", {"user": people[TECHNICIAN]})
	team.save()
	frappe.set_user(people[TECHNICIAN])
	assert world.ours not in seen()


@pytest.mark.parametrize("field", ["team", "assignee"])
def test_nobody_lets_themselves_in(people, world, field):
	frappe.set_user(people[AGENT])
	forged = frappe.get_doc("Aftersales Ticket", world.theirs)
	forged.set(field, world.team if field == "team" else people[AGENT])
	with pytest.raises(frappe.PermissionError):
		forged.save()
	assert frappe.db.get_value("Aftersales Ticket", world.theirs, field) != forged.get(field)


@pytest.mark.parametrize("role", [AGENT, LEAD, TECHNICIAN])
def test_who_took_the_call_reads_the_ticket_wherever_it_went(people, world, role):
	field = "lead" if role == LEAD else "members"
	team = make_team(
		[people[role]] if field == "members" else [], lead=people[LEAD] if role == LEAD else None
	)
	ticket = make_ticket(team=team)
	frappe.db.set_value("Aftersales Ticket", ticket.name, {"owner": people[role], "team": world.other})
	visit = new_visit(ticket.name, make_user(TECHNICIAN), "2030-01-07 10:00:00", "2030-01-07 11:00:00")
	visit.db_insert()
	frappe.set_user(people[role])
	assert {ticket.name, world.theirs} & seen() == {ticket.name}
	allowed = {
		action for action in ("read", "print", "email", "write", "share", "delete") if has(ticket, action)
	}
	assert allowed == {"read", "print", "email"}
	assert frappe.get_list("Aftersales Ticket Event", {"ticket": ticket.name}, pluck="kind")[0]
	assert frappe.get_list("Aftersales Visit", {"ticket": ticket.name}, pluck="name") == [visit.name]
	assert not frappe.has_permission("Aftersales Visit", "write", visit.name)
	found = frappe.get_doc("Aftersales Ticket", ticket.name)
	found.subject = "Touched"
	with pytest.raises(frappe.PermissionError):
		found.save()
	with pytest.raises(frappe.PermissionError):
		api.take(ticket.name)
	forged = frappe.get_doc("Aftersales Ticket", world.theirs)
	forged.owner = people[role]
	assert not forged.has_permission("read")


def has(ticket, action: str) -> bool:
	return bool(frappe.has_permission("Aftersales Ticket", action, ticket.name))


@pytest.mark.parametrize("by", ["team", "user permission"])
def test_who_took_the_call_does_not_read_it_in_another_company(people, by):
	here, there = make_ticket(), make_ticket(company=make_company(), team=None)
	for ticket in (here, there):
		frappe.db.set_value("Aftersales Ticket", ticket.name, "owner", people[AGENT])
	frappe.set_user(people[AGENT])
	assert {here.name, there.name} <= seen()  # of no team, and nothing is said of companies
	frappe.set_user("Administrator")
	if by == "team":
		make_team([people[AGENT]])
	else:
		frappe.permissions.add_user_permission("Company", a_company(), people[AGENT])
	frappe.set_user(people[AGENT])
	assert {here.name, there.name} & seen() == {here.name}
	assert (has(here, "read"), has(there, "read")) == (True, False)


def test_whatever_lets_people_see_a_ticket_is_judged_in_the_indexes_of_lists(people, world):
	frappe.set_user(people[AGENT])
	condition = permissions.ticket_query()
	names = ("team", "assignee", "owner", "company")
	columns = {name for name in names if f"`tabAftersales Ticket`.{name} " in condition}
	assert columns >= {"team", "assignee", "owner"}
	indexes: dict[str, list[str]] = {}
	for row in frappe.db.sql("show index from `tabAftersales Ticket`", as_dict=True):
		indexes.setdefault(row.Key_name, []).append(row.Column_name)
	assert columns <= {*indexes["newest_of_stage"]} & {*indexes["pending_by_due"]}
	assert not {"team", "owner"} & {index[0] for index in indexes.values()}  # see ticket_indexes
	assert ["status_category", "owner"] not in [index[:2] for index in indexes.values()]


def test_an_auditor_changes_nothing(people, world):
	frappe.set_user(people[AUDITOR])
	ticket = frappe.get_doc("Aftersales Ticket", world.ours)
	ticket.subject = "Touched"
	with pytest.raises(frappe.PermissionError):
		ticket.save()
	with pytest.raises(frappe.PermissionError):
		frappe.get_doc(
			{"doctype": "Aftersales Ticket", "subject": "Mine", "company": ticket.company}
		).insert()
	for doctype in MATRIX:
		for action in ("write", "create", "delete", "share"):
			assert not frappe.has_permission(doctype, action), (doctype, action)
		assert not frappe.has_permission(doctype, "email"), doctype


@pytest.mark.parametrize("role", [AUDITOR, EXECUTIVE])
def test_who_only_looks_leaves_nothing_on_a_ticket(people, world, role):
	actions = remarks(world.ours, people[role])
	frappe.set_user(people[role])
	for name, act in actions.items():
		with pytest.raises(frappe.PermissionError):
			act()
		assert traces(world.ours) == (0, 0, 0, 0, None), name
	frappe.set_user(people[AGENT])
	for act in remarks(world.ours, people[AGENT]).values():
		act()
	*counted, liked_by = traces(world.ours)
	assert (counted, json.loads(liked_by)) == ([2, 1, 1, 1], [people[AGENT]])


@pytest.mark.parametrize("role", [AUDITOR, EXECUTIVE])
def test_who_only_looks_takes_nothing_away_from_a_ticket(people, world, role):
	frappe.set_user("Administrator")
	frappe.db.set_value("Aftersales Ticket", world.ours, "assignee", people[AGENT])
	frappe.set_user(people[AGENT])
	for act in remarks(world.ours, people[AGENT]).values():
		act()
	tag.add_tag("Hot", "Aftersales Ticket", world.ours)
	before = traces(world.ours)
	attempts = removals(world.ours, people[AGENT])
	frappe.set_user(people[role])
	for name, act in attempts.items():
		with pytest.raises(frappe.PermissionError):
			act()
		assert traces(world.ours) == before, name
	assert frappe.db.get_value("Aftersales Ticket", world.ours, "assignee") == people[AGENT]
	assert frappe.get_last_doc("File", {"attached_to_name": world.ours}).exists_on_disk()


def removals(ticket: str, user: str) -> dict:
	"""What somebody could take away who is not its author, also once it was theirs."""
	about = {"reference_type": "Aftersales Ticket", "reference_name": ticket}
	file = {"attached_to_doctype": "Aftersales Ticket", "attached_to_name": ticket}
	todo, file = frappe.db.get_value("ToDo", about), frappe.db.get_value("File", file)
	mail = frappe.db.get_value("Communication", {"reference_name": ticket})

	def close() -> None:
		frappe.get_doc("ToDo", todo).update({"status": "Closed"}).save(ignore_permissions=True)

	def own(doctype: str, name: str) -> "frappe.model.document.Document":
		frappe.db.set_value(doctype, name, "owner", frappe.session.user)
		return frappe.get_doc(doctype, name)

	return {
		"assignment": lambda: assign_to.remove("Aftersales Ticket", ticket, user, ignore_permissions=True),
		"closed to-do": close,
		"deleted to-do": lambda: frappe.delete_doc("ToDo", todo, ignore_permissions=True),
		"file": lambda: own("File", file).delete(),
		"file moved": lambda: (
			own("File", file).update({"attached_to_doctype": None, "attached_to_name": None}).save()
		),
		"mail": lambda: own("Communication", mail).delete(),
		"comment": lambda: frappe.delete_doc("Comment", comment_of(ticket), ignore_permissions=True),
		"comment edited": lambda: (
			frappe.get_doc("Comment", comment_of(ticket))
			.update({"content": "No."})
			.save(ignore_permissions=True)
		),
		"another tag": lambda: tag.update_tags(frappe.get_doc("Aftersales Ticket", ticket), ",Cold"),
	}


def comment_of(ticket: str) -> str:
	return frappe.db.get_value("Comment", {"reference_name": ticket, "comment_type": "Comment"})


def test_a_to_do_for_somebody_who_only_looks_is_theirs_to_end(people, world):
	todo = frappe.get_doc(
		doctype="ToDo",
		allocated_to=people[EXECUTIVE],
		reference_type="Aftersales Team",
		reference_name=world.team,
		description="Look at this",
	).insert()
	frappe.set_user(people[EXECUTIVE])
	assign_to.close("Aftersales Team", world.team, people[EXECUTIVE])
	assert todo.reload().status == "Closed"


def test_a_file_may_come_before_its_ticket(people):
	for role, allowed in ((AGENT, True), (AUDITOR, False)):
		frappe.set_user(people[role])
		file = frappe.get_doc(
			doctype="File",
			file_name="photo.txt",
			content="a photo",
			is_private=1,
			attached_to_doctype="Aftersales Ticket",
			attached_to_name="new-aftersales-ticket-1",
		)
		if allowed:
			assert file.insert().name
		else:
			with pytest.raises(frappe.PermissionError):
				file.insert()


def remarks(ticket: str, user: str) -> dict:
	about = ("Aftersales Ticket", ticket)
	return {
		"comment": lambda: form.add_comment(*about, "Seen.", user, "A Name"),
		"like": lambda: like.toggle_like(*about, "Yes"),
		"file": lambda: frappe.client.attach_file("note.txt", "a note", *about, is_private=1),
		"assignment": lambda: assign_to.add(
			{"doctype": about[0], "name": ticket, "assign_to": json.dumps([user])}
		),
		"mail": lambda: email.make(*about, content="Hello", subject="Hello", recipients="a@example.com"),
	}


def traces(ticket: str) -> tuple:
	about = {"reference_doctype": "Aftersales Ticket", "reference_name": ticket}
	return (
		frappe.db.count("Comment", about | {"comment_type": ("in", ("Comment", "Like"))}),
		frappe.db.count("File", {"attached_to_doctype": "Aftersales Ticket", "attached_to_name": ticket}),
		frappe.db.count("Communication", about),
		frappe.db.count("ToDo", {"reference_type": "Aftersales Ticket", "reference_name": ticket}),
		frappe.db.get_value("Aftersales Ticket", ticket, "_liked_by"),
	)


def test_versions_say_that_personal_data_changed_and_not_what_it_was(people, world):
	frappe.set_user(people[AGENT])
	ticket = frappe.get_doc("Aftersales Ticket", world.ours)
	ticket.update(
		{"contact_phone": "13911112222", "service_address": "1 Long Street", "subject": "Leaks"}
	).save()
	ticket.update({"contact_phone": "13711112222"}).save()
	frappe.set_user(people[AUDITOR])
	frappe.local.response = frappe._dict(docs=[])
	load.getdoc("Aftersales Ticket", world.ours)
	told = [json.loads(row.data)["changed"] for row in frappe.response["docinfo"]["versions"]]
	assert len(told) == 2
	changes = {change[0]: change[1:] for change in told[0]}
	assert changes["contact_phone"] == ["•••", "•••"]
	first = {change[0]: change[1:] for change in told[1]}
	assert first["contact_phone"][1] == first["service_address"][1] == "•••"
	assert first["subject"][1] == "Leaks"
	for personal in ("3911112222", "3711112222", "Long Street"):
		assert personal not in frappe.as_json(frappe.response)


@pytest.mark.parametrize(("role", "finds"), [(AGENT, True), (EXECUTIVE, False), (AUDITOR, False)])
def test_tickets_are_found_by_personal_data_by_those_who_may_see_it(people, role, finds):
	team = make_team([people[AGENT]])
	ticket = make_ticket(team=team, contact_phone="13911112222", contact_email="a.caller@example.com")
	frappe.set_user(people[role])
	for text in ("13911112222", "a.caller@example.com"):
		assert (ticket.name in [row["name"] for row in api.find(text)]) is finds, text
	assert ticket.name in [row["name"] for row in api.find(ticket.name)]


@pytest.mark.parametrize("role", ROLES)
def test_personal_data_is_for_those_who_serve(people, role):
	team = make_team([people[AGENT]], lead=people[LEAD])
	ticket = make_ticket(team=team, contact_phone="13812345678", service_address="1 Long Street")
	frappe.db.set_value("Aftersales Ticket", ticket.name, "assignee", people[role])
	frappe.set_user(people[role])
	sees = role in (AGENT, TECHNICIAN, LEAD, QUALITY, OPERATIONS)
	read = frappe.get_doc("Aftersales Ticket", ticket.name)
	read.apply_fieldlevel_read_permissions()
	assert (read.get("contact_phone") == "13812345678") is sees
	assert (read.get("service_address") == "1 Long Street") is sees
	listed = frappe.get_list("Aftersales Ticket", {"name": ticket.name}, ["name", *PERSONAL])
	assert bool(listed[0].get("contact_phone")) is sees


@pytest.mark.parametrize("role", [QUALITY, OPERATIONS, AUDITOR])
def test_two_companies_do_not_see_each_other(people, role):
	first = make_ticket()
	second = make_ticket(company=make_company(), team=None)
	frappe.permissions.add_user_permission("Company", second.company, people[role])
	frappe.set_user(people[role])
	assert second.name in seen()
	assert first.name not in seen()
	assert not frappe.has_permission("Aftersales Ticket", "read", first.name)
	assert frappe.get_list("Aftersales Ticket Event", {"ticket": first.name}) == []
	forged = frappe.get_doc("Aftersales Ticket", first.name)
	forged.company = second.company
	with pytest.raises(frappe.PermissionError):
		forged.save()


@pytest.mark.parametrize("by", ["team", "user permission"])
def test_a_new_ticket_begins_in_the_only_company_of_its_author(people, by):
	second, agent = make_company(), people[AGENT]
	assert permissions.usual_company(agent) is None
	if by == "team":
		make_team([agent], company=second)
	else:
		frappe.permissions.add_user_permission("Company", second, agent)
	assert permissions.usual_company(agent) == second
	bootinfo = frappe._dict(user=frappe._dict(defaults=frappe._dict(company=a_company())), user_info={})
	frappe.set_user(agent)
	permissions.begin_in_company(bootinfo)
	assert bootinfo.user.defaults.company == second
	if by == "user permission":  # of which Frappe knows without the desk, too
		ticket = frappe.get_doc({"doctype": "Aftersales Ticket", "subject": "No power"}).insert()
		assert ticket.company == second
	frappe.defaults.set_user_default("company", a_company(), agent)
	permissions.begin_in_company(bootinfo := frappe._dict(user=frappe._dict(defaults={})))
	assert bootinfo.user.defaults == {}
	frappe.set_user("Administrator")
	make_team([agent])
	frappe.permissions.add_user_permission("Company", a_company(), agent)
	assert permissions.usual_company(agent) == (None if by == "user permission" else a_company())
	assert permissions.usual_company(people[OPERATIONS]) is None


def what_if(ticket: str, **fields: object) -> str:
	"""One that was replayed, and would have warned on a ticket."""
	doc = frappe.get_doc(
		{
			"doctype": "Aftersales What-if",
			"title": unique("What if"),
			"company": a_company(),
			"status": "Done",
			"from_date": "2026-03-01",
			"to_date": "2026-03-31",
			"warnings": [{"ticket": ticket, "clock": "resolution", "level": 1}],
			**fields,
		}
	)
	doc.flags.ignore_validate = True
	return doc.insert().name


def test_a_lead_reads_what_was_tried_on_their_teams(people, world):
	second = make_company()
	theirs = make_team([], company=second)
	foreign = make_ticket(company=second, team=theirs).name
	made = {
		"ours": what_if(world.ours, team=world.team),
		"everybody's": what_if(world.ours),
		"other team's": what_if(world.theirs, team=world.other),
		"other company's": what_if(foreign, team=theirs, company=second),
		"file's": what_if("X-1", team=world.team, file="/private/files/log.csv"),
	}
	warnings = {"doctype": "Aftersales What-if Warning", "parent_doctype": "Aftersales What-if"}
	about = {"parent": ("in", list(made.values()))}
	frappe.set_user(people[AUDITOR])
	assert set(made.values()) <= set(frappe.get_list("Aftersales What-if", pluck="name", limit=0))
	assert len(frappe.get_list(**warnings, filters=about)) == 5
	frappe.set_user(people[LEAD])
	assert set(made.values()) & set(frappe.get_list("Aftersales What-if", pluck="name", limit=0)) == {
		made["ours"]
	}
	assert frappe.get_list(**warnings, filters=about, pluck="ticket") == [world.ours]
	for whose, name in made.items():
		assert frappe.has_permission("Aftersales What-if", "read", name) is (whose == "ours"), whose
	frappe.set_user(people[AGENT])
	with pytest.raises(frappe.PermissionError):
		frappe.get_list(**warnings, filters=about)


@pytest.mark.parametrize("shown", ["apply_fieldlevel_read_permissions", "before_print"])
def test_a_what_if_names_no_ticket_that_went_to_another_team(people, world, shown):
	name = what_if(world.ours, team=world.team)
	frappe.set_user(people[LEAD])
	read = frappe.get_doc("Aftersales What-if", name)
	read.run_method(shown)
	assert [row.ticket for row in read.warnings] == [world.ours]
	frappe.db.set_value("Aftersales Ticket", world.ours, "team", world.other)
	read.reload().run_method(shown)
	assert read.warnings == []
	about = {"parent": name}
	assert not frappe.get_list("Aftersales What-if Warning", about, parent_doctype="Aftersales What-if")


def test_policies_and_daily_figures_of_other_companies_are_not_shown(people, world):
	second = make_company()
	theirs = make_team([], company=second)
	own, all_companies, foreign = (
		make_policy({"resolution": 24}, company=company) for company in (a_company(), None, second)
	)
	daily = frappe.get_doc(doctype="Aftersales Ticket Daily", company=second, team=theirs, name=unique("D"))
	daily.db_insert()
	for role in (AGENT, LEAD):
		frappe.set_user(people[role])
		listed = frappe.get_list("Aftersales Service Policy", pluck="name", limit=0)
		assert {own, all_companies, foreign} & set(listed) == {own, all_companies}
		targets = frappe.get_list(
			"Aftersales Policy Target",
			{"parent": ("in", [own, all_companies, foreign])},
			pluck="parent",
			parent_doctype="Aftersales Service Policy",
		)
		assert set(targets) == {own, all_companies}
		assert not frappe.has_permission("Aftersales Service Policy", "read", foreign)
		assert frappe.has_permission("Aftersales Service Policy", "read", own)
		assert not frappe.has_permission("Aftersales Ticket Daily", "read", daily.name)
	frappe.set_user(people[AUDITOR])
	assert frappe.has_permission("Aftersales Service Policy", "read", foreign)
	assert frappe.has_permission("Aftersales Ticket Daily", "read", daily.name)


# What the buttons of the service desk call, with the arguments that they ask for.
BUTTONS = {
	("Aftersales Import", "check"): {},
	("Aftersales Import", "bring_in"): {},
	("Aftersales What-if", "run"): {},
	("Aftersales Service Policy", "publish"): {},
	("Aftersales Service Policy", "retire"): {},
	("Aftersales Service Policy", "new_version"): {},
	("Aftersales Service Policy", "try_on_past_tickets"): {},
	("Aftersales Calendar", "fill_in"): {"country": "China", "year": 2026},
}


@pytest.mark.parametrize(("doctype", "method"), BUTTONS)
def test_a_button_asks_of_the_record_as_it_is_stored(people, monkeypatch, doctype, method):
	monkeypatch.setattr(frappe.local, "request", SimpleNamespace(method="POST"), raising=False)
	theirs = frappe.get_doc({"doctype": doctype, "company": make_company(), "name": unique("X")})
	theirs.db_insert()
	frappe.permissions.add_user_permission("Company", a_company(), people[OPERATIONS])
	frappe.set_user(people[OPERATIONS])
	for company in (theirs.company, a_company(), ""):
		sent = json.dumps({**theirs.as_dict(), "company": company}, default=str)
		with pytest.raises(frappe.PermissionError):
			handler.run_doc_method(method, docs=sent, args=json.dumps(BUTTONS[doctype, method]))


def test_nobody_makes_a_policy_of_another_company_one_of_all(people):
	theirs = make_policy({"resolution": 24}, company=make_company(), status="Draft")
	frappe.permissions.add_user_permission("Company", a_company(), people[OPERATIONS])
	frappe.set_user(people[OPERATIONS])
	policy = frappe.get_doc("Aftersales Service Policy", theirs)
	policy.company = None
	with pytest.raises(frappe.PermissionError):
		policy.save()


def test_rows_are_listed_with_their_documents(people, world):
	visit = frappe.get_doc("Aftersales Visit", {"ticket": world.visited})
	visit.append("checklist", {"item": "Power off"}).db_insert()
	for role, count in ((TECHNICIAN, 1), (AGENT, 0), (AUDITOR, 1)):
		frappe.set_user(people[role])
		about = {"parent": visit.name}
		found = frappe.get_list("Aftersales Visit Check", about, parent_doctype="Aftersales Visit")
		assert (role, len(found)) == (role, count)


def test_what_is_found_wrong_in_an_import_stays_in_its_company(people):
	doc = frappe.get_doc(doctype="Aftersales Import", company=make_company(), name=unique("IM"))
	doc.db_insert()
	finding = frappe.get_doc(
		doctype="Aftersales Import Finding",
		parent=doc.name,
		parenttype="Aftersales Import",
		parentfield="findings",
		name=unique("IF"),
	)
	finding.db_insert()
	frappe.set_user(people[OPERATIONS])
	rows = {
		"doctype": "Aftersales Import Finding",
		"filters": {"parent": doc.name},
		"parent_doctype": "Aftersales Import",
	}
	assert len(frappe.get_list(**rows)) == 1
	frappe.set_user("Administrator")
	frappe.permissions.add_user_permission("Company", a_company(), people[OPERATIONS])
	frappe.set_user(people[OPERATIONS])
	assert frappe.get_list(**rows) == []
	assert not frappe.has_permission("Aftersales Import", "read", doc.name)


def test_every_table_of_what_not_everybody_sees_is_asked_with_its_document():
	hooks = frappe.get_hooks("permission_query_conditions")
	fields = {"fieldtype": ("in", ("Table", "Table MultiSelect")), "parent": ("like", "Aftersales %")}
	parents: dict[str, set[str]] = {}
	for table, parent in frappe.get_all("DocField", fields, ["options", "parent"], as_list=True):
		parents.setdefault(table, set()).add(parent)
	asked = {"Aftersales Import", *hooks}
	expected = {table: found for table, found in parents.items() if found & asked}
	assert expected == {table: set(found) for table, found in permissions.ROWS.items()}
	assert set(permissions.ROWS) <= set(hooks)


def test_a_team_takes_tickets_of_its_own_company_only(people, world):
	with pytest.raises(frappe.ValidationError, match="belongs to"):
		make_ticket(company=make_company(), team=world.team)


def test_service_roles_choose_customers_and_companies_and_no_more(people):
	for role in ROLES:
		assert frappe.has_permission("Customer", "select", user=people[role]), role
		assert frappe.has_permission("Company", "select", user=people[role]), role
		for doctype in ("Customer", "Company", "Sales Invoice", "Stock Entry", "Item"):
			assert not frappe.has_permission(doctype, "create", user=people[role]), (role, doctype)
	assert frappe.has_permission("Contact", "create", user=people[AGENT])
	assert not frappe.has_permission("Contact", "write", user=people[AUDITOR])


def test_a_lead_changes_the_teams_they_lead_and_no_others(people):
	ours = frappe.get_doc("Aftersales Team", make_team([], lead=people[LEAD]))
	foreign = frappe.get_doc("Aftersales Team", make_team([people[LEAD]], company=make_company()))
	frappe.set_user(people[LEAD])
	ours.append("members", {"user": people[AGENT]})
	ours.save()
	foreign.lead = people[LEAD]
	with pytest.raises(frappe.PermissionError):
		foreign.save()
	foreign.reload()
	assert (foreign.lead, foreign.has_permission("read")) == (None, True)
	ours.company = foreign.company
	with pytest.raises(frappe.CannotChangeConstantError):
		ours.save()
	frappe.set_user(people[OPERATIONS])
	foreign.lead = people[LEAD]
	foreign.save()


def new_absence(user: str):
	return frappe.get_doc(
		doctype="Aftersales Absence",
		user=user,
		from_time="2030-01-07 08:00:00",
		to_time="2030-01-08 08:00:00",
		reason="Sick Leave",
		note="Flu",
	)


@pytest.mark.parametrize(
	("role", "sees", "enters"),
	[
		(AGENT, {AGENT}, {AGENT}),
		(TECHNICIAN, {TECHNICIAN}, {TECHNICIAN}),
		(LEAD, {AGENT, LEAD}, {AGENT, LEAD}),
		(OPERATIONS, {AGENT, TECHNICIAN, LEAD}, {AGENT, TECHNICIAN, LEAD}),
		(QUALITY, {AGENT, TECHNICIAN, LEAD}, set()),
		(AUDITOR, {AGENT, TECHNICIAN, LEAD}, set()),
	],
)
def test_absences_are_for_whom_they_concern(people, role, sees, enters):
	make_team([people[AGENT]], lead=people[LEAD])
	away = {who: new_absence(people[who]).insert() for who in (AGENT, TECHNICIAN, LEAD)}
	frappe.set_user(people[role])
	listed = set(frappe.get_list("Aftersales Absence", pluck="name", limit=0))
	for who, absence in away.items():
		assert (absence.name in listed, bool(absence.has_permission("read"))) == (who in sees, who in sees)
		assert bool(absence.has_permission("write")) is (who in enters)
		assert bool(new_absence(people[who]).has_permission("create")) is (who in enters)


@pytest.mark.parametrize(("role", "enters"), [(QUALITY, False), (OPERATIONS, True), (AUDITOR, False)])
def test_absences_of_another_company_are_not_shown(people, role, enters):
	second = make_company()
	make_team([people[AGENT]])
	make_team([people[LEAD]], company=second)
	employed = make_user()
	frappe.get_doc(
		{"doctype": "Employee", "name": unique("EMP"), "user_id": employed, "company": second}
	).db_insert()
	away = {who: new_absence(who).insert() for who in (people[AGENT], people[LEAD], employed)}
	frappe.permissions.add_user_permission("Company", second, people[role])
	frappe.set_user(people[role])
	listed = set(frappe.get_list("Aftersales Absence", pluck="name", limit=0))
	for who, absence in away.items():
		ours = who != people[AGENT]
		assert ours is (absence.name in listed) is bool(absence.has_permission("read"))
		for right in ("write", "delete"):
			assert bool(absence.has_permission(right)) is (enters and ours)
		assert bool(new_absence(who).has_permission("create")) is (enters and ours)
	forged = frappe.get_doc("Aftersales Absence", away[people[AGENT]].name)
	forged.user = people[LEAD]
	with pytest.raises(frappe.PermissionError):
		forged.save()


def test_nobody_hands_an_absence_to_somebody_else_or_takes_theirs(people):
	mine, theirs = new_absence(people[AGENT]).insert(), new_absence(people[TECHNICIAN]).insert()
	frappe.set_user(people[AGENT])
	for absence, user in ((mine, people[TECHNICIAN]), (theirs, people[AGENT])):
		absence.user = user
		with pytest.raises(frappe.PermissionError):
			absence.save()


@pytest.mark.parametrize(
	("role", "shown"), [(AGENT, "Sick Leave"), (OPERATIONS, "Sick Leave"), (AUDITOR, None)]
)
def test_why_somebody_is_away_is_hidden_from_those_who_only_look(people, role, shown):
	name = new_absence(people[AGENT]).insert().name
	frappe.set_user(people[role])
	row = frappe.get_list("Aftersales Absence", {"name": name}, ["name", "reason", "note"])[0]
	assert row.get("reason") == shown
	read = frappe.get_doc("Aftersales Absence", name)
	read.apply_fieldlevel_read_permissions()
	assert (read.get("reason"), read.get("note")) == (shown, "Flu" if shown else None)


def make_contact(phone: str) -> str:
	contact = frappe.get_doc({"doctype": "Contact", "first_name": unique("Wang")})
	contact.add_phone(phone, is_primary_mobile_no=1)
	return contact.insert().name


@pytest.mark.parametrize(
	("role", "found"), [(AGENT, True), (TECHNICIAN, True), (EXECUTIVE, False), (AUDITOR, False)]
)
def test_people_are_looked_up_by_those_who_may_see_their_numbers(people, role, found):
	contact = make_contact("13712345678")
	frappe.set_user(people[role])
	for asked in ({"contact": contact}, {"contact_phone": "13712345678"}):
		caller = api.picture(**asked)["caller"]
		assert (caller["contact"], bool(caller["contact_name"])) == (
			(contact, True) if found else (None, False)
		)


def units_shown(customer: str) -> set[str]:
	return {unit["serial_no"] for unit in api.picture(customer=customer)["units"]}


def test_the_picture_shows_what_was_bought_from_the_users_companies(people):
	second, customer, item = make_company(), make_customer(), make_item(serialised=True)
	here = make_serial(item, customer=customer)
	there = make_serial(item, customer=customer, company=second)
	ticket = make_ticket(company=second, customer=customer)
	frappe.db.set_value("Aftersales Ticket", ticket.name, "assignee", people[TECHNICIAN])
	make_team([people[AGENT]], company=a_company())
	for role, seen_units in ((AGENT, {here}), (TECHNICIAN, set()), (OPERATIONS, {here, there})):
		frappe.set_user(people[role])
		assert units_shown(customer) == seen_units, role
	frappe.set_user(people[TECHNICIAN])
	assert {unit["serial_no"] for unit in api.picture_of(ticket.name)["units"]} == {there}
	frappe.set_user("Administrator")
	frappe.permissions.add_user_permission("Company", second, people[OPERATIONS])
	frappe.set_user(people[OPERATIONS])
	assert units_shown(customer) == {there}


def roles_that(right: str, doctype: str) -> set[str]:
	return {
		rule.role for rule in frappe.get_meta(doctype).permissions if rule.get(right) and not rule.permlevel
	}


def test_a_form_fetches_nothing_that_who_fills_it_may_not_read():
	"""Choosing a record of which only the name may be seen would bring up an error box."""
	refused = []
	for field in frappe.get_all(
		"DocField",
		{"fetch_from": ("like", "%.%"), "parent": ("like", "Aftersales %")},
		["parent", "fieldname", "fetch_from"],
	):
		source = frappe.get_meta(field.parent).get_field(field.fetch_from.split(".")[0]).options
		forms = frappe.get_all("DocField", {"fieldtype": "Table", "options": field.parent}, pluck="parent")
		for form_of in forms or [field.parent]:
			filling = (roles_that("write", form_of) | roles_that("create", form_of)) & set(ROLES)
			if unread := filling - roles_that("read", source):
				refused.append((form_of, field.fieldname, sorted(unread)))
	assert refused == []


def test_what_a_form_does_not_fetch_is_filled_in_when_it_is_saved(people):
	item = make_item(item_name="Fan motor 220 V")
	frappe.set_user(people[OPERATIONS])
	team = frappe.get_doc("Aftersales Team", make_team([people[AGENT]]))
	assert team.members[0].full_name == frappe.utils.get_fullname(people[AGENT])
	unit = frappe.get_doc(
		{
			"doctype": "Aftersales Product",
			"company": a_company(),
			"customer": make_customer(),
			"item_code": item,
			"serial_no": unique("S"),
		}
	)
	assert unit.insert().item_name == "Fan motor 220 V"


LINE = {"name", "kind", "subject", "status", "status_category", "opened_at", "closed_at", "modified"}


def names_of(rows: list) -> set[str]:
	return {row["name"] for row in rows}


def test_the_picture_shows_the_customers_tickets_of_other_teams_as_lines(people):
	second, customer = make_company(), make_customer()
	serial = make_serial(make_item(serialised=True), customer=customer)
	fields = {"customer": customer, "serial_no": serial}
	mine = make_ticket(**fields, team=make_team([people[AGENT]]))
	owner = make_user(AGENT)
	team = make_team([owner])
	make_policy({"first_response": 1, "resolution": 8}, team=team)
	others, done = (make_ticket(**fields, team=team, assignee=owner, kind="Parts") for _ in range(2))
	frappe.db.set_value("Aftersales Ticket", done.name, {"status": "Closed", "status_category": "Closed"})
	make_ticket(**fields, company=second, team=make_team([make_user(AGENT)], company=second))
	make_ticket(customer=make_customer(), team=team)
	frappe.set_user(people[AGENT])
	assert not frappe.has_permission("Aftersales Ticket", "read", others.name)
	for shown in (api.picture(customer=customer, serial_no=serial), api.picture(serial_no=serial)):
		assert names_of(shown["open"]) == names_of(shown["unit_open"]) == {mine.name, others.name}
		assert names_of(shown["past"]) == names_of(shown["unit"]) == {done.name}
	shown = api.picture_of(mine.name)
	assert names_of(shown["open"]) == names_of(shown["unit_open"]) == {others.name}
	assert shown["promises"] == [
		{
			"ticket": others.name,
			"subject": others.subject,
			"kind": "Parts",
			"status": "New",
			"opens": False,
			"clock": "first_response",
			"due": others.first_response_due,
		}
	]
	for row in (*shown["open"], *shown["past"], *shown["unit_open"], *shown["unit"]):
		assert set(row) == LINE | {"team", "assignee_name", "opens"} and not row["opens"]
		assert (row["team"], row["assignee_name"]) == (team, frappe.utils.get_fullname(owner))


def test_the_picture_shows_only_own_lists_to_who_may_not_read_the_customer(people):
	customer, other = make_customer(), make_customer()
	make_ticket(customer=customer, team=make_team([make_user(AGENT)]))
	make_team([people[AGENT]])
	frappe.permissions.add_user_permission("Customer", other, people[AGENT])
	frappe.set_user(people[AGENT])
	assert api.picture(customer=customer)["open"] == []


def test_the_picture_of_an_unknown_caller_shows_earlier_tickets_with_the_number(people):
	second, number = make_company(), {"contact_phone": "13700000031"}
	make_team([people[AGENT]])
	team, elsewhere = make_team([make_user(AGENT)]), make_team([make_user(AGENT)], company=second)
	earlier = make_ticket(**number, team=team)
	make_ticket(contact_phone="13700000032", team=team)
	make_ticket(**number, company=second, team=elsewhere)
	seen, hidden = make_customer(), make_customer()
	of_seen, _of_hidden = (make_ticket(**number, customer=one, team=team) for one in (seen, hidden))
	frappe.permissions.add_user_permission("Customer", seen, people[AGENT])
	frappe.set_user(people[AGENT])
	assert api.picture(**number)["caller"]["customer"] is None
	for spelling in ("13700000031", "+86 137-0000-0031"):
		shown = api.picture(contact_phone=spelling)
		assert names_of(shown["open"]) == {earlier.name, of_seen.name}
		assert not any(row["opens"] for row in shown["open"])


def test_the_picture_of_who_works_for_no_company_shows_only_their_own_tickets(people):
	customer = make_customer()
	ticket, _other = (make_ticket(customer=customer) for _ in range(2))
	frappe.db.set_value("Aftersales Ticket", ticket.name, "assignee", people[TECHNICIAN])
	frappe.set_user(people[TECHNICIAN])
	assert names_of(api.picture(customer=customer)["open"]) == {ticket.name}
