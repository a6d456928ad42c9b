"""The ledger of what people ask about their data (rules.md P6): received, carried out by a job or answered by hand, refused with reasons. The one
writer of Aftersales Privacy Request.

When nothing is left to do, who asked is forgotten as well: a key stays by which the same person is known again.
"""

import json
from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from aftersales_app.aftersales_core import messages, moments, rows
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import anonymity, personal_data, retention
from aftersales_app.domain import personal_fields as fields
from aftersales_app.domain.anonymity import Person
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.identity import normalise_email, normalise_phone
from aftersales_app.domain.retention import ANSWERED, ERASURE, RECEIVED, REFUSED, RUNNING, WAITING, WITHDRAWAL
from aftersales_app.integrations import erpnext_people as erpnext
from aftersales_app.service_quality.queries import privacy as reads
from aftersales_app.service_quality.services import consent, erasure, traces
from aftersales_app.service_quality.services.erasure import Told

WHO = ("customer", "contact", "person_name", "phone", "email", "address")
JOB = "aftersales_app.tasks.carry_out_privacy_request"
JOB_SECONDS = 4 * 3600  # every text of the archive is looked through
MOST_LISTED = 500


def enter(request: Any) -> None:
	"""A new request: when it is to be answered, and the number and the address in one spelling. Raises DomainError as these are read,
	`request_names_nobody`."""
	request.phone = normalise_phone(request.phone or "") or None
	request.email = normalise_email(request.email or "") or None
	request.received_on = request.received_on or moments.site_today()
	request.answer_due = personal_data.answer_due(getdate(request.received_on))
	request.status = request.status if request.flags.by_step else RECEIVED
	if not (request.feedback or person_of(request).known):
		raise DomainError("request_names_nobody")
	_note(request, "Received")


def change(request: Any) -> None:
	"""What is said of an open request may be put right. Raises DomainError `request_is`."""
	if request.flags.by_step:
		return
	before = request.get_doc_before_save()
	if before.status not in retention.OPEN:
		raise DomainError("request_is", {"status": before.status})
	request.update({field: before.get(field) for field in ("status", "answer_due", "counts", "events")})
	enter_details(request)


def enter_details(request: Any) -> None:
	request.phone = normalise_phone(request.phone or "") or None
	request.email = normalise_email(request.email or "") or None


def person_of(request: Any) -> Person:
	"""Whom a request is about: what it says, and what ERPNext knows of the customer and the contact that it names."""
	told = Person(
		names=frozenset(filter(None, [request.person_name])),
		phones=frozenset(filter(None, [request.phone])),
		emails=frozenset(filter(None, [request.email])),
		addresses=frozenset(filter(None, (request.address or "").split("\n"))),
	)
	if request.customer:
		told = told.joined(erpnext.of_customer(request.customer))
	if request.contact:
		told = told.joined(erpnext.of_contact(request.contact))
	spellings = {_spelt(phone) for phone in told.phones} - {""}
	return told.joined(Person(phones=frozenset(spellings)))


def preview(request: Any) -> dict[str, Any]:
	"""What carrying it out would do today: a row per kind of record, what stays in ERPNext, and the records themselves, some of each."""
	person = person_of(request)
	told = erasure.preview(person, request.company)
	found = reads.of_person(person, request.company)
	return {
		"rows": _counts(told),
		"stays": erpnext.what_stays(person),
		"records": {doctype: names[:MOST_LISTED] for doctype, names in found.items()},
	}


def copy_of(request: Any) -> str:
	"""What is kept about the person, as JSON, for the person. Who looks it up is noted."""
	found = reads.of_person(person_of(request), request.company)
	told = {
		doctype: [{name: value for name, value in row.items() if value not in (None, "")} for row in some]
		for doctype, names in found.items()
		if (some := reads.stored(doctype, names))
	}
	_note(request, "Copy Given", number=sum(map(len, told.values())))
	_save(request)
	return json.dumps(told, ensure_ascii=False, indent=1, default=str)


def start(request: Any, answer: str) -> None:
	"""Have a job carry it out. `answer`: what the person is told."""
	known = person_of(request).known or bool(request.feedback)
	messages.refuse_unless(
		retention.may_carry_out(request.kind, request.status, request.identity or "", known)
	)
	messages.refuse_unless(retention.may_answer(request.status, answer))
	if request.kind == ERASURE:
		_refuse_other_company(request)
	request.update({"status": RUNNING, "progress": 0, "answer": answer.strip(), "error": None})
	request.answered_by = frappe.session.user
	_note(request, "Started")
	_save(request)
	frappe.enqueue(
		JOB,
		queue="long",
		timeout=JOB_SECONDS,
		job_id=f"aftersales-privacy-{request.name}",
		deduplicate=True,
		enqueue_after_commit=True,
		name=request.name,
	)


def _refuse_other_company(request: Any) -> None:
	"""Somebody whose records are all of other companies would be told that they are forgotten, and would not be."""
	person = person_of(request)
	if not request.company or any(reads.of_person(person, request.company).values()):
		return
	if any(reads.of_person(person, None).values()):
		frappe.throw(
			_(
				"The records of this person are of other companies than {0}. Choose their company, or leave it empty."
			).format(request.company)
		)


def answer(request: Any, words: str) -> None:
	"""Answered by hand: what was told or corrected."""
	messages.refuse_unless(retention.may_answer(request.status, words))
	_end(request, ANSWERED, {"answer": words.strip()})


def refuse(request: Any, reason: str) -> None:
	"""Refused, with reasons."""
	messages.refuse_unless(retention.may_answer(request.status, reason))
	_end(request, REFUSED, {"refusal_reason": reason.strip()})


def carry_out(name: str) -> None:
	"""The job of a request. What goes wrong is undone and told on it; it may be started again."""
	if not attempt(f"Privacy request {name}", _carry_out, name):
		request = frappe.get_doc(reads.REQUEST, name)
		request.update(
			{"status": RECEIVED, "error": _("Nothing was done. The Error Log tells what went wrong.")}
		)
		_note(request, "Failed")
		_save(request)


def go_on() -> None:
	"""Every night: of requests that wait for open cases, what is closed by now."""
	for name in frappe.get_all(reads.REQUEST, {"status": WAITING, "kind": ERASURE}, pluck="name"):
		carry_out(name)


def _carry_out(name: str) -> None:
	_carry_out_now(frappe.get_doc(reads.REQUEST, name, for_update=True))


def _carry_out_now(request: Any) -> None:
	if request.kind == WITHDRAWAL:
		_withdraw(request)
		return
	person = person_of(request)
	request.stays = erpnext.what_stays(person)
	told = erasure.erase(person, request.name, request.name, request.company, _progress(request))
	_tell(request, told)
	if told.waiting:
		request.status = WAITING
		_note(request, "Waiting", number=told.waiting.total())
		_save(request)
		return
	traces.remove_sent(person)
	_end(request, ANSWERED, {})


def _withdraw(request: Any) -> None:
	purposes = [name for name in consent.COLUMNS if request.get(f"withdraw_{name}")] or list(consent.COLUMNS)
	found = (
		[request.feedback]
		if request.feedback
		else reads.of_person(person_of(request)).get("Aftersales Feedback", [])
	)
	number = consent.stop(found, purposes)
	_note(request, "Consent Withdrawn", number=number)
	_end(request, ANSWERED, {})


def _tell(request: Any, told: Told) -> None:
	request.set("counts", _merged(request, told))
	request.erased = sum(row.erased for row in request.counts)
	request.restricted = sum(row.restricted for row in request.counts)
	request.waiting = told.waiting.total()
	for step, count in (("Anonymised", told.erased.total()), ("Restricted", told.restricted.total())):
		if count:
			_note(request, step, number=count)


def _merged(request: Any, told: Told) -> list[dict[str, Any]]:
	"""What was done now, added to what was done before."""
	done = {row.record_type: row for row in request.counts}
	now = {row["record_type"]: row for row in _counts(told)}
	merged = []
	for doctype in sorted(done.keys() | now.keys()):
		new, old = now.get(doctype, {}), done.get(doctype)
		row = {"record_type": doctype, "waiting": new.get("waiting", 0)}
		for field in ("erased", "restricted"):
			row[field] = new.get(field, 0) + (old.get(field) if old else 0)
		row["kept_until"] = new.get("kept_until") or (old.kept_until if old else None)
		row["law"] = new.get("law") or (old.law if old else None)
		merged.append(row)
	return merged


def _counts(told: Told) -> list[dict[str, Any]]:
	doctypes = sorted({*told.erased, *told.restricted, *told.waiting})
	return [
		{
			**{
				"record_type": doctype,
				"erased": told.erased[doctype],
				"restricted": told.restricted[doctype],
			},
			**{"waiting": told.waiting[doctype], "kept_until": told.until.get(doctype)},
			"law": told.law.get(doctype),
		}
		for doctype in doctypes
	]


def _end(request: Any, status: str, facts: dict[str, Any]) -> None:
	request.update({**facts, "status": status, "progress": 100})
	request.update(
		{"answered_on": moments.site_today(), "answered_by": request.answered_by or frappe.session.user}
	)
	_note(request, "Refused" if status == REFUSED else "Answered")
	_save(request)
	if request.kind == ERASURE and status == ANSWERED:
		forget(request)


def forget(request: Any) -> None:
	"""Who asked is forgotten, but for the key."""
	person = person_of(request)
	own = anonymity.compiled(person)
	told = [value for value in (request.customer, request.contact, request.phone, request.email) if value]
	after = anonymity.row_after(fields.FIELDS[reads.REQUEST], request.as_dict(), own, {})
	after["person_key"] = erasure.key_of(told[0]) if told else None
	rows.change(reads.REQUEST, request.name, after)
	for event in request.events:
		if event.note:
			rows.change(event.doctype, event.name, {"note": anonymity.scrubbed(event.note, own)})
	traces.remove(reads.REQUEST, [request.name])
	traces.remove_files(reads.REQUEST, request.name, (), None)
	request.reload()


def _progress(request: Any) -> Any:
	def step(percent: int) -> None:
		frappe.publish_realtime(
			"aftersales_privacy_progress",
			{"request": request.name, "progress": percent},
			doctype=reads.REQUEST,
			docname=request.name,
		)

	return step


def _note(request: Any, step: str, **facts: Any) -> None:
	row = {"at": moments.site_now(), "actor": frappe.session.user, "step": step}
	request.append("events", {**row, **facts})


def note(name: str, step: str, number: int = 0, words: str | None = None) -> None:
	"""Something happened to what a request left."""
	request = frappe.get_doc(reads.REQUEST, name, for_update=True)
	_note(request, step, number=number, note=words)
	_save(request)


def _save(request: Any) -> None:
	request.flags.by_step = True
	request.save()


def _spelt(phone: str) -> str:
	try:
		return normalise_phone(phone)
	except DomainError:
		return ""


def by_link(feedback: str, purposes: Iterable[str], company: str | None) -> None:
	"""Somebody withdrew their consent over their personal link: a job writes that into the ledger, which guests may not."""
	told = {"feedback": feedback, "purposes": list(purposes), "company": company}
	frappe.enqueue("aftersales_app.tasks.note_withdrawal", enqueue_after_commit=True, **told)


def note_withdrawal(feedback: str, purposes: Iterable[str], company: str | None) -> str:
	"""The entry of a consent that was withdrawn over its link; its number."""
	request = frappe.get_doc(
		{
			**{"doctype": reads.REQUEST, "kind": WITHDRAWAL, "feedback": feedback, "company": company},
			**{"identity": "Personal Link", "received_on": moments.site_today(), "status": ANSWERED},
			**{"answered_on": moments.site_today(), **{f"withdraw_{name}": 1 for name in purposes}},
		}
	)
	_note(request, "Consent Withdrawn", number=len(list(purposes)))
	request.flags.by_step = True
	return request.insert().name


def from_account(email: str) -> str:
	"""Somebody confirmed by mail that their account is to be deleted: a request to erase, once; its number."""
	known = frappe.db.get_value(
		reads.REQUEST, {"email": email, "kind": ERASURE, "status": ("in", list(retention.OPEN))}
	)
	if known:
		return known
	told = {"doctype": reads.REQUEST, "kind": ERASURE, "identity": "E-mail Confirmed", "email": email}
	contact, customer = erpnext.of_account(email)
	request = frappe.get_doc({**told, "contact": contact, "customer": customer})
	request.dont_update_if_missing = ["company"]  # what every company keeps
	return request.insert().name


def account_goes(email: str) -> None:
	"""Before Frappe deletes an account: ours first, as the law has it. Throws while a case is open."""
	request = frappe.get_doc(reads.REQUEST, from_account(email))
	if erasure.preview(person_of(request)).waiting:
		frappe.throw(
			_("{0} has open cases. Close them, or have {1} carried out, and delete the account then.").format(
				email, request.name
			)
		)
	request.answer = request.answer or _("The account was deleted, and with it what we kept.")
	_carry_out_now(request)
