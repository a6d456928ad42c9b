"""Links of a ticket that need no look-up still lead somewhere, and the meta that a process keeps is Frappe's."""

import frappe
import pytest
from factories.people import make_customer, make_user
from factories.service import make_category, make_team, make_ticket
from factories.unique import unique

from aftersales_app import compat

TICKET = "Aftersales Ticket"


@pytest.fixture
def team():
	found = make_team([make_user("Service Agent")])
	frappe.set_user("Administrator")
	return found


@pytest.mark.parametrize("field", ["category", "team", "company", "customer"])
def test_a_link_to_nothing_is_refused(team, field):
	with pytest.raises(frappe.LinkValidationError, match="Nowhere"):
		make_ticket(**{"team": team, field: "Nowhere"})


def test_a_name_in_other_letters_is_put_right(team):
	category, customer = make_category(), make_customer()
	ticket = make_ticket(team=team.upper(), category=category.upper(), customer=customer.upper())
	assert (ticket.team, ticket.category, ticket.customer) == (team, category, customer)


def test_known_links_are_not_looked_up(team, count_queries):
	category, customer = make_category(), make_customer()
	make_ticket(team=team, category=category, customer=customer)
	with count_queries() as seen:
		ticket = make_ticket(team=team, category=category, customer=customer)
	assert (ticket.team, ticket.category, ticket.customer) == (team, category, customer)
	tables = ("tabAftersales Team`", "tabAftersales Category`", "tabCustomer`", "tabWorkflow State`")
	assert not [query for query in seen if any(table in query for table in tables)]


def test_a_renamed_category_is_known_by_its_new_name_only(team):
	old, new = make_category(), unique("Renamed")
	make_ticket(team=team, category=old)
	frappe.rename_doc("Aftersales Category", old, new)
	assert make_ticket(team=team, category=new).category == new
	with pytest.raises(frappe.LinkValidationError):
		make_ticket(team=team, category=old)


def test_a_process_keeps_the_meta_until_it_changes():
	def new_request():
		frappe.local.cache = {}
		return compat.remembering_meta(TICKET)

	frappe.get_meta(TICKET)  # Frappe has it in its cache
	first = new_request()
	assert new_request() is first
	assert frappe.get_meta(TICKET) is first  # whoever asks Frappe in this request
	questions = {"fieldtype": ("=", "Link")}
	assert first.get("fields", questions) == [field for field in first.fields if field.fieldtype == "Link"]
	frappe.clear_cache(doctype=TICKET)
	changed = frappe.get_meta(TICKET)
	changed.description = "Changed"
	frappe.cache.hset("doctype_meta", TICKET, changed)
	try:
		assert new_request() is not first
		assert new_request().description == "Changed"
	finally:
		frappe.clear_cache(doctype=TICKET)
