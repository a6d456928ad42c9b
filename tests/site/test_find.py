"""Finding a ticket by what the caller says, in Chinese and English, and only among one's own."""

import frappe
import pytest
from factories.people import make_user
from factories.service import make_team, make_ticket
from factories.unique import unique, unique_email

from aftersales_app.service_desk import api
from aftersales_app.service_desk.queries import find_words


@pytest.fixture
def desk():
	"""An agent with a ticket, and a ticket of another team with the same words."""
	agent = make_user("Service Agent")
	team, other = make_team([agent]), make_team([])
	values = {
		"subject": "冰箱不制冷 compressor E5-204 humming",
		"contact_phone": "13911110001",
		"contact_email": unique_email("caller"),
		"serial_no": unique("SN").replace(" ", ""),
	}
	mine, theirs = make_ticket(team=team, **values), make_ticket(team=other, **values)
	frappe.set_user(agent)
	return frappe._dict(mine=mine, theirs=theirs, agent=agent)


def names(text: str) -> list[str]:
	return [row["name"] for row in api.find(text)]


@pytest.mark.parametrize(
	"ask",
	[
		lambda ticket: ticket.name,
		lambda ticket: ticket.name.lower(),
		lambda ticket: str(int(ticket.name[3:])),
		lambda ticket: "139 1111 0001",
		lambda ticket: "+86-13911110001",
		lambda ticket: ticket.contact_email.upper(),
		lambda ticket: ticket.serial_no,
	],
	ids=["number", "lower case", "digits", "phone", "phone abroad", "e-mail", "serial"],
)
def test_found_by_what_a_caller_says_and_only_ones_own(desk, ask):
	found = names(ask(desk.mine))
	assert found[0] == desk.mine.name
	assert desk.theirs.name not in found


def test_another_teams_number_is_not_found(desk):
	assert names(desk.theirs.name) == []


@pytest.mark.committing
@pytest.mark.parametrize(
	("text", "hit"),
	[
		("不制冷", True),
		("冰箱 compressor", True),
		("COMPRESSOR", True),
		("e5-204", True),
		("humming 制冷", True),
		("不制热", False),
		("compressor broken", False),
		("'; drop table `tabUser`; --", False),
		("+(*", False),
		("   ", False),
	],
)
def test_words_are_found_whichever_way_is_taken(desk, text, hit, monkeypatch):
	"""The full-text index knows committed rows only; walking back finds all. Both must agree."""
	frappe.db.commit()
	try:
		for few in (-1, 10**9):
			monkeypatch.setattr(find_words, "FEW", few)
			assert (desk.mine.name in names(text)) is hit
			assert desk.theirs.name not in names(text)
	finally:
		frappe.set_user("Administrator")
		for ticket in (desk.mine.name, desk.theirs.name):
			frappe.db.delete("Aftersales Ticket Event", {"ticket": ticket})
			frappe.db.delete("Aftersales Ticket", ticket)
		frappe.db.commit()


def test_link_fields_search_the_same_way(desk):
	rows = api.search("Aftersales Ticket", desk.mine.serial_no, "name", 0, 10)
	assert [row[0] for row in rows] == [desk.mine.name]
	assert rows[0][1:] == (desk.mine.subject, "", "New")
	open_only = {"status_category": ["not in", ["Closed", "New"]]}
	assert api.search("Aftersales Ticket", desk.mine.serial_no, "name", 0, 10, open_only) == []


def test_people_without_a_service_role_find_nothing(as_user):
	with as_user("Stock User"), pytest.raises(frappe.PermissionError):
		api.find("冰箱")
