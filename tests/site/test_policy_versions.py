"""What is published does not change: a new version takes its place, and promises already made stay with the version before."""

from datetime import date

import frappe
import pytest
from factories.goods import a_company
from factories.people import make_user
from factories.service import make_policy, make_team, make_ticket
from factories.unique import unique
from freezegun import freeze_time

POLICY = "Aftersales Service Policy"
MORNING = "2026-03-02 01:00:00"  # 09:00 in Shanghai, a Monday
NEXT_DAY = "2026-03-03 01:00:00"


@pytest.fixture
def desk():
	agent = make_user("Service Agent")
	team = make_team([agent])
	return frappe._dict(team=team, policy=make_policy({"first_response": 4, "resolution": 24}, team=team))


def as_manager() -> None:
	frappe.set_user(make_user("Operations Manager"))


def get(name: str):
	return frappe.get_doc(POLICY, name)


def a_new_version(name: str, hours: int, **fields: object):
	"""A draft for `name` whose resolution takes so long, without any other target."""
	draft = get(get(name).new_version())
	draft.set("targets", [row for row in draft.targets if row.clock == "resolution"])
	draft.targets[0].target = hours * 3600
	draft.update(fields)
	return get(draft.save().name)


def a_draft():
	policy = frappe.copy_doc(get(make_policy({"resolution": 8})))
	policy.update({"policy_name": unique("Draft"), "status": "Draft"})
	return policy


@pytest.mark.parametrize(
	"change",
	[
		lambda policy: policy.targets.pop(),
		lambda policy: policy.targets[0].update({"target": 60}),
		lambda policy: policy.append(
			"levels", {"level": 1, "timing": "After Due", "offset": 60, "recipient": "Assignee"}
		),
		lambda policy: policy.update({"priority": "Urgent"}),
		lambda policy: policy.update({"valid_to": "2030-01-01"}),
		lambda policy: policy.update({"resolution_met_by": "Resolution"}),
	],
)
def test_nothing_of_a_published_policy_changes(desk, change):
	as_manager()
	policy = get(desk.policy)
	change(policy)
	with pytest.raises(frappe.ValidationError, match="is published: tickets have its promises"):
		policy.save()


def test_saving_it_as_it_is_does_no_harm(desk):
	as_manager()
	get(desk.policy).save()


def test_a_new_version_is_a_draft_with_the_same_content(desk):
	as_manager()
	draft = get(get(desk.policy).new_version())
	assert (draft.name, draft.policy_name) == (f"{desk.policy} v2", desk.policy)
	assert (draft.status, draft.version, draft.previous_version) == ("Draft", 2, desk.policy)
	assert [(row.clock, row.target) for row in draft.targets] == [
		("first_response", 4 * 3600),
		("resolution", 24 * 3600),
	]
	assert get(desk.policy).new_version() == draft.name
	with pytest.raises(frappe.ValidationError, match="is a draft: change it as it is"):
		draft.new_version()


def test_the_new_version_ends_the_old_one_and_promises_stay(desk):
	with freeze_time(MORNING) as clock:
		old = make_ticket(team=desk.team)
		clock.move_to(NEXT_DAY)
		as_manager()
		draft = a_new_version(desk.policy, 8)
		draft.publish()
		assert (draft.valid_from, get(desk.policy).valid_to) == (date(2026, 3, 3), date(2026, 3, 2))
		assert get(desk.policy).status == "Published"
		frappe.set_user("Administrator")
		new = make_ticket(team=desk.team)
		old.reload()
		old.subject = "Another subject"
		old.save()
	assert (old.policy, str(old.resolution_due)) == (desk.policy, "2026-03-03 09:00:00")
	assert (old.first_response_verdict, str(old.first_response_due)) == ("Missed", "2026-03-02 13:00:00")
	assert (new.policy, str(new.resolution_due)) == (draft.name, "2026-03-03 17:00:00")
	assert new.first_response_verdict is None


def test_a_version_for_a_later_day_leaves_the_old_one_in_force_until_then(desk):
	with freeze_time(MORNING) as clock:
		as_manager()
		draft = a_new_version(desk.policy, 8, valid_from="2026-03-03")
		draft.publish()
		frappe.set_user("Administrator")
		assert make_ticket(team=desk.team).policy == desk.policy
		clock.move_to(NEXT_DAY)
		assert make_ticket(team=desk.team).policy == draft.name


def test_two_versions_on_one_day_leave_the_last_one(desk):
	with freeze_time(MORNING):
		as_manager()
		second = a_new_version(desk.policy, 8)
		second.publish()
		third = a_new_version(desk.policy, 6)
		assert (third.name, third.previous_version) == (f"{desk.policy} v3", second.name)
		third.publish()
		assert get(second.name).status == "Retired"
		frappe.set_user("Administrator")
		assert make_ticket(team=desk.team).policy == third.name


def test_a_quality_specialist_drafts_and_an_operations_manager_publishes(desk):
	frappe.set_user(make_user("Quality Specialist"))
	draft = a_new_version(desk.policy, 8)
	refused = "Only an operations manager publishes or retires a policy"
	with pytest.raises(frappe.PermissionError, match=refused):
		draft.publish()
	with pytest.raises(frappe.PermissionError, match=refused):
		get(desk.policy).retire()
	as_manager()
	get(draft.name).publish()
	assert get(draft.name).status == "Published"


def test_a_forged_status_or_lineage_is_refused(desk):
	draft = a_draft()
	frappe.set_user(make_user("Quality Specialist"))
	draft.status = "Published"
	with pytest.raises(frappe.PermissionError, match="Only an operations manager"):
		draft.insert()
	draft.update({"status": "Draft", "previous_version": desk.policy, "version": 7})
	draft.insert()
	assert (draft.version, draft.previous_version) == (1, None)
	as_manager()
	policy = get(desk.policy)
	policy.status = "Draft"
	with pytest.raises(frappe.ValidationError, match="does not go from Published to Draft"):
		policy.save()


def test_what_tickets_were_promised_is_not_deleted(desk):
	ticket = make_ticket(team=desk.team)
	as_manager()
	with pytest.raises(frappe.LinkExistsError, match=f"{ticket.name} among them: it cannot be deleted"):
		frappe.delete_doc(POLICY, desk.policy)
	draft = a_new_version(desk.policy, 8)
	frappe.delete_doc(POLICY, draft.name)
	assert not frappe.db.exists(POLICY, draft.name)


def test_a_published_version_is_tried_against_the_one_before(desk, run_jobs):
	with freeze_time(MORNING) as clock:
		make_ticket(team=desk.team)
		clock.move_to(NEXT_DAY)
		as_manager()
		draft = a_new_version(desk.policy, 26)
		draft.publish()
		frappe.set_user("Administrator")
		make_ticket(team=desk.team)
		clock.move_to("2026-03-03 01:30:00.5")  # 24:30 h and 0:30 h after the tickets were opened
		as_manager()
		name = get(draft.name).try_on_past_tickets()
		doc = frappe.get_doc("Aftersales What-if", name)
		doc.update({"team": desk.team, "company": a_company()}).save()
		frappe.get_doc("Aftersales What-if", name).run()
		run_jobs()
		doc.reload()
	assert (doc.status, doc.policy, doc.replaces) == ("Done", draft.name, desk.policy)
	assert {
		(row.scenario, row.clock): (row.tickets, row.missed)
		for row in doc.results
		if row.clock in ("first_response", "resolution")
	} == {
		("Today", "first_response"): (1, 1),
		("Today", "resolution"): (1, 1),
		("Draft", "first_response"): (0, 0),
		("Draft", "resolution"): (0, 0),
	}
