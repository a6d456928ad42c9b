"""Which policy a ticket of the site falls under, and how the panel says why."""

from datetime import date

import frappe
import pytest
from factories.goods import a_company
from factories.people import make_user
from factories.service import make_policy, make_team, make_ticket
from factories.unique import unique

from aftersales_app.aftersales_core import messages
from aftersales_app.service_desk.services import policies

DAY = date(2026, 3, 2)


def named(prefix: str, **fields: object) -> str:
	return make_policy({"resolution": 24}, policy_name=unique(prefix), **{"company": "", **fields})


@pytest.fixture
def team():
	return make_team([make_user("Service Agent")])


def found(team: str) -> tuple[str, str]:
	match = policies.match(make_ticket(team=team), DAY)
	return match.policy.name, messages.reasons(match.reasons[-1:])


def test_a_companys_own_policy_wins_over_one_for_every_company(team):
	shared, own = named("A shared", team=team, rank=5), named("Z our own", team=team, company=a_company())
	frappe.set_user("Administrator")
	assert found(team) == (own, f"Comes before {shared}: it is the company's own.")


def test_among_equals_the_name_unless_the_owner_gave_an_order(team):
	second, first = named("B", team=team), named("A", team=team)
	frappe.set_user("Administrator")
	assert found(team) == (first, f"As specific as {second}, and before it by name.")
	ordered = named("C", team=team, rank=1)
	frappe.set_user("Administrator")
	assert found(team) == (ordered, f"As specific as {first}, and before it in the owner's order.")


def test_the_own_policy_without_conditions_beats_the_shipped_one(team):
	own = named("Z our own", company=a_company())
	frappe.set_user("Administrator")
	policy, why = found(team)
	assert policy == own
	assert why.endswith("it is the company's own.")
