"""From a unit's record and what a claim tells to one case: nothing is refused for what nobody has written down."""

from datetime import date

import frappe
import pytest
from factories.claims import claim_of, facts
from factories.people import make_user
from factories.service import make_team
from factories.warranty import make_unit, new_repair
from freezegun import freeze_time

from aftersales_app.warranty.services import claim_case, claims

NOW = "2026-11-23 01:00:00.25"  # Monday, 09:00 on the site; Frappe compares fractions of seconds as text


@pytest.fixture
def agent():
	frappe.db.set_single_value("System Settings", "time_zone", "Asia/Shanghai")
	with freeze_time(NOW):
		user = make_user("Service Agent")
		make_team([user])
		yield user


def claimed(as_user, user, unit, **told):
	with as_user(user):
		return claim_of(unit, event_on="2026-06-10", facts=facts(defect_confirmed=True, **told)).insert()


def test_repairs_from_before_the_record_was_kept_count_as_they_are_told(agent, as_user):
	claim = claimed(as_user, agent, make_unit(), repair_count="2")
	assert claim_case.told(claim).contradictions == ()
	assert "exchange" in claims.assess(claim).names


def test_with_a_repair_on_record_the_record_counts_and_says_what_was_told(agent, as_user):
	unit = make_unit()
	new_repair(unit.name, "2026-05-04", "2026-05-06").insert()
	case = claim_case.told(claimed(as_user, agent, unit, repair_count="2"))
	assert case.case.facts["repair_count"] == 1
	assert [reason.params["fact"] for reason in case.contradictions] == ["repair_count"]


def test_an_invoice_at_the_month_s_end_does_not_keep_a_fault_from_being_decided(agent, as_user):
	unit = make_unit(delivered_on="2026-06-03", invoiced_on="2026-06-30")
	claim = claimed(as_user, agent, unit)
	case = claim_case.told(claim)
	assert "invoiced_on" not in case.case.facts
	assert [note.code for note in case.timeline.notes] == ["later_invoice_left_out"]
	assert case.case.facts["coverage_end"] == date(2027, 6, 30)
	assert claims.assess(claim).names == {"return", "exchange", "repair"}
