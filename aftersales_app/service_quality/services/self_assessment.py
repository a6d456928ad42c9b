"""Self-assessments of after-sales service by GB/T 27922-2011 (rules.md Q1): begun from the indicators of the one before, filled from the records where
they can tell, signed and locked."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import frappe
from frappe import _lt
from frappe.utils import cint, flt, getdate

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.aftersales_core.contents import exact
from aftersales_app.domain import service_grade as rules
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.domain.service_grade import CUSTOMERS, GOODS, SYSTEM, Indicator
from aftersales_app.service_quality.queries import self_assessment as reads

DRAFT, SIGNED = "Draft", "Signed"
WHOLE, SAMPLE = "As a Whole", "By Sample"
PARTS = {
	"After-sales Service System": SYSTEM,
	"Service of Goods": GOODS,
	"Service of Customers": CUSTOMERS,
}
GRADES = {
	rules.FAILED: "Standard Not Reached",
	"reached": "Standard Reached",
	"three_stars": "Three Stars",
	"four_stars": "Four Stars",
	"five_stars": "Five Stars",
}
# What a company begins with. The headings and the sums of the parts are the standard's; how the points are split is ours.
INDICATORS = (
	("After-sales Service System", _lt("Organisation and its chart"), 6, ""),
	("After-sales Service System", _lt("Staff and their certificates"), 6, ""),
	("After-sales Service System", _lt("Resources and budget"), 6, ""),
	("After-sales Service System", _lt("Rules and service commitments"), 7, "Service Promises Kept"),
	("After-sales Service System", _lt("Supervision and internal audits"), 5, ""),
	("After-sales Service System", _lt("Improvement"), 5, ""),
	("After-sales Service System", _lt("Service culture"), 5, ""),
	("Service of Goods", _lt("Information about goods"), 5, ""),
	("Service of Goods", _lt("Technical support"), 6, ""),
	("Service of Goods", _lt("Delivery and installation"), 6, ""),
	("Service of Goods", _lt("Repair and its records"), 8, "Repair Records Complete"),
	("Service of Goods", _lt("Quality assurance"), 6, ""),
	("Service of Goods", _lt("Taking back scrap"), 4, ""),
	("Service of Customers", _lt("Customer relations"), 6, ""),
	("Service of Customers", _lt("Surveys of customer satisfaction"), 6, "Customers Surveyed"),
	("Service of Customers", _lt("Complaints and their closure"), 13, "Complaints Closed"),
)
COPIED = ("part", "indicator", "points", "kind", "source", "not_applicable")
Rows = list[dict[str, Any]]


def settle(doc: Any, before: Any) -> None:
	"""Every save of a draft: its rows are checked and its score is worked out as far as it can be."""
	_check_period(doc)
	if not before:
		doc.status = DRAFT
		if not doc.indicators:
			doc.set("indicators", _first_indicators(doc))
	elif not doc.flags.by_step:
		doc.update({field: before.get(field) for field in ("status", "signed_by", "signed_at")})
	for row in doc.indicators:
		_check_row(row)
		row.got = float(_indicator(row).got) if not _is_missing(row) else 0
	_grade(doc)


def fill(doc: Any) -> int:
	"""What the records tell of the indicators that name them; how many were filled."""
	_expect_draft(doc)
	period = Period(getdate(doc.first_day), getdate(doc.last_day))
	filled = 0
	for row in doc.indicators:
		if row.kind == SAMPLE and row.source and not row.not_applicable:
			row.looked_at, row.nonconforming = reads.SOURCES[row.source](doc.company, period)
			row.filled_at = moments.site_now()
			filled += 1
	doc.save()
	return filled


def sign(doc: Any) -> None:
	"""Somebody answers for it. Raises DomainError as long as anything is missing."""
	_expect_draft(doc)
	rules.check_weights([_told(row) for row in doc.indicators])
	missing = [row for row in doc.indicators if _is_missing(row)]
	if missing:
		raise DomainError("indicator_not_judged", {"row": missing[0].idx, "name": missing[0].indicator})
	if flt(doc.bonus) and not (doc.bonus_reason or "").strip():
		raise DomainError("bonus_without_reason")
	doc.update({"status": SIGNED, "signed_by": frappe.session.user, "signed_at": moments.site_now()})
	doc.flags.by_step = True
	doc.save()


def considered(doc: Any) -> str:
	"""What the reader has to know, a line each."""
	found = [Reason("points_split_by_us"), *_sums_wrong(doc)]
	missing = [row.indicator for row in doc.indicators if _is_missing(row)]
	if missing:
		found.append(Reason("indicators_to_judge", {"number": len(missing), "first": missing[0]}))
	if doc.is_scored:
		grade = _graded(doc)
		found += rules.why(grade, len(doc.deductions))
	late = sum(1 for row in doc.deductions if not row.corrected_on)
	if late:
		found.append(Reason("deductions_uncorrected", {"number": late}))
	return messages.reasons(found)


def sums(doc: Any) -> Rows:
	"""Each part: its points in the standard, those that apply, those got."""
	found = []
	for part, code in PARTS.items():
		rows = [row for row in doc.indicators if row.part == part]
		found.append(
			{
				"part": part,
				"whole": rules.WEIGHTS[code],
				"points": sum(flt(row.points) for row in rows),
				"applicable": sum(flt(row.points) for row in rows if not row.not_applicable),
				"got": sum(flt(row.got) for row in rows),
			}
		)
	return found


def _first_indicators(doc: Any) -> Rows:
	"""Those of the company's latest self-assessment; the first begins with ours, in the language of whoever begins it."""
	latest = reads.latest(doc.company, doc.name)
	if latest:
		rows = frappe.get_doc(reads.ASSESSMENT, latest).indicators
		return [{field: row.get(field) for field in COPIED} for row in rows]
	return [
		{
			"part": part,
			"indicator": str(name),
			"points": points,
			"kind": SAMPLE if source else WHOLE,
			"source": source,
		}
		for part, name, points, source in INDICATORS
	]


def _check_period(doc: Any) -> None:
	first, last = getdate(doc.first_day), getdate(doc.last_day)
	if last < first:
		raise DomainError("period_reversed", {"first": first, "last": last})


def _check_row(row: Any) -> None:
	if flt(row.points) <= 0:
		raise DomainError("points_not_positive", {"row": row.idx, "name": row.indicator})
	if row.kind == SAMPLE and cint(row.nonconforming) > cint(row.looked_at):
		raise DomainError("more_bad_than_seen", {"row": row.idx, "name": row.indicator})


def _is_missing(row: Any) -> bool:
	if row.not_applicable:
		return False
	return not cint(row.looked_at) if row.kind == SAMPLE else not row.verdict


def _indicator(row: Any) -> Indicator:
	"""One that was judged."""
	if row.kind == SAMPLE and not row.not_applicable:
		share = Fraction(cint(row.looked_at) - cint(row.nonconforming), cint(row.looked_at))
	else:
		share = Fraction(int(row.verdict == "Yes"))
	return Indicator(PARTS[row.part], exact(row.points), share, not row.not_applicable)


def _told(row: Any) -> Indicator:
	"""Its part and points alone."""
	return Indicator(PARTS[row.part], exact(row.points), Fraction(0))


def _grade(doc: Any) -> None:
	doc.is_scored, doc.score, doc.grade = 0, 0, ""
	judged = [_indicator(row) for row in doc.indicators if not _is_missing(row)]
	doc.applicable = float(sum((one.points for one in judged if one.applies), Decimal(0)))
	doc.got = float(sum((one.got for one in judged), Fraction(0)))
	rules.check_bonus(exact(doc.bonus))
	if len(judged) < len(doc.indicators) or _sums_wrong(doc):
		return
	found = _graded(doc)
	doc.is_scored, doc.score, doc.grade = 1, float(found.score), GRADES[found.grade]


def _graded(doc: Any) -> rules.Grade:
	judged = [_indicator(row) for row in doc.indicators]
	applicable = sum((one.points for one in judged if one.applies), Decimal(0))
	got = sum((one.got for one in judged), Fraction(0))
	return rules.grade(applicable, got, len(doc.deductions), exact(doc.bonus))


def _sums_wrong(doc: Any) -> list[Reason]:
	try:
		rules.check_weights([_told(row) for row in doc.indicators])
	except DomainError as error:
		return [Reason(error.code, error.params)]
	return []


def _expect_draft(doc: Any) -> None:
	if doc.status != DRAFT:
		raise DomainError("assessment_is_signed")
