"""Taking in a request: who calls, what is promised, what cannot be written by a request, and what is refused."""

from collections import Counter
from unittest.mock import ANY

import frappe
import pytest
from factories.goods import make_item, make_serial
from factories.people import make_customer, make_user
from factories.service import make_category, make_policy, make_team
from factories.unique import unique, unique_email

from aftersales_app.aftersales_core import reference
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.service_desk import api
from aftersales_app.service_desk.services import clocks, customers, loads

KINDS = (
	"Repair",
	"Installation",
	"Parts",
	"Extended Warranty",
	"Consultation",
	"Usage Guidance",
	"Complaint",
	"Service Error",
	"Special Request",
	"Proactive Call-back",
)
CHANNELS = (
	"Phone",
	"E-mail",
	"Web Form",
	"Portal",
	"Chat",
	"WeChat",
	"Social Media",
	"App",
	"Walk-in",
	"Import",
)
NUMBER = "13912345678"
SPELLINGS = (
	"13912345678",
	"+86 139 1234 5678",
	"139-1234-5678",
	"0086-13912345678",
	"+8613912345678",
	"１３９１２３４５６７８",
)


@pytest.fixture
def desk(as_user):
	"""Signed in as an agent of a team of their own; gives the team."""
	user = make_user("Service Agent")
	team = make_team([user])
	with as_user(user):
		yield team


def intake(team: str = "", **fields: object) -> "frappe.model.document.Document":
	values = {
		"subject": unique("Does not cool"),
		"company": a_company_as_admin(),
		"team": team or None,
		**fields,
	}
	return frappe.get_doc({"doctype": "Aftersales Ticket", **values}).insert()


def a_company_as_admin() -> str:
	return frappe.db.get_value("Company", {}, "name", order_by="creation")


def known_caller(phone: str = NUMBER, email: str = "") -> tuple[str, str]:
	"""A customer and the contact with that phone number; made by an administrator."""
	caller = frappe.session.user
	frappe.set_user("Administrator")
	customer = make_customer()
	contact = frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": unique("Li Na"),
			"links": [{"link_doctype": "Customer", "link_name": customer}],
			"phone_nos": [{"phone": phone, "is_primary_mobile_no": 1}] if phone else [],
			"email_ids": [{"email_id": email, "is_primary": 1}] if email else [],
		}
	).insert()
	frappe.set_user(caller)
	return customer, contact.name


def test_every_kind_is_taken_in(desk):
	for kind in KINDS:
		ticket = intake(desk, kind=kind)
		assert (ticket.kind, ticket.status, ticket.status_category) == (kind, "New", "New")


def test_every_channel_is_recorded(desk):
	for channel in CHANNELS:
		ticket = intake(desk, channel=channel)
		assert frappe.db.get_value("Aftersales Ticket", ticket.name, "channel") == channel


def test_a_kind_that_does_not_exist_is_refused(desk):
	with pytest.raises(frappe.ValidationError, match="Kind cannot be"):
		intake(desk, kind="Gossip")


@pytest.mark.parametrize("stored", [NUMBER, "+86 13912345678"])
def test_the_customer_is_known_by_phone_however_it_is_written(desk, stored):
	customer, contact = known_caller(stored)
	for spelling in SPELLINGS:
		ticket = intake(desk, contact_phone=spelling)
		assert (ticket.customer, ticket.contact, ticket.phone_key) == (customer, contact, NUMBER)
		assert ticket.customer_name == customer


def test_a_landline_keeps_its_extension(desk):
	assert intake(desk, contact_phone="0571-8888 1234 转 801").phone_key == "057188881234-801"


def test_the_customer_is_known_by_email(desk):
	address = unique_email("li.na")
	customer, contact = known_caller("", address)
	ticket = intake(desk, contact_email=f"Li Na <{address.upper()}>")
	assert (ticket.customer, ticket.contact, ticket.contact_email) == (customer, contact, address)


def test_the_customer_is_known_by_serial_number(desk):
	customer, _contact = known_caller()
	frappe.set_user("Administrator")
	item = make_item(serialised=True)
	serial = make_serial(item, customer=customer)
	ticket = intake(desk, serial_no=serial)
	assert (ticket.customer, ticket.item_code) == (customer, item)


def test_the_customer_is_known_by_code(desk):
	customer, _contact = known_caller()
	assert intake(desk, customer=customer).customer_name == customer


def test_an_unknown_caller_becomes_a_contact_once_and_never_a_customer(desk):
	customers, contacts = frappe.db.count("Customer"), frappe.db.count("Contact")
	ticket = intake(
		desk, contact_name="Zhao Min", contact_phone="137 0000 0001", contact_email="Zhao@example.com"
	)
	contact = frappe.get_doc("Contact", ticket.contact)
	assert (contact.first_name, contact.owner) == ("Zhao Min", frappe.session.user)
	assert [row.phone for row in contact.phone_nos] == ["13700000001"]
	assert [row.email_id for row in contact.email_ids] == ["zhao@example.com"]
	for told in ({"contact_phone": "+86 137-0000-0001"}, {"contact_email": "zhao@example.com"}):
		again = intake(desk, contact_name="Somebody Else", **told)
		assert (again.contact, again.customer) == (contact.name, None)
	assert (frappe.db.count("Customer"), frappe.db.count("Contact")) == (customers, contacts + 1)


@pytest.mark.parametrize(
	"told",
	[
		{"contact_name": "Zhao Min"},
		{"contact_phone": "13700000001"},
		{"contact_email": "zhao@example.com"},
		{"contact_name": "Zhao Min", "customer": True, "contact_phone": "13700000001"},
	],
)
def test_no_contact_is_made_of_half_a_caller_or_beside_a_customer(desk, as_user, told):
	with as_user("Administrator"):
		told = {**told, "customer": make_customer()} if "customer" in told else told
	before = frappe.db.count("Contact")
	assert intake(desk, **told).contact is None
	assert frappe.db.count("Contact") == before


def test_who_may_make_no_contacts_takes_in_the_ticket_without(as_user):
	frappe.db.set_value("Custom DocPerm", {"parent": "Contact", "role": "All"}, "create", 0)
	frappe.clear_cache(doctype="Contact")
	with as_user("Operations Manager"):
		assert not frappe.has_permission("Contact", "create")
		ticket = intake(contact_name="Zhao Min", contact_phone="13700000001")
	assert (ticket.contact, ticket.contact_name) == (None, "Zhao Min")


def add_contact(customer: str, **fields: object) -> str:
	contact = frappe.get_doc({"doctype": "Contact", "first_name": unique("Wang Fang"), **fields})
	contact.append("links", {"link_doctype": "Customer", "link_name": customer})
	contact.add_phone("0571-8888 1234", is_primary_phone=1)
	return contact.insert().name


def caller_on(ticket) -> tuple:
	return ticket.contact, ticket.contact_name, ticket.contact_phone, ticket.contact_email


def test_a_ticket_that_only_says_whose_it_is_gets_the_customers_main_contact(desk, as_user):
	address = unique_email("li.na")
	customer, contact = known_caller(NUMBER, address)
	name = frappe.db.get_value("Contact", contact, "full_name")
	with as_user("Administrator"):
		serial = make_serial(make_item(serialised=True), customer=customer)
	for told in ({"customer": customer}, {"serial_no": serial}):
		ticket = intake(desk, **told)
		assert caller_on(ticket) == (contact, name, NUMBER, address)
		assert ticket.phone_key == NUMBER
	with as_user("Administrator"):
		second = add_contact(customer)
	assert intake(desk, customer=customer).contact is None  # which of the two?
	with as_user("Administrator"):
		frappe.get_doc("Contact", second).update({"is_primary_contact": 1}).save()
	ticket = intake(desk, customer=customer)
	assert (ticket.contact, ticket.phone_key, ticket.contact_email) == (second, "057188881234", None)
	with as_user("Administrator"):
		frappe.get_doc("Customer", customer).update({"customer_primary_contact": contact}).save()
	assert intake(desk, customer=customer).contact == contact


@pytest.mark.parametrize(
	"told",
	[{"contact_name": "Zhao Min"}, {"contact_phone": "13700000001"}, {"contact_email": "zhao@example.com"}],
)
def test_what_the_caller_told_is_not_filled_up_from_another_contact(desk, told):
	customer, _contact = known_caller(NUMBER, unique_email("li.na"))
	ticket = intake(desk, customer=customer, **told)
	assert caller_on(ticket) == (None, *(told.get(field) for field in customers.CONTACT_DETAILS))


@pytest.mark.parametrize(
	("entered", "left"),
	[
		({}, (None, None, None, None)),
		({"contact_phone": "13700000001"}, (None, None, "13700000001", None)),
		({"contact_name": "Zhao Min"}, (None, "Zhao Min", None, None)),
	],
)
def test_the_contact_of_one_customer_does_not_go_to_another(desk, entered, left):
	customer, contact = known_caller(NUMBER, unique_email("li.na"))
	other, _contact = known_caller()
	ticket = intake(desk, customer=customer)
	assert ticket.contact == contact
	ticket.update({"customer": other, **entered}).save()
	assert caller_on(ticket) == left
	assert ticket.phone_key == entered.get("contact_phone", "")


def test_a_contact_of_both_customers_and_one_that_was_chosen_stay(desk, as_user):
	customer, contact = known_caller(NUMBER, unique_email("li.na"))
	other, others = known_caller()
	ticket = intake(desk, customer=customer)
	ticket.update({"customer": other, "contact": others}).save()
	assert ticket.contact == others
	with as_user("Administrator"):
		shared = frappe.get_doc("Contact", contact)
		shared.append("links", {"link_doctype": "Customer", "link_name": other})
		shared.save()
	ticket = intake(desk, customer=customer)
	ticket.update({"customer": other}).save()
	assert (ticket.contact, ticket.phone_key) == (contact, NUMBER)


def test_a_contact_is_not_taken_later_nor_for_mail(desk):
	with_contact, _contact = known_caller()
	ticket = intake(desk)
	ticket.customer = with_contact
	ticket.save()
	assert ticket.contact is None
	mailed = frappe.new_doc("Aftersales Ticket").update(
		{"subject": "Hot", "company": a_company_as_admin(), "team": desk, "customer": with_contact}
	)
	mailed.flags.source_key = unique("mail")
	assert mailed.insert().contact is None


def test_a_main_contact_is_not_told_to_who_may_not_read_contacts(desk):
	customer, _contact = known_caller()
	frappe.db.set_value("Custom DocPerm", {"parent": "Contact"}, "read", 0)
	frappe.clear_cache(doctype="Contact")
	assert caller_on(intake(desk, customer=customer)) == (None, None, None, None)


def test_a_main_contact_whose_number_cannot_be_read_stops_no_ticket(desk):
	customer, contact = known_caller()
	frappe.db.set_value("Contact", contact, "mobile_no", "ask the porter")
	ticket = intake(desk, customer=customer)
	assert (ticket.contact, ticket.contact_phone, ticket.phone_key) == (contact, None, None)


def test_a_known_customer_costs_no_statement_more(desk, as_user, count_queries):
	with as_user("Administrator"):
		customer, reachable = make_customer(), make_customer()
		add_contact(reachable)
	phone = {"contact_phone": "13700000001"}
	counts = []
	for told in (
		{"customer": customer, "contact_name": "Zhao Min"},
		{"customer": customer},
		{"customer": reachable},
	):
		intake(desk, **phone, **told)
		with count_queries() as seen:
			intake(desk, **phone, **told)
		counts.append(len(seen))
	assert len(set(counts)) == 1, counts


def test_an_agent_makes_a_contact_of_a_caller_who_gave_no_name_and_no_customer(desk):
	customers = frappe.db.count("Customer")
	ticket = intake(desk, contact_phone="13700000002")
	ticket.contact_name = "Zhao Min"
	ticket.save()
	api.make_contact(ticket.name)
	contact = frappe.get_doc("Contact", frappe.db.get_value("Aftersales Ticket", ticket.name, "contact"))
	assert (contact.first_name, contact.phone_nos[0].phone) == ("Zhao Min", "13700000002")
	assert frappe.db.count("Customer") == customers
	assert api.picture(contact_phone="137 0000 0002")["caller"]["contact"] == contact.name
	with pytest.raises(frappe.ValidationError, match="has a contact already"):
		api.make_contact(ticket.name)


def test_a_serial_number_that_is_not_known_is_kept_with_a_hint(desk, as_user):
	with as_user("Administrator"):
		serial = make_serial(make_item(serialised=True))
	assert not api.picture(serial_no=serial)["caller"]["serial_unknown"]
	assert not api.picture(contact_phone=NUMBER)["caller"]["serial_unknown"]
	foreign = intake(desk, serial_no=f"{serial}-X")
	assert foreign.serial_no == f"{serial}-X"
	assert api.picture_of(foreign.name)["caller"]["serial_unknown"]


def test_an_unknown_customer_is_refused(desk):
	with pytest.raises(frappe.LinkValidationError, match="No Such Customer"):
		intake(desk, customer="No Such Customer")


@pytest.mark.parametrize(
	("fields", "message"),
	[
		({"contact_phone": "call me"}, "cannot be read as a phone number"),
		({"contact_email": "nowhere@"}, "is not an e-mail address|not a valid Email"),
		({"subject": "   "}, "the subject is empty|Subject"),
		({"subject": "<b></b>"}, "the subject is empty"),
		({"opened_at": "2999-01-01 00:00:00"}, "cannot have been opened in the future"),
		({"price_confirmed": 1}, "Enter the price that the customer confirmed"),
	],
)
def test_what_cannot_be_taken_in_says_why(desk, fields, message):
	count = frappe.db.count("Aftersales Ticket")
	with pytest.raises(frappe.ValidationError, match=message):
		intake(desk, **fields)
	assert frappe.db.count("Aftersales Ticket") == count


@pytest.mark.parametrize("subject", ["温度<5℃且>0℃", "P<pmax, T>40", "a<b and c>d & e"])
def test_what_stands_between_signs_of_comparison_is_kept_and_escaped(desk, subject):
	ticket = intake(desk, subject=subject)
	ticket.reload().save()
	assert frappe.db.get_value("Aftersales Ticket", ticket.name, "subject") == subject
	printed = frappe.get_print("Aftersales Ticket", ticket.name)
	assert frappe.utils.escape_html(subject) in printed and subject not in printed


def test_of_what_comes_by_mail_script_is_not_kept(desk):
	mailed = frappe.new_doc("Aftersales Ticket")
	mailed.update(
		{
			"subject": "Noise <script>alert(1)</script>",
			"company": a_company_as_admin(),
			"team": desk,
			"contact_name": "<img src=x onerror=alert(1)>",
			"description": "<p>Loud</p><script>alert(1)</script><img src=x onerror=alert(1)>",
		}
	)
	mailed.flags.cleaned = True
	ticket = mailed.insert()
	stored = frappe.db.get_value(
		"Aftersales Ticket", ticket.name, ["subject", "contact_name", "description"], as_dict=True
	)
	assert stored.subject == "Noise alert(1)"
	assert "<p>Loud</p>" in stored.description
	for value in stored.values():
		assert "onerror" not in value and "<script" not in value


FORGED = {
	"policy": "Complaints",
	"reasons": '{"policy": "Because I say so"}',
	"clock_terms": '{"resolution": [1, 0, 0]}',
	"resolution_due": "2999-01-01 00:00:00",
	"resolution_verdict": "Met",
	"first_response_at": "2020-01-01 00:00:00",
	"closed_at": "2020-01-01 00:00:00",
	"first_closed_at": "2020-01-01 00:00:00",
	"reassignments": 7,
	"reopenings": 7,
	"source_key": "forged",
	"phone_key": "110",
	"customer_name": "Somebody Else",
}


def test_a_new_ticket_brings_no_figures_of_its_own(desk):
	plain = intake(desk)
	forged = intake(desk, **FORGED)
	for field, value in FORGED.items():
		stored = frappe.db.get_value("Aftersales Ticket", forged.name, field)
		assert str(stored) != str(value), field
		if field != "resolution_due":
			assert forged.get(field) == plain.get(field), field


def test_a_save_changes_no_figures(desk):
	ticket = intake(desk)
	fields = [*FORGED, "opened_at", "next_check_at", "search_terms"]
	before = frappe.db.get_value("Aftersales Ticket", ticket.name, fields)
	for field in fields:
		ticket.set(field, FORGED.get(field, "2020-01-01 00:00:00"))
	ticket.save()
	assert frappe.db.get_value("Aftersales Ticket", ticket.name, fields) == before


def test_owner_and_status_cannot_be_forged(desk):
	ticket = intake(desk, owner="Administrator", status="Closed", status_category="Closed")
	assert ticket.owner == frappe.session.user
	assert (ticket.status, ticket.status_category) == ("New", "New")
	ticket.owner = "Administrator"
	ticket.creation = "2020-01-01 00:00:00"
	with pytest.raises(frappe.CannotChangeConstantError):
		ticket.save()


def promised(ticket):
	return clocks.read(ticket, "resolution").target_seconds


def test_the_most_specific_policy_wins_and_says_why(desk):
	frappe.set_user("Administrator")
	category = make_category()
	user = make_user("Service Agent")
	team = make_team([user])
	broad = make_policy({"resolution": 30}, kind="Repair", category=category)
	narrow = make_policy({"resolution": 3}, kind="Repair", category=category, priority="Urgent")
	frappe.set_user(user)
	usual = intake(team, category=category)
	urgent = intake(team, category=category, priority="Urgent")
	assert (usual.policy, promised(usual)) == (broad, 30 * 3600)
	assert (urgent.policy, promised(urgent)) == (narrow, 3 * 3600)
	shown = api.panel(urgent.name)
	assert "Urgent" in shown["policy_reason"] and broad in shown["policy_reason"]
	assert [clock["target"] for clock in shown["clocks"]] == [0, 0, 0, 3 * 3600]


def test_category_gives_team_and_priority(desk):
	frappe.set_user("Administrator")
	user = make_user("Service Agent")
	team = make_team([user])
	parent = make_category(default_team=team, default_priority="High", is_group=1)
	category = make_category(parent_aftersales_category=parent)
	frappe.set_user(user)
	ticket = intake(category=category)
	assert (ticket.team, ticket.priority) == (team, "High")


def test_the_picture_shows_what_there_is_in_few_statements(desk, count_queries):
	customer, contact = known_caller()
	frappe.set_user("Administrator")
	item = make_item(serialised=True)
	serial = make_serial(item, customer=customer)
	agent = frappe.db.get_value("Aftersales Team Member", {"parent": desk}, "user")
	frappe.set_user(agent)
	first = intake(desk, contact_phone=NUMBER, serial_no=serial)
	intake(desk, contact_phone=NUMBER)
	caller = api.picture(contact_phone=NUMBER)["caller"]
	assert (caller["customer"], caller["contact"], caller["phone"]) == (customer, contact, NUMBER)
	with count_queries() as seen:
		shown = api.picture(contact_phone="+86 139-1234-5678", serial_no=serial)
	assert len(seen) <= 16, "\n".join(seen)
	caller = shown["caller"]
	assert caller["customer"] == customer
	assert len(shown["open"]) == 2
	assert [row["name"] for row in shown["unit_open"]] == [first.name]
	assert [unit["serial_no"] for unit in shown["units"]] == [serial]
	assert {promise["clock"] for promise in shown["promises"]} == {"first_response", "resolution"}
	assert shown["past"] == shown["unit"] == shown["orders"] == []
	besides = api.picture_of(first.name)
	assert len(besides["open"]) == 1


def test_the_picture_masks_numbers_for_those_who_may_not_see_them(desk, as_user):
	ticket = intake(desk, contact_phone="13812345678", contact_email="zhang@example.com")
	with as_user("Service Auditor"):
		caller = api.picture_of(ticket.name)["caller"]
		assert (caller["phone"], caller["email"]) == ("138****5678", "z****@example.com")


def test_people_without_a_service_role_get_no_picture(as_user):
	with as_user("Stock User"), pytest.raises(frappe.PermissionError):
		api.picture(contact_phone=NUMBER)


# Who gets it


def test_a_disabled_user_gets_no_ticket(desk):
	frappe.set_user("Administrator")
	left, stays = make_user("Service Agent"), make_user("Service Agent")
	team = make_team([left, stays], strategy="Round Robin")
	assert {intake(team).assignee for _turn in range(2)} == {left, stays}
	_disable(left)
	assert {intake(team).assignee for _turn in range(3)} == {stays}
	_disable(stays)
	assert intake(team).assignee is None


def _disable(user):
	doc = frappe.get_doc("User", user)
	doc.enabled = 0
	doc.save()


# What a policy refuses


LEVEL = {"level": 1, "timing": "After Due", "offset": 3600, "recipient": "Assignee"}


@pytest.mark.parametrize(
	("hours", "levels", "message"),
	[
		({}, [], "A policy without a target promises nothing: add at least one."),
		({"resolution": 0}, [], "must be longer than nothing"),
		({"resolution": 4}, [LEVEL, LEVEL], "Row 2: level 1 exists already."),
		(
			{"resolution": 4},
			[{**LEVEL, "clock": "resolution"}, LEVEL],
			"Row 1: level 1 is there for all clocks; a level for one clock needs another number.",
		),
	],
)
def test_a_policy_that_cannot_be_kept_is_refused(hours, levels, message):
	with pytest.raises(frappe.ValidationError, match=message):
		make_policy(hours, levels=[dict(level) for level in levels])


def with_target(target, **level):
	row = {"clock": "resolution", "target": target, "calendar": "Around the Clock"}
	return make_policy({}, targets=[row], levels=[{**LEVEL, **level}])


@pytest.mark.parametrize(("target", "seconds"), [("14", 14), ("50400", 50400), (" 50,400 ", 50400)])
def test_a_duration_may_come_as_text(target, seconds):
	policy = frappe.get_doc("Aftersales Service Policy", with_target(target, offset="60"))
	assert (policy.targets[0].target, policy.levels[0].offset) == (seconds, 60)


@pytest.mark.parametrize(
	("target", "message"),
	[
		("14h", "in row 1 of Targets: 14h is not a number."),
		("0", "must be longer than nothing"),
		("-5", "must be longer than nothing"),
		("inf", "is too large"),
	],
)
def test_a_duration_that_is_no_time_is_refused_in_words(target, message):
	with pytest.raises(frappe.ValidationError, match=message):
		with_target(target)


def test_one_level_number_may_serve_two_clocks():
	assert make_policy(
		{"first_response": 1, "resolution": 4},
		levels=[{**LEVEL, "clock": "first_response"}, {**LEVEL, "clock": "resolution"}],
	)


def test_tickets_of_one_transaction_are_shared_out_evenly(desk):
	"""Loads are asked once and kept true: by what is taken in, by what changes hands, and by what is undone."""
	frappe.set_user("Administrator")
	one, two = make_user("Service Agent"), make_user("Service Agent")
	team = make_team([one, two], strategy="Least Loaded")
	assert Counter(intake(team).assignee for _turn in range(4)) == {one: 2, two: 2}
	moved = intake(team)
	other = {one: two, two: one}[moved.assignee]
	moved.assignee = other
	moved.save()  # 3 and 2 the other way round
	assert intake(team).assignee != other
	assert not attempt("Undone", _fail_after, lambda: intake(team))
	assert loads.of([one, two]) == {user: (3, ANY) for user in (one, two)}


def _fail_after(work):
	work()
	raise ValueError


def test_who_had_the_ticket_before_gets_its_sequel_and_their_substitute_while_they_are_away(desk):
	frappe.set_user("Administrator")
	knows, stands_in, third = (make_user("Service Agent") for _person in range(3))
	team = make_team([knows, stands_in, third], strategy="Least Loaded")
	first = intake(team, assignee=knows)
	busy = intake(team, assignee=stands_in)
	assert intake(team, previous_ticket=first.name).assignee == knows
	assert intake(team).assignee == third  # who has least, where nobody knows the case
	absence = frappe.get_doc(
		{
			"doctype": "Aftersales Absence",
			"user": knows,
			"reason": "Leave",
			"from_time": frappe.utils.add_days(None, -1),
			"to_time": frappe.utils.add_days(None, 1),
			"substitute": stands_in,
		}
	).insert()
	assert intake(team, previous_ticket=first.name).assignee == stands_in
	assert intake(team, previous_ticket=busy.name).assignee == stands_in
	absence.db_set("substitute", None)
	reference.changed()
	assert intake(team, previous_ticket=first.name).assignee == third
