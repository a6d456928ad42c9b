"""Evaluations of a period: drawn up from the answers, frozen, checked, approved, published. The one writer of their status and of what is
appealed against them; what they find is written by evaluation_figures.
"""

from typing import Any

import frappe
from frappe.utils import cint, cstr, getdate

from aftersales_app.aftersales_core import messages, moments, rows
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import evaluation_flow as flow
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.evaluation_flow import (
	APPROVED,
	CHECKED,
	DRAFT,
	MONTH,
	OTHER,
	PUBLISHED,
	QUARTER,
	SPECIAL,
	Period,
)
from aftersales_app.service_quality.queries import calls
from aftersales_app.service_quality.queries import evaluations as reads
from aftersales_app.service_quality.services import evaluation_figures, evaluation_people

STEPS = {CHECKED: ("checked_by", "checked_at"), APPROVED: ("approved_by", "approved_at")}
SETTLED_ON = 2  # of a month: what was answered on its last day could be looked into for a day
APPEAL = "Aftersales Evaluation Appeal"
APPEAL_FIELDS = (*evaluation_figures.STAMPS, "at", "by", "reason")
OF_SPECIAL = ("trigger", "reference_doctype", "reference_name", "occasion", "triggered_on", "due_on")
OCCASIONS = ("Aftersales Complaint", "Aftersales Service Policy")


def run() -> None:
	"""Every night from the second of a month on: the month that is over, and the quarter, of every company, once."""
	today = moments.site_today()
	if today.day < SETTLED_ON:
		return
	for kind in (MONTH, QUARTER):
		period = flow.regular(kind, today)
		for company in calls.companies():
			if not reads.is_drawn_up(company, kind, period.first):
				attempt(f"{kind} evaluation of {company}", draw_up, company, kind, period)


def draw_up(company: str, kind: str, period: Period) -> str | None:
	"""An evaluation of a period in draft; its name, None where nobody answered."""
	if not reads.is_answered(company, period):
		return None
	told = {"company": company, "kind": kind, "first_day": period.first, "last_day": period.last}
	return frappe.get_doc({"doctype": reads.EVALUATION, **told}).insert().name


def enter(evaluation: Any) -> None:
	"""A new evaluation gets the figures of its period. Raises DomainError as `flow.check`, `nobody_answered`, `evaluated_already`,
	`no_occasion`."""
	period = _period(evaluation)
	special = evaluation.kind == SPECIAL
	_enter_occasion(evaluation) if special else evaluation.update(dict.fromkeys(OF_SPECIAL))
	others = reads.periods(evaluation.company, evaluation.kind, evaluation.occasion if special else "")
	flow.check(period, moments.site_today(), others)
	flow.check_kind(evaluation.kind, period)
	evaluation.status, evaluation.drawn_at = DRAFT, moments.site_now()
	for written in ("baseline_first", "baseline_last", "baseline_periods", "baseline_n", "baseline_share"):
		evaluation.set(written, None)
	evaluation.set("appeals", [])
	evaluation_figures.fill(evaluation, period)
	evaluation.flags.ignore_links = True  # what was rated may be gone by now


def entered(evaluation: Any) -> None:
	"""It has a name: keep what counted otherwise than given, and tell those who look into it."""
	evaluation_figures.keep_exceptions(evaluation, _period(evaluation))
	evaluation_people.tell(evaluation, DRAFT)


def renew(evaluation: Any) -> None:
	"""Draw a draft up anew: answers were verified since. Throws unless it is one."""
	_expect(evaluation, DRAFT)
	period = _period(evaluation)
	evaluation_figures.fill(evaluation, period)
	evaluation_figures.keep_exceptions(evaluation, period)
	evaluation.drawn_at = moments.site_now()
	_note_author(evaluation)
	_save(evaluation)


def freeze_baseline(evaluation: Any, reason: str) -> None:
	"""From now on the weeks before this period are what is usual, and the reason is kept. Raises DomainError `baseline_without_reason`,
	`baseline_too_short`, `evaluation_is`."""
	_expect(evaluation, DRAFT)
	if not cstr(reason).strip():
		raise DomainError("baseline_without_reason")
	if not evaluation_figures.freeze(evaluation, _period(evaluation)):
		raise DomainError("baseline_too_short", {"needed": evaluation_figures.control_charts.BASELINE})
	evaluation.baseline_reason = reason.strip()
	renew(evaluation)


def keep(evaluation: Any, before: Any) -> None:
	"""People write findings while it is a draft; everything else is written by its steps. Raises DomainError `evaluation_locked`,
	`findings_of_draft`."""
	if before.status == PUBLISHED:
		raise DomainError("evaluation_locked")
	if before.status != DRAFT and cstr(evaluation.findings) != cstr(before.findings):
		raise DomainError("findings_of_draft")
	for field in evaluation.meta.fields:
		if field.fieldname != "findings":
			evaluation.set(field.fieldname, before.get(field.fieldname))
	if cstr(evaluation.findings) != cstr(before.findings):
		_note_author(evaluation)
	evaluation.flags.ignore_links = True


def move(evaluation: Any, after: str) -> None:
	"""Check, approve, publish or send back, each by somebody else of the right role."""
	user = frappe.session.user
	people = {evaluation.owner, evaluation.checked_by, evaluation.approved_by, *_authors(evaluation)} - {None}
	messages.refuse_unless(
		flow.can_move(evaluation.status, after, user, people, frozenset(frappe.get_roles(user)))
	)
	if after == DRAFT:
		evaluation.update(dict.fromkeys(("checked_by", "checked_at", "approved_by", "approved_at")))
	elif after == PUBLISHED:
		today = moments.site_today()
		until = flow.appeal_until(today)
		evaluation.update({"published_by": user, "published_on": today, "appeal_until": until})
	else:
		by, at = STEPS[after]
		evaluation.update({by: user, at: moments.site_now()})
	evaluation.status = after
	_save(evaluation)
	evaluation_people.tell(evaluation, after)


def appeal(evaluation: Any, reason: str) -> None:
	"""Somebody disagrees with a published evaluation. It stays locked: the appeal is written beside it."""
	published = getdate(evaluation.published_on) if evaluation.published_on else None
	messages.refuse_unless(flow.can_appeal(published, moments.site_today(), cstr(reason)))
	now, user = moments.site_now(), frappe.session.user
	row = {
		**{"name": frappe.generate_hash(length=10), "owner": user, "modified_by": user},
		**{"creation": now, "modified": now, "parent": evaluation.name, "parenttype": reads.EVALUATION},
		**{"parentfield": "appeals", "idx": len(evaluation.appeals) + 1},
		**{"at": now, "by": user, "reason": reason.strip()},
	}
	rows.append(APPEAL, APPEAL_FIELDS, [row])
	_touch(evaluation)
	evaluation_people.tell_of_appeal(evaluation, user)


def answer_appeal(evaluation: Any, number: int | str, outcome: str, answer: str) -> None:
	"""What becomes of an appeal, said once and by somebody else. Raises DomainError `appeal_is_answered`, `no_such_appeal`."""
	row = next((one for one in evaluation.appeals if one.idx == cint(number)), None)
	if row is None:
		raise DomainError("no_such_appeal")
	if row.outcome:
		raise DomainError("appeal_is_answered")
	user = frappe.session.user
	roles = frozenset(frappe.get_roles(user))
	messages.refuse_unless(flow.can_answer(user, row.by, roles, outcome, cstr(answer)))
	told = {"outcome": outcome, "answer": answer.strip(), "answered_by": user}
	rows.change(APPEAL, row.name, {**told, "answered_at": moments.site_now()})
	_touch(evaluation)
	evaluation_people.tell_appellant(evaluation, row.by)


def _enter_occasion(evaluation: Any) -> None:
	"""A special evaluation has its occasion, is due a week after it, and is made once for each record that gives one."""
	today = moments.site_today()
	evaluation.trigger = evaluation.trigger or OTHER
	evaluation.triggered_on = getdate(evaluation.triggered_on or today)
	if evaluation.triggered_on > today:
		raise DomainError("trigger_ahead", {"day": evaluation.triggered_on})
	evaluation.due_on = flow.due(evaluation.triggered_on)
	doctype, name = evaluation.reference_doctype, evaluation.reference_name
	if not name:
		evaluation.reference_doctype = None
		if not cstr(evaluation.occasion).strip():
			raise DomainError("no_occasion")
		return
	if doctype not in OCCASIONS or not frappe.has_permission(doctype, "read", name):
		raise DomainError("no_such_occasion", {"occasion": name})
	known = reads.about(doctype, name, evaluation.company)
	if known:
		raise DomainError("evaluated_already", {"name": known})
	evaluation.occasion = evaluation.occasion or name


def _period(evaluation: Any) -> Period:
	return Period(getdate(evaluation.first_day), getdate(evaluation.last_day))


def _authors(evaluation: Any) -> list[str]:
	"""Who wrote its findings, drew it up anew or froze its baseline."""
	return cstr(evaluation.authors).split()


def _note_author(evaluation: Any) -> None:
	evaluation.authors = "\n".join(dict.fromkeys([*_authors(evaluation), frappe.session.user]))


def _expect(evaluation: Any, status: str) -> None:
	if evaluation.status != status:
		raise DomainError("evaluation_is", {"status": evaluation.status})


def _save(evaluation: Any) -> None:
	evaluation.flags.by_step = evaluation.flags.ignore_links = True
	evaluation.save()


def _touch(evaluation: Any) -> None:
	"""Open forms see that something is new."""
	rows.change(reads.EVALUATION, evaluation.name, {"modified": frappe.utils.now()})
