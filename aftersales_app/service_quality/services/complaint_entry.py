"""What people enter in a complaint: looked at when it is saved, filled in from what is known."""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr, get_datetime, get_fullname, getdate

from aftersales_app import permissions
from aftersales_app.aftersales_core import files, messages, moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.aftersales_core.contents import content
from aftersales_app.domain import complaint_flow as flow
from aftersales_app.integrations import erpnext, erpnext_items
from aftersales_app.service_quality.queries import complaints as reads
from aftersales_app.service_quality.services import complaint_people as people
from aftersales_app.service_quality.services import complaint_sources
from aftersales_app.warranty.services import rules

# Written by the verbs and nowhere else; whatever a request brings in these is put back.
OWNED = (
	*("status", "severity", "priority", "acknowledge_by", "acknowledged_at", "acknowledged_by"),
	*(
		"outside_answered_on",
		"outside_answer",
		"safety",
		"impact",
		"complexity",
		"is_public",
		"immediate_action",
	),
	*("assessed_at", "assessed_by", "investigator", "findings", "investigated_at", "cause", "cause_note"),
	*("response", "responded_at", "responded_by", "decision", "rejects", "routes_told", "decided_at"),
	*("decision_sent_by", "decided_by", "days_to_decision", "opinion", "opinion_on", "opinion_evidence"),
	*("closed_at", "appealed_on", "appeal_words", "compensation", "status_told_at", "handling"),
)
NUMBERS = (
	"safety",
	"impact",
	"complexity",
	"is_public",
	"rejects",
	"routes_told",
	"days_to_decision",
	"compensation",
	"handling",
)
# As it came in: what the work is measured by.
RECEIVED = ("received_at", "words", "source", "channel")
TOLD = (
	*RECEIVED,
	*("subject", "customer", "contact", "wants", "evidence", "outside_reference", "outside_received_on"),
	*("outside_days", "outside_day_unit", "outside_due", "complainant_name", "complainant_phone"),
	*("complainant_email", "subjects", "team", "department", "ticket", "claim", "product", "item_code"),
	*("feedback", "call"),
)
ROWS = {"subjects": ("user",)}
WITHIN = 24  # hours


def within() -> timedelta:
	"""The time in which a complaint has to be acknowledged."""
	return timedelta(hours=cint(core.settings().get("acknowledge_complaints_within")) or WITHIN)


def reset(complaint: Any) -> None:
	"""A new complaint carries nothing that only a verb may write."""
	for field in OWNED:
		complaint.set(field, 0 if field in NUMBERS else None)
	complaint.set("events", [])


def keep(complaint: Any, before: Any) -> None:
	"""Put back what only verbs write, and refuse what may no longer be changed."""
	for field in OWNED:
		complaint.set(field, before.get(field))
	complaint.set("events", before.events)
	over = before.status in (flow.CLOSED, flow.WITHDRAWN)
	fixed = TOLD if over else () if before.status == flow.RECEIVED else RECEIVED
	changed = [field for field in fixed if _held(complaint, field) != _held(before, field)]
	if changed:
		labels = ", ".join(_(complaint.meta.get_label(field)) for field in changed)
		frappe.throw(
			_("The complaint is {0}: this can no longer be changed: {1}.").format(_(before.status), labels)
		)
	_check_subjects(complaint, before)


def check(complaint: Any, before: Any = None) -> None:
	"""Fill in what is known and refuse what cannot be."""
	if not before:
		complaint_sources.fill(complaint)
		complaint.received_at = complaint.received_at or moments.site_now()
		complaint.team = complaint.team or permissions.usual_team(frappe.session.user, complaint.company)
	complaint.received_at = get_datetime(complaint.received_at).replace(microsecond=0)
	messages.refuse_unless(flow.can_receive(complaint.received_at, moments.site_now()))
	if complaint.status == flow.RECEIVED:
		complaint.acknowledge_by = complaint.received_at + within()
	_check_links(complaint, before)
	_check_authority(complaint)
	_refuse_twice(complaint)
	files.check(complaint, before, "evidence")
	_take_names(complaint)


def _check_links(complaint: Any, before: Any) -> None:
	"""What it is linked to is the same company's, and for the user to read."""
	for field, doctype in (*complaint_sources.LINKED.items(), ("team", "Aftersales Team")):
		name = complaint.get(field)
		if not name or (before and before.get(field) == name):
			continue
		if field in complaint_sources.LINKED and (field, name) not in complaint_sources.vouched(complaint):
			frappe.has_permission(doctype, "read", name, throw=True)
		company = reads.company_of(doctype, name)
		if company and company != complaint.company:
			frappe.throw(
				_("{0} {1} belongs to {2}, the complaint to {3}.").format(
					_(doctype), name, company, complaint.company
				)
			)


def _check_authority(complaint: Any) -> None:
	"""The last day to answer an authority: as it was entered, else as its letter's days give it."""
	if complaint.source == flow.OWN:
		for field in ("outside_reference", "outside_received_on", "outside_due"):
			complaint.set(field, None)
		complaint.outside_days = 0
		return
	letter = getdate(complaint.outside_received_on or complaint.received_at)
	days, unit = flow.term_of(complaint.source, cint(complaint.outside_days), complaint.outside_day_unit)
	if letter and letter > moments.site_today():
		frappe.throw(_("The letter cannot come after today. Check the day."))
	if letter and days and not complaint.outside_due:
		with messages.translated():
			complaint.outside_due = flow.outside_due(
				letter, days, unit, rules.day_calendar(complaint.company)
			)
	if letter and complaint.outside_due and getdate(complaint.outside_due) < letter:
		frappe.throw(_("The answer cannot be due before the letter came. Check both days."))


def _check_subjects(complaint: Any, before: Any) -> None:
	"""Once it is acknowledged, only those who judge say whom it is about; and never so that the investigator is one of them."""
	if _held(complaint, "subjects") == _held(before, "subjects"):
		return
	if before.status != flow.RECEIVED and not flow.HANDLES & set(frappe.get_roles()):
		frappe.throw(
			_("Whom the complaint is about is changed by quality specialists and operations managers."),
			frappe.PermissionError,
		)
	if complaint.investigator:
		messages.refuse_unless(flow.can_investigate(people.investigator(complaint, complaint.investigator)))


def _refuse_twice(complaint: Any) -> None:
	seen: set[str] = set()
	for row in complaint.subjects:
		if row.user in seen:
			frappe.throw(_("{0} is named twice under {1}.").format(get_fullname(row.user), _("About Whom")))
		seen.add(row.user)


def _take_names(complaint: Any) -> None:
	if complaint.product and not complaint.item_code:
		complaint.item_code = frappe.db.get_value("Aftersales Product", complaint.product, "item_code")
	complaint.customer_name = erpnext.customer_name(complaint.customer) if complaint.customer else None
	complaint.item_name = erpnext_items.item_name(complaint.item_code)
	complaint.currency = erpnext.default_currency(complaint.company) if complaint.company else None
	complaint.subject = cstr(complaint.subject).strip()


def _held(complaint: Any, field: str) -> Any:
	return content(complaint, field, ROWS.get(field, ()))
