"""What the customer of a unit is owed, in one glance: what, why, until when, and what is still needed to say so. Nothing is written."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import fmt_money, getdate

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.domain.case_facts import CHOICES, FACTS, FLAG, Case, Value
from aftersales_app.domain.coverage import Cover
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.fees import FREE
from aftersales_app.domain.norms import UNITS
from aftersales_app.domain.remedies import OPEN, OWED, Deadline, Decision, Question, Refusal, Remedy, decide
from aftersales_app.warranty.queries import products
from aftersales_app.warranty.services import coverage, repairs, rules

IDENTITY = ("company", "customer", "item_code", "item_name", "serial_no", "status", "replaced_by")
GOODS = ("jurisdiction", "goods_category", "currency")
WORDS = ("region", "buyer", "channel")
DAYS = ("invoiced_on", "delivered_on", "installed_on")
SPOKEN = {*FACTS, *UNITS}
LATE = {True: "red", False: "green", None: "orange"}


def identity(product: str) -> Any:
	"""Whose unit it is and which: the fields of IDENTITY, empty where there is none of that name."""
	return products.facts(product, list(IDENTITY))


def of_unit(
	product: str, event_on: date, told: Mapping[str, Value] | None = None, fault: str = ""
) -> dict[str, Any]:
	"""What is owed to whoever has the unit and spoke on `event_on`. `told` are facts of the case, before which goes what is on record
	of the unit; `fault` is what the fault is called in the unit's repairs, "" where nobody has said.

	Keys: unit, outcome, headline, cover, remedies, questions, refusals, burden, deadlines, evidence, notes, problem: a sentence that says
	why nothing can be decided, "" for none. All is in the reader's language.
	"""
	unit = products.facts(product, ["name", *IDENTITY, *GOODS, *WORDS, *DAYS, "price"])
	shown: dict[str, Any] = {"unit": {field: unit.get(field) for field in ("name", *IDENTITY)}}
	timeline = coverage.timeline_of(product)
	cover = timeline.covered_on(event_on)
	shown |= {"cover": _cover(cover), "notes": [_said(note) for note in timeline.notes]}
	if problem := _undecidable(unit):
		return {**shown, "outcome": OPEN, "problem": problem}
	try:
		decision = _decide(unit, event_on, cover, told or {}, fault)
	except DomainError as error:
		return {**shown, "outcome": OPEN, "problem": messages.text(error.code, error.params)}
	return {**shown, "problem": "", **_shown(decision, unit.currency)}


def case_of(unit: Any, event_on: date, cover: Cover, told: Mapping[str, Value], fault: str = "") -> Case:
	"""The case of a unit: what is on record of its sale, its cover and its repairs, and what is told besides.
	Raises DomainError as Case does."""
	today = max(event_on, moments.site_today())
	facts: dict[str, Value | None] = dict(told)
	facts |= {fact: unit.get(fact) for fact in WORDS if unit.get(fact)}
	facts |= {fact: getdate(unit.get(fact)) for fact in DAYS if unit.get(fact)}
	facts |= {"price": Decimal(str(unit.price))} if unit.price else {}
	facts |= {"in_warranty": cover.covered} if cover.covered is not None else {}
	facts |= {"coverage_end": cover.until} if cover.until else {}
	facts |= repairs.facts(unit.name, event_on, today, fault)
	return Case(event_on, unit.jurisdiction, unit.goods_category, facts, today)


def _decide(unit: Any, event_on: date, cover: Cover, told: Mapping[str, Value], fault: str) -> Decision:
	book = rules.norm_book(unit.company, [segment.term for segment in cover.segments])
	return decide(case_of(unit, event_on, cover, told, fault), book, rules.day_calendar(unit.company))


def _undecidable(unit: Any) -> str:
	if not unit.jurisdiction:
		return _("Say on the unit in which country it was sold: nothing is decided before.")
	if not unit.goods_category:
		return _("Say what kind of goods this is, on the item or on the unit: nothing is decided before.")
	return ""


def _shown(decision: Decision, currency: str | None) -> dict[str, Any]:
	burden = decision.burden
	return {
		"outcome": decision.outcome,
		"headline": _headline(decision),
		"reasons": [_said(reason) for reason in decision.reasons],
		"remedies": [_remedy(remedy, currency) for remedy in decision.remedies],
		"questions": [_question(question) for question in decision.questions],
		"refusals": [_refusal(refusal) for refusal in decision.refusals],
		"burden": {"on": _proves(burden.on), "until": _day(burden.until)},
		"deadlines": [_deadline(deadline) for deadline in decision.deadlines],
		"evidence": [[_paper(paper) for paper in papers] for papers in decision.evidence],
	}


def _headline(decision: Decision) -> str:
	if decision.outcome == OWED:
		return _("Owed: {0}").format(_listed(remedy.remedy for remedy in decision.remedies))
	return _("Nothing can be said yet: ask first") if decision.outcome == OPEN else _("Nothing is owed")


def _remedy(remedy: Remedy, currency: str | None) -> dict[str, Any]:
	return {
		"remedy": remedy.remedy,
		"label": _word(remedy.remedy),
		"fee": _fee(remedy, currency),
		"until": _day(remedy.until),
		"chooser": _("The customer chooses") if remedy.chooser == "customer" else _("We choose"),
		"norm": remedy.decided_by.norm,
		"citation": remedy.decided_by.citation,
		"why": [_said(reason) for reason in (*remedy.dates, *remedy.fee_reasons)],
	}


def _fee(remedy: Remedy, currency: str | None) -> str:
	if remedy.fee is None:
		return _("fee not known yet")
	return fmt_money(remedy.fee, currency=currency) if remedy.fee > FREE else _("free of charge")


def _question(question: Question) -> dict[str, Any]:
	answers = CHOICES.get(question.fact, ())
	yes_or_no = [_("yes"), _("no")] if FACTS[question.fact] == FLAG else []
	return {
		"fact": question.fact,
		"label": _word(question.fact),
		"answers": [_word(answer) for answer in answers] or yes_or_no,
		"decides": _listed(question.opens),
	}


def _refusal(refusal: Refusal) -> dict[str, Any]:
	reasons = dict.fromkeys(f"{norm}: {_said(reason)}" for norm, reason in refusal.reasons)
	return {"label": _word(refusal.remedy), "reasons": list(reasons)}


def _deadline(deadline: Deadline) -> dict[str, Any]:
	return {
		"label": _word(deadline.code),
		"due": _day(deadline.due),
		"color": LATE[deadline.late],
		"why": _said(deadline.arithmetic),
		"citation": deadline.source.citation,
	}


def _cover(cover: Cover) -> dict[str, Any]:
	"""What it comes to first, then how it was worked out."""
	told = [_said(reason) for reason in cover.reasons]
	summary, how = (told[-1], told[:-1]) if cover.covered else (told[0], told[1:])
	return {
		"covered": cover.covered,
		"until": _day(cover.until),
		"remaining_days": cover.remaining_days,
		"summary": summary,
		"how": list(dict.fromkeys(how)),
	}


def _proves(who: str) -> str:
	proving = {"trader": _("We have to prove"), "unknown": _("Who has to prove is not known yet")}
	return proving.get(who) or _("The customer has to prove")


def _said(reason: Reason) -> str:
	"""A reason as a sentence, days and facts as people write them."""
	params = {name: _plain(value) for name, value in reason.params.items()}
	return messages.text(reason.code, params)


def _plain(value: Any) -> Any:
	if isinstance(value, bool):
		return _("yes") if value else _("no")
	if isinstance(value, date):
		return _day(value)
	if isinstance(value, tuple | list | frozenset):
		return _listed(value)
	return _word(value) if isinstance(value, str) and value in SPOKEN else value


def _listed(words: Iterable[str]) -> str:
	return ", ".join(_word(word) for word in words)


def _word(code: str) -> str:
	"""A fact, a remedy or an answer as people call it."""
	known = _(code)
	return known if known != code else code.replace("_", " ")


def _paper(code: str) -> str:
	return _("the invoice") if code == "invoice" else _word(code)


def _day(day: date | None) -> str:
	return frappe.format(day, "Date") if day else ""
