"""Frappe's REST API with a person's token obeys what the form obeys. Asks the running web server; commits."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import frappe
import pytest
import requests
from factories.people import make_user
from factories.prerequisites import unavailable
from factories.service import make_team

pytestmark = pytest.mark.committing
RESOURCE = "/api/resource/Aftersales Ticket"


def local_address() -> str:
	"""The web server by number: not every machine knows names that end in `.localhost`."""
	return f"http://127.0.0.1:{urlsplit(os.environ['AFTERSALES_TEST_URL']).port}"


class Person:
	"""A user with a token, and what they ask the server."""

	def __init__(self, role: str) -> None:
		self.user = make_user(role)
		key, secret = frappe.generate_hash(length=15), frappe.generate_hash(length=15)
		doc = frappe.get_doc("User", self.user)
		doc.update({"api_key": key, "api_secret": secret})
		doc.save(ignore_permissions=True)
		self.headers = {"Authorization": f"token {key}:{secret}", "Host": frappe.local.site}

	def ask(self, verb: str, path: str, **values: object) -> requests.Response:
		return requests.request(
			verb, f"{local_address()}{path}", json=values or None, headers=self.headers, timeout=30
		)


@pytest.fixture(scope="module")
def server(site) -> None:
	"""The web server that `make test` started for this site."""
	if "AFTERSALES_TEST_URL" not in os.environ:
		unavailable("no web server: run make test-site")
	requests.get(local_address(), headers={"Host": site}, timeout=20)


@pytest.fixture(scope="module")
def people(server) -> Iterator[dict[str, Person]]:
	roles = ("Service Agent", "Service Technician", "Service Auditor")
	made = {role: Person(role) for role in roles}
	team = make_team([made["Service Agent"].user])
	frappe.db.commit()
	yield {**made, "team": team}
	frappe.db.rollback()
	frappe.set_user("Administrator")
	for ticket in frappe.get_all("Aftersales Ticket", {"team": team}, pluck="name"):
		frappe.db.delete("Aftersales Ticket Event", {"ticket": ticket})
		frappe.db.delete("Aftersales Ticket", {"name": ticket})
	frappe.delete_doc("Aftersales Team", team, force=True)
	for role in roles:
		frappe.delete_doc("User", made[role].user, force=True)
	frappe.db.commit()


@pytest.fixture
def ticket(people) -> dict:
	company = frappe.db.get_value("Company", {}, "name", order_by="creation")
	values = {"subject": "Does not heat", "company": company, "team": people["team"]}
	answer = people["Service Agent"].ask(
		"POST", RESOURCE, **values, policy="Complaints", first_response_verdict="Met", owner="Administrator"
	)
	assert answer.status_code == 200, answer.text
	return answer.json()["data"]


def test_a_ticket_is_taken_in_with_its_clocks(people, ticket):
	assert (ticket["status"], ticket["policy"]) == ("New", "Standard Service")
	assert ticket["first_response_verdict"] == "Running"
	assert ticket["owner"] == people["Service Agent"].user
	frappe.db.rollback()
	assert frappe.db.count("Aftersales Ticket Event", {"ticket": ticket["name"], "kind": "Opened"}) == 1


def test_a_move_passes_the_same_gates(people, ticket):
	agent, path = people["Service Agent"], f"{RESOURCE}/{ticket['name']}"
	refused = agent.ask("PUT", path, status="Resolved")
	assert refused.status_code == 417
	assert "The cause is missing." in refused.json()["_server_messages"]
	refused = agent.ask("PUT", path, status="Closed")
	assert refused.status_code >= 400
	done = agent.ask(
		"PUT", path, status="Resolved", cause="Worn part", action_taken="Repair", result="Solved"
	).json()["data"]
	assert (done["status_category"], done["resolution_verdict"]) == ("Resolved", "Met")


def test_a_plan_sent_along_counts(people, ticket):
	ticket = {"subject": "Does not heat", "company": ticket["company"], "team": ticket["team"]}
	price = {"chargeable": 1, "quoted_price": 80, "price_confirmed": 1, "price_confirmed_by": "Tang Li"}
	work = {"plan": "New fuse", **price}
	made = people["Service Agent"].ask("POST", RESOURCE, **ticket, **work).json()["data"]
	assert (made["policy"], made["resolution_verdict"]) == ("Standard Service", "Met")
	assert made["planned_at"] and made["planned_at"] == made["price_confirmed_at"] == made["resolution_at"]


def test_a_complaint_brings_no_word_of_the_customer_along(people, ticket):
	agent, path = people["Service Agent"], f"{RESOURCE}/{ticket['name']}"
	done = {"cause": "Worn part", "action_taken": "Repair", "result": "Solved"}
	complaint = {
		"subject": "Too loud",
		"company": ticket["company"],
		"team": ticket["team"],
		"kind": "Complaint",
	}
	early = [
		agent.ask("POST", RESOURCE, **complaint, **done, confirmation="Confirmed"),
		agent.ask("PUT", path, **done, confirmation="Confirmed"),
	]
	for refused in early:
		assert refused.status_code == 417
		assert "Resolve the ticket before" in refused.json()["_server_messages"]


def test_figures_sent_along_are_put_back(people, ticket):
	answer = people["Service Agent"].ask(
		"PUT",
		f"{RESOURCE}/{ticket['name']}",
		opened_at="2020-01-01 00:00:00",
		resolution_verdict="Met",
		reopenings=9,
	)
	kept = answer.json()["data"]
	assert (kept["opened_at"], kept["resolution_verdict"], kept["reopenings"]) == (
		ticket["opened_at"],
		"Running",
		0,
	)


@pytest.mark.parametrize("role", ["Service Technician", "Service Auditor"])
def test_roles_hold_over_rest(people, ticket, role):
	person, path = people[role], f"{RESOURCE}/{ticket['name']}"
	assert person.ask("GET", path).status_code == (200 if role == "Service Auditor" else 403)
	assert person.ask("PUT", path, subject="Touched").status_code == 403
	assert person.ask("POST", RESOURCE, subject="Mine", company=ticket["company"]).status_code == 403
	assert person.ask("DELETE", path).status_code == 403


def test_buttons_are_methods_that_want_a_post(people, ticket):
	agent, method = people["Service Agent"], "/api/method/aftersales_app.service_desk.api.respond"
	assert agent.ask("GET", f"{method}?ticket={ticket['name']}").status_code == 403
	assert people["Service Auditor"].ask("POST", method, ticket=ticket["name"]).status_code == 403
	assert agent.ask("POST", method, ticket=ticket["name"]).status_code == 200
	met = agent.ask("GET", f"{RESOURCE}/{ticket['name']}").json()["data"]
	assert met["first_response_verdict"] == "Met"


def test_find_over_rest(people, ticket):
	found = people["Service Agent"].ask(
		"GET", f"/api/method/aftersales_app.service_desk.api.find?text={ticket['name']}"
	)
	assert found.status_code == 200, found.text
	assert [row["name"] for row in found.json()["message"]] == [ticket["name"]]
