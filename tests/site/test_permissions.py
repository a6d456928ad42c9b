"""Who may do what with which of our records: the matrix of roles, and the walls between teams and companies."""

import frappe
import pytest
from factories.people import make_user
from factories.service import make_team, make_ticket, new_visit
from factories.unique import unique

from aftersales_app.setup.roles import ROLES

AGENT, TECHNICIAN, LEAD, QUALITY, OPERATIONS, EXECUTIVE, TRAINING, AUDITOR = ROLES
# Per role, in the order of ROLES: r(ead) w(rite) c(reate) d(elete); - for nothing.
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
}
ACTIONS = {"r": "read", "w": "write", "c": "create", "d": "delete"}
PERSONAL = ("contact_phone", "contact_email", "service_address", "phone_key")


@pytest.fixture(scope="module")
def people(site):
	"""A user per role, by role; made once, since the matrix is long."""
	made = {role: make_user(role) for role in ROLES}
	frappe.db.commit()
	yield made
	frappe.set_user("Administrator")
	for user in made.values():
		frappe.delete_doc("User", user, force=True, ignore_permissions=True)
	frappe.db.commit()


@pytest.fixture(autouse=True)
def rows_of_the_module(people):
	"""Users must be there before a test's transaction begins."""


@pytest.mark.parametrize("doctype", MATRIX)
def test_the_matrix_of_roles(people, doctype):
	for role, allowed in zip(ROLES, MATRIX[doctype].split(), strict=True):
		found = "".join(
			letter
			for letter, action in ACTIONS.items()
			if frappe.has_permission(doctype, action, user=people[role])
		)
		assert (role, found or "-") == (role, allowed)


def test_the_matrix_names_every_document():
	ours = frappe.get_all(
		"DocType",
		filters={
			"module": ("in", ("Service Desk", "Aftersales Core")),
			"istable": 0,
			"name": ("like", "Aftersales %"),
		},
		pluck="name",
	)
	assert sorted(MATRIX) == sorted(ours)


def test_every_list_opens_for_those_who_may_read_it_and_nobody_else(people):
	for doctype, row in MATRIX.items():
		if frappe.get_meta(doctype).issingle:
			continue
		for role, allowed in zip(ROLES, row.split(), strict=True):
			frappe.set_user(people[role])
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
	visit = new_visit(visited.name, people[TECHNICIAN], "2030-01-07 10:00:00", "2030-01-07 11:00:00")
	visit.db_insert()
	return frappe._dict(
		ours=ours.name, theirs=theirs.name, assigned=assigned.name, visited=visited.name, team=mine
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
		for action in ("write", "create", "delete"):
			assert not frappe.has_permission(doctype, action), (doctype, action)


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


def make_company() -> str:
	return (
		frappe.get_doc(
			{
				"doctype": "Company",
				"company_name": unique("Second"),
				"abbr": frappe.generate_hash(length=5).upper(),
				"default_currency": "CNY",
				"country": "China",
			}
		)
		.insert()
		.name
	)


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
