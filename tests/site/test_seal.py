"""The daily seal of the archive: tampering shows, whoever does it, on the day it concerns."""

import frappe
import pytest
from factories.service import make_team, make_ticket
from freezegun import freeze_time

from aftersales_app.aftersales_core import archive, reference

EVENT, SEAL = "Aftersales Ticket Event", "Aftersales Seal"


@pytest.fixture(autouse=True)
def empty_archive():
	frappe.db.delete(EVENT)
	frappe.db.delete(SEAL)


@pytest.fixture
def three_days():
	"""Two events on the 2nd, none on the 3rd, two on the 4th of March (days of Shanghai); sealed on the 5th."""
	team = make_team([])
	with freeze_time("2026-03-01 16:00:00"):
		first = make_ticket(team=team)
	with freeze_time("2026-03-02 15:59:59"):
		first.reload()
		first.priority = "High"
		first.save()
	with freeze_time("2026-03-04 02:00:00"):
		last = make_ticket(team=team)
	assert frappe.db.count(EVENT, {"ticket": first.name}) == 2
	with freeze_time("2026-03-04 18:30:00"):
		made = archive.seal_due_days()
	assert made == ["SEAL-2026-03-02", "SEAL-2026-03-03", "SEAL-2026-03-04"]
	return frappe._dict(first=first.name, last=last.name)


def results() -> list[str]:
	archive.check_all()
	return frappe.get_all(SEAL, order_by="day", pluck="last_result")


def test_every_day_that_is_over_is_sealed_once_and_chained(three_days):
	seals = frappe.get_all(SEAL, fields=["record_count", "digest", "previous_digest"], order_by="day")
	assert [seal.record_count for seal in seals] == [2, 0, 1]
	assert seals[0].previous_digest == "0" * 64
	assert [seal.previous_digest for seal in seals[1:]] == [seal.digest for seal in seals[:-1]]
	with freeze_time("2026-03-04 18:31:00"):
		assert archive.seal_due_days() == []
	assert results() == ["Intact"] * 3


def test_a_day_belongs_to_the_site_s_time_zone(three_days):
	sealed = frappe.get_doc(SEAL, "SEAL-2026-03-02")
	assert (str(sealed.first_event), str(sealed.last_event)) == ("2026-03-02 00:00:00", "2026-03-02 23:59:59")


def test_days_that_were_missed_are_caught_up(three_days):
	with freeze_time("2026-03-07 18:30:00"):
		assert archive.seal_due_days() == ["SEAL-2026-03-05", "SEAL-2026-03-06", "SEAL-2026-03-07"]
	assert results() == ["Intact"] * 6


@pytest.mark.parametrize("field", ["to_value", "assignee", "working_seconds", "at", "owner", "creation"])
def test_one_changed_row_shows_on_its_day(three_days, field):
	name = frappe.get_all(EVENT, {"ticket": three_days.first}, order_by="name", pluck="name")[-1]
	value = {"working_seconds": 1, "at": "2026-03-01 00:00:00", "creation": "2026-03-02 23:59:59.000001"}
	Event = frappe.qb.DocType(EVENT)
	frappe.qb.update(Event).set(field, value.get(field, "forged@example.com")).where(Event.name == name).run()
	assert results() == ["Tampered", "Intact", "Intact"]


def test_a_row_taken_away_or_slipped_in_shows(three_days):
	name = frappe.get_all(EVENT, {"ticket": three_days.last}, pluck="name")[0]
	Event = frappe.qb.DocType(EVENT)
	frappe.qb.update(Event).set("name", f"{archive._bound(frappe.utils.getdate('2026-03-03'))}00001").where(
		Event.name == name
	).run()
	assert results() == ["Intact", "Tampered", "Tampered"]


def test_a_seal_taken_out_of_the_chain_shows(three_days):
	frappe.db.delete(SEAL, {"name": "SEAL-2026-03-03"})
	assert results() == ["Intact", "Tampered"]


def test_a_seal_forged_together_with_its_day_breaks_the_chain_after_it(three_days):
	Event = frappe.qb.DocType(EVENT)
	frappe.qb.update(Event).set("to_value", "forged").where(Event.ticket == three_days.first).run()
	forged = frappe.get_doc(SEAL, "SEAL-2026-03-02")
	digest = archive.sealing.seal(forged.previous_digest, archive._rows(forged))
	frappe.db.set_value(SEAL, forged.name, "digest", digest)
	assert results() == ["Intact", "Tampered", "Intact"]


def test_auditors_check_and_agents_do_not(three_days, as_user):
	with as_user("Service Auditor"):
		assert frappe.get_doc(SEAL, "SEAL-2026-03-02").check() == "Intact"
	with as_user("Service Agent"), pytest.raises(frappe.PermissionError):
		frappe.get_doc(SEAL, "SEAL-2026-03-02").check()


def test_seals_stay_as_they_are(three_days):
	seal = frappe.get_doc(SEAL, "SEAL-2026-03-02")
	with pytest.raises(frappe.ValidationError, match="never changed"):
		seal.save()
	with pytest.raises(frappe.ValidationError, match="never deleted"):
		seal.delete()


def test_a_site_may_do_without(three_days):
	frappe.db.set_single_value("Aftersales Settings", "seal_daily", 0)
	reference.changed()
	with freeze_time("2026-03-09 18:30:00"):
		assert archive.seal_due_days() == []


def test_an_empty_archive_has_nothing_to_seal():
	with freeze_time("2026-03-09 18:30:00"):
		assert archive.seal_due_days() == []
