"""Special evaluations (product.md C8): a major complaint, an escalation or a new version of a service policy is evaluated within seven days, once
each, and those who have to are reminded until it is published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import evaluation_flow as flow
from aftersales_app.domain.complaint_flow import CRITICAL, MAJOR
from aftersales_app.domain.evaluation_flow import COMPLAINT, ESCALATION, POLICY, SPECIAL
from aftersales_app.service_desk.services import policy_versions
from aftersales_app.service_quality.queries import calls
from aftersales_app.service_quality.queries import complaints as complaint_reads
from aftersales_app.service_quality.queries import evaluations as reads
from aftersales_app.service_quality.services import evaluation_people

CATCH_UP = timedelta(days=14)  # days on which the scheduler did not run


@dataclass(frozen=True, slots=True)
class Trigger:
	"""What gives the occasion: which record, of which company, on which day."""

	kind: str
	doctype: str
	name: str
	company: str
	day: date


def run() -> None:
	"""Every night: what gave occasion until yesterday, and who is late."""
	today = moments.site_today()
	for trigger in triggers(today - CATCH_UP, today - timedelta(days=1)):
		if not reads.about(trigger.doctype, trigger.name, trigger.company):
			attempt(f"Special evaluation for {trigger.name}", draw_up, trigger)
	evaluation_people.remind()


def draw_up(trigger: Trigger) -> str:
	"""A special evaluation in draft: its name."""
	period = flow.of_trigger(trigger.day)
	told = {
		**{"company": trigger.company, "kind": SPECIAL, "trigger": trigger.kind},
		**{"reference_doctype": trigger.doctype, "reference_name": trigger.name},
		**{"triggered_on": trigger.day, "first_day": period.first, "last_day": period.last},
	}
	return frappe.get_doc({"doctype": reads.EVALUATION, **told}).insert().name


def triggers(first: date, last: date) -> Iterator[Trigger]:
	"""What gave occasion from a day to another, the earliest of each kind first."""
	for row in complaint_reads.assessed_as((CRITICAL, MAJOR), first, last):
		yield Trigger(COMPLAINT, complaint_reads.COMPLAINT, row.name, row.company, row.day)
	for row in complaint_reads.escalated(first, last):
		yield Trigger(ESCALATION, complaint_reads.COMPLAINT, row.name, row.company, row.day)
	for policy, company, day in policy_versions.changes(first, last):
		for one in [company] if company else calls.companies():
			yield Trigger(POLICY, policy_versions.POLICY, policy, one, day)
