"""Two people who decide on the same claim, or settle the same return, at the same moment. Real processes, real commits, cleaned up afterwards."""

import frappe
import pytest
from factories.claims import a_claims_desk, claim_of, claim_people, facts, make_unit
from factories.processes import Process
from factories.returns import make_unit as make_sold_unit
from factories.returns import new_return

pytestmark = pytest.mark.committing
MADE = (
	*("Aftersales Claim", "Aftersales Decision", "Aftersales Product", "Aftersales Coverage"),
	*("Aftersales Return", "Aftersales Return Finding", "Aftersales Statutory Timer"),
)
DECIDE = """
from aftersales_app.warranty import api

frappe.set_user({user!r})
try:
	api.decide({claim!r}, "Approved", "repair")
	frappe.db.commit()
	tell("decided")
except (frappe.ValidationError, frappe.PermissionError) as refused:
	frappe.db.rollback()
	tell(f"refused: {{refused}}")
"""

SETTLE = """
frappe.set_user({user!r})
try:
	frappe.get_doc("Aftersales Return", {name!r}).record_refund("")
	frappe.db.commit()
	tell("settled")
except (frappe.ValidationError, frappe.PermissionError) as refused:
	frappe.db.rollback()
	tell(f"refused: {{refused}}")
"""


@pytest.fixture
def desk():
	before = {doctype: frappe.get_all(doctype, pluck="name") for doctype in MADE}
	columns = ("role", "most", "unlimited")
	limits = [
		{column: row.get(column) for column in columns}
		for row in frappe.get_doc("Aftersales Settings").claim_limits
	]
	people = a_claims_desk(claim_people())
	yield people
	frappe.set_user("Administrator")
	for doctype, names in before.items():
		frappe.db.delete(doctype, {"name": ("not in", names or [""])})
	for user in vars(people).values():
		frappe.delete_doc("User", user, force=True, ignore_permissions=True)
	stored = frappe.get_doc("Aftersales Settings")
	stored.set("claim_limits", limits)
	stored.save(ignore_permissions=True)
	frappe.db.commit()


def test_of_two_who_decide_at_once_one_does(desk):
	frappe.set_user(desk.agent)
	on = frappe.utils.add_days(frappe.utils.today(), -20)
	claim = claim_of(
		make_unit(delivered_on=on, invoiced_on=on),
		event_on=frappe.utils.today(),
		facts=facts(defect_confirmed=True, has_invoice=True),
	).insert()
	frappe.db.commit()
	workers = [Process(DECIDE.format(user=user, claim=claim.name)) for user in (desk.lead, desk.second)]
	for worker in workers:
		worker.go()
	said = sorted(worker.heard() for worker in workers)
	assert [worker.end()[0] for worker in workers] == [0, 0]
	assert said == [
		"decided",
		"refused: The claim is Approved: it was decided on meanwhile. Load the page again; what does not fit can be appealed.",
	]
	frappe.db.rollback()
	assert frappe.get_all("Aftersales Decision", {"claim": claim.name}, pluck="number") == [1]


def test_of_two_who_settle_at_once_one_does(desk):
	"""Nothing was paid for it, so nothing is drafted: what closes it is the verb alone."""
	frappe.set_user(desk.agent)
	back = new_return(make_sold_unit(sold=frappe.utils.today(), price=0)).insert()
	back.authorise()
	back.receive(frappe.utils.today())
	for row in back.findings:
		row.found = "No"
	back.intact = "Yes"
	back.save()
	back.inspect()
	frappe.db.commit()
	workers = [Process(SETTLE.format(user=user, name=back.name)) for user in (desk.lead, desk.agent)]
	for worker in workers:
		worker.go()
	said = sorted(worker.heard() for worker in workers)
	assert [worker.end()[0] for worker in workers] == [0, 0]
	assert said == ["refused: This return is already Closed.", "settled"]
