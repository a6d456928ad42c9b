"""Every night: what is past its period, or rested on a consent that was taken back, is made anonymous; what no law wants kept any more goes (rules.md
P5). Run again, it finds nothing to do."""

from datetime import date

import frappe
from frappe.utils import cint

from aftersales_app.aftersales_core import moments, rows
from aftersales_app.aftersales_core import services as core
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import retention as rule
from aftersales_app.domain.anonymity import Person
from aftersales_app.domain.legal_days import add_months
from aftersales_app.integrations import erpnext_people as erpnext
from aftersales_app.service_quality.queries import privacy as reads
from aftersales_app.service_quality.queries.feedback import FEEDBACK
from aftersales_app.service_quality.services import consent, erasure, privacy, traces
from aftersales_app.service_quality.services.erasure import Work

AT_ONCE = 500
CAUSE = "Retention Periods"
NAMES = ("customer_name", "contact_name", "complainant_name", "price_confirmed_by", "signed_by")
PHONES = ("contact_phone", "phone_key", "complainant_phone")
EMAILS = ("contact_email", "complainant_email")


def run() -> None:
	"""What has to go in any case first, then what the site has turned on."""
	today = moments.site_today()
	attempt("What no law keeps any more", _release, today)
	attempt("Consents taken back", honour)
	privacy.go_on()
	if not cint(core.settings().get("anonymise_daily")):
		return
	for doctype in reads.MARKED:
		attempt(f"Retention of {doctype}", _anonymise, doctype, today)
	attempt("Retention of former owners", _former_owners, today)
	attempt("Retention of recordings", _recordings, today)
	attempt("Retention of messages", _messages, today)
	attempt("Retention of privacy requests", _requests, today)


def honour() -> None:
	"""The words of answers that rested on a consent go with it, within one turn of the job."""
	for name in consent.released():
		answer = frappe.db.get_value(FEEDBACK, name, ["customer", "ticket"], as_dict=True)
		work = Work(_person_of_ticket(answer.ticket), CAUSE)
		erasure.carry_out(work, consent.fates_of([name]))


def _release(today: date) -> None:
	for request, count in erasure.release(today, AT_ONCE).items():
		if request:
			privacy.note(request, "Released", count)


def _anonymise(doctype: str, today: date) -> None:
	"""Cases of a kind, each with what goes with it."""
	own = [one.months for one in erasure.rules() if one.kind == rule.KINDS[doctype] and not one.law]
	if not own:
		return
	customers: set[str] = set()
	for name in reads.unmarked(doctype, add_months(today, -min(own)), AT_ONCE):
		found = reads.with_followers(doctype, name)
		fates = erasure.fates(found, released=False)
		told = {key: fate for key, fate in fates.items() if fate.what in (rule.ERASE, rule.RESTRICT)}
		if (doctype, name) in told:
			person = _person(doctype, name)
			customers |= person.customers
			erasure.carry_out(Work(person, CAUSE), told)
	_forget_those_who_are_gone(customers)


def _forget_those_who_are_gone(customers: set[str]) -> None:
	"""As long as a person has records that are still kept, what was made anonymous stays together with what will be. After that nobody can tell
	who it was."""
	for customer in sorted(customers):
		if not reads.of_person(Person(customers=frozenset({customer}))):
			erpnext.forget_stand_in(erasure.key_of(customer))


def _person(doctype: str, name: str) -> Person:
	"""Whom a case is about, by what it says itself. A company is no person: its name stays."""
	row = next(iter(reads.stored(doctype, [name])))
	return Person(
		customers=erpnext.natural([row.customer]) if row.get("customer") else frozenset(),
		names=_told(row, NAMES),
		phones=_told(row, PHONES),
		emails=_told(row, EMAILS),
	)


def _person_of_ticket(ticket: str | None) -> Person:
	return _person(reads.TICKET, ticket) if ticket else Person()


def _told(row: frappe._dict, columns: tuple[str, ...]) -> frozenset[str]:
	return frozenset(row[column] for column in columns if row.get(column))


def _cutoff(kind: str, today: date) -> date | None:
	"""The day before which records of a kind are past their period; None without one."""
	months = [one.months for one in erasure.rules() if one.kind == kind and not one.law]
	return add_months(today, -max(months)) if months else None


def _former_owners(today: date) -> None:
	"""People who gave a unit away long ago."""
	cutoff = _cutoff("Unit", today)
	for unit, customer in reads.former_owners(cutoff, AT_ONCE) if cutoff else ():
		work = Work(erpnext.of_customer(customer), CAUSE)
		erasure.carry_out(work, {(reads.PRODUCT, unit): rule.Fate(rule.ERASE)})


def _recordings(today: date) -> None:
	cutoff = _cutoff(rule.RECORDING, today)
	for name, url in reads.recordings_before(cutoff, AT_ONCE) if cutoff else ():
		traces.remove_files(reads.CALL, name, [url], None)
		rows.change(reads.CALL, name, {"recording": None})


def _messages(today: date) -> None:
	cutoff = _cutoff(rule.MESSAGE, today)
	if cutoff:
		traces.remove_mail(reads.TICKET, reads.with_old_mail(cutoff, AT_ONCE))


def _requests(today: date) -> None:
	"""The proof that a request was answered is kept for a time as well."""
	cutoff = _cutoff(rule.REQUEST, today)
	old = {"answered_on": ("<", cutoff), "kind": ("!=", ""), "status": ("in", (rule.ANSWERED, rule.REFUSED))}
	for name in frappe.get_all(reads.REQUEST, old, pluck="name", limit=AT_ONCE) if cutoff else ():
		request = frappe.get_doc(reads.REQUEST, name)
		if any(request.get(field) for field in (*privacy.WHO, "words", "person_key")):
			privacy.forget(request)
			rows.change(reads.REQUEST, name, {"person_key": None})
