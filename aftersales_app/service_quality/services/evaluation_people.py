"""Who is told what of an evaluation: whose turn it is has a to-do, those concerned a word of it. Nobody gets a to-do for a step that is not theirs
to take."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.desk.form import assign_to
from frappe.utils import formatdate

from aftersales_app import permissions
from aftersales_app.aftersales_core import messages, moments, rows
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import evaluation_flow as flow
from aftersales_app.domain.evaluation_flow import APPROVED, CHECKED, DRAFT, OPERATIONS, PUBLISHED, QUALITY
from aftersales_app.service_quality.queries import evaluations as reads

# Whose turn it is, by status.
NEXT = {DRAFT: (QUALITY,), CHECKED: (OPERATIONS,), APPROVED: (OPERATIONS,)}
READERS = (QUALITY, OPERATIONS, "Service Team Lead", "Service Executive")
REMINDED_AHEAD = 1  # days before it is due


def tell(evaluation: Any, status: str) -> None:
	"""After a step: the to-dos of the last one are over, and whoever comes next has one."""
	assign_to.close_all_assignments(evaluation.doctype, evaluation.name)
	if status == PUBLISHED:
		_say(evaluation, _people(evaluation, READERS), _published)
		return
	taken = {evaluation.owner, evaluation.checked_by, evaluation.approved_by}
	if status == APPROVED:
		taken = set()  # whoever approved it may publish it
	turn = [user for user in _people(evaluation, NEXT[status]) if user not in taken]
	for user in turn:
		_to_do(evaluation, user, status)
	_say(evaluation, turn, lambda one: _headline(one, status))


def tell_of_appeal(evaluation: Any, appellant: str) -> None:
	"""Those who may answer it."""
	others = [user for user in _people(evaluation, (QUALITY, OPERATIONS)) if user != appellant]
	_say(evaluation, others, lambda one: _("Appeal against evaluation {0}").format(one.name))


def tell_appellant(evaluation: Any, appellant: str) -> None:
	_say(
		evaluation,
		[appellant],
		lambda one: _("Your appeal against evaluation {0} is answered").format(one.name),
	)


def remind() -> None:
	"""Every night: special evaluations that are due tomorrow or late, until they are published; once a day."""
	today = moments.site_today()
	for name in reads.late(today, frappe.utils.getdate(frappe.utils.add_days(today, REMINDED_AHEAD))):
		attempt(f"Reminder of evaluation {name}", _remind, name, today)


def _remind(name: str, today: Any) -> None:
	evaluation = frappe.get_doc(reads.EVALUATION, name)
	_say(evaluation, _people(evaluation, (QUALITY, OPERATIONS)), _due)
	rows.change(reads.EVALUATION, name, {"reminded_on": today})


def _people(evaluation: Any, roles: Iterable[str]) -> list[str]:
	"""Those with one of these roles who work for the evaluation's company."""
	found = []
	for user in reads.people_with(roles):
		companies = permissions.companies_of(user)
		if user != "Administrator" and (companies is None or evaluation.company in companies):
			found.append(user)
	return found


def _say(evaluation: Any, users: Iterable[str], what: Any) -> None:
	for user in users:
		if user == frappe.session.user:
			continue
		with messages.in_language_of(user):
			subject = what(evaluation)
		place = {"document_type": evaluation.doctype, "document_name": evaluation.name}
		told = {"type": "Alert", "subject": subject, "from_user": frappe.session.user, **place}
		frappe.db.after_commit.add(partial(enqueue_create_notification, [user], told))


def _to_do(evaluation: Any, user: str, status: str) -> None:
	with messages.in_language_of(user):
		text = _headline(evaluation, status)
	due = evaluation.due_on or frappe.utils.add_days(moments.site_today(), flow.WITHIN_DAYS)
	place = {"reference_type": evaluation.doctype, "reference_name": evaluation.name}
	told = {"allocated_to": user, "description": text, "date": due, "assigned_by": frappe.session.user}
	frappe.get_doc({"doctype": "ToDo", **place, **told}).insert()


def _headline(evaluation: Any, status: str) -> str:
	says = {
		DRAFT: _("Evaluation {0} is drawn up: confirm its figures"),
		CHECKED: _("Evaluation {0} is checked: approve it or send it back"),
		APPROVED: _("Evaluation {0} is approved: publish it"),
	}
	return says[status].format(evaluation.name)


def _published(evaluation: Any) -> str:
	until = formatdate(evaluation.appeal_until)
	return _("Evaluation {0} is published; appeals are possible until {1}").format(evaluation.name, until)


def _due(evaluation: Any) -> str:
	day = formatdate(evaluation.due_on)
	if frappe.utils.getdate(evaluation.due_on) < moments.site_today():
		return _("Evaluation {0} was due on {1} and is not published").format(evaluation.name, day)
	return _("Evaluation {0} is due on {1} and is not published").format(evaluation.name, day)
