"""What customers say: the evaluation of a month out of 200,000 answers, beside the statements that it stands on, and their words; and one of a
month in which a million answered, with the memory that it takes."""

import os
import resource
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from statistics import median

import desk
import frappe
from timing import Figure, milliseconds, paired, progress

from aftersales_app.aftersales_core import moments, rows
from aftersales_app.domain import comment_terms
from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.domain.scoring import DIMENSIONS
from aftersales_app.service_quality.queries import evaluations as reads
from aftersales_app.service_quality.services import evaluation_figures, evaluations, verification

MILLION = int(os.environ.get("AFTERSALES_BENCH_MILLION", "1000000"))  # 0 leaves that section out
ANSWERS = int(os.environ.get("AFTERSALES_BENCH_ANSWERS", "200000"))
FEEDBACK, COMPANY, ROUNDS = "Aftersales Feedback", "Bench Opinions", 5
CROWD = "Bench Crowd"  # a company whose million answers are all of one month
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 30)
MARCH = Period(date(2025, 3, 1), date(2025, 3, 31))
WORDS = (
	"师傅很好，一次修好",
	"等了很久没有人回复",
	"不好用，又坏了",
	"收费偏高，没有说明",
	"服务不错，谢谢",
	None,
	None,
)
SCORES = ("overall", *DIMENSIONS)
FIELDS = (
	*("name", "owner", "creation", "modified", "modified_by", "company", "team", "category", "item_code"),
	*("region", "given_at", "status", "counts", "words", *SCORES, *(f"verified_{name}" for name in SCORES)),
	*("record_timeliness", "record_solving", "record_compliance"),
)
GIVEN = "count(case when {0} > 0 {1} then 1 end), sum(case when {0} > 0 {1} then {0} else 0 end)"
WHOLE = (
	GIVEN
	+ ", sum(case when {0} > 0 {1} then {0} * {0} else 0 end), count(case when {0} between 1 and 3 {1} then 1 end)"
)


def figures() -> Iterator[Figure]:
	_fill()
	ratio, own, other = paired(lambda: milliseconds(_drawn_up), lambda: milliseconds(_by_hand), ROUNDS)
	found = f"{ANSWERS:,} answers"
	yield Figure("figures of a month", ratio, "x", 2.0, note=f"{own:.0f} ms, by hand {other:.0f} ms, {found}")
	whole = median(milliseconds(_evaluate) for _round in range(3)) / 1000
	yield Figure("an evaluation of a month with its words", whole, "s", 5.0, note=found)
	reader = verification.reader()
	texts = [text for text in WORDS if text] * 12_000
	spent = milliseconds(lambda: comment_terms.count(texts, reader)) / 1000
	yield Figure("words of 60,000 comments", spent, "s", 30.0)
	frappe.db.rollback()
	if MILLION:
		yield from _of_a_million()


def _of_a_million() -> Iterator[Figure]:
	"""Drawn up, with what counted otherwise than given kept; the memory is the most that the whole process has had."""
	_fill(CROWD, MILLION, MARCH.first, MARCH.last)
	spent = milliseconds(lambda: _evaluate(CROWD)) / 1000
	found = f"{MILLION:,} answers"
	yield Figure("an evaluation of a month of a million", spent, "s", 20.0, note=found)
	yield Figure("memory of the process that draws it up", _peak(), "MB", 500.0, note=found)
	frappe.db.rollback()


def _peak() -> float:
	"""The most memory that this process has had, in MB."""
	return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _drawn_up() -> None:
	now, before, year = (list(reads.cells(COMPANY, one)) for one in (MARCH, MARCH.before, MARCH.year_ago))
	assert evaluation_figures.figures(now, before, year)[0]["n"] > 1000


def _by_hand() -> None:
	"""The same sums in one statement a period, written out."""
	sums = [WHOLE.format("overall", ""), WHOLE.format("verified_overall", "and counts = 1")]
	sums += [GIVEN.format(f"verified_{name}", "and counts = 1") for name in DIMENSIONS]
	sums += [GIVEN.format(f"record_{name}", "") for name in ("timeliness", "solving", "compliance")]
	for period in (MARCH, MARCH.before, MARCH.year_ago):
		frappe.db.sql(
			f"select team, category, item_code, region, {', '.join(sums)} from `tabAftersales Feedback`"
			" where company = %s and given_at >= %s and given_at < %s group by team, category, item_code, region",
			(COMPANY, period.first, period.last + timedelta(days=1)),
		)


def _evaluate(company: str = COMPANY) -> None:
	doc = frappe.new_doc(reads.EVALUATION)
	doc.update({"company": company, "kind": "Month", "first_day": MARCH.first, "last_day": MARCH.last})
	evaluations.enter(doc)
	doc.name = f"EV-{company}"
	evaluation_figures.keep_exceptions(doc, MARCH)
	assert doc.figures and doc.terms


def _fill(company: str = COMPANY, answers: int = ANSWERS, first: date = FIRST, last: date = LAST) -> None:
	desk.prepare()
	if frappe.db.count(FEEDBACK, {"company": company}) == answers:
		return
	progress(f"filling in {answers:,} answers")
	frappe.db.delete(FEEDBACK, {"company": company})
	random, days = Random(5), (last - first).days + 1
	for start in range(0, answers, 20_000):
		many = range(start, min(start + 20_000, answers))
		rows.append(FEEDBACK, FIELDS, [_row(company, number, random, first, days) for number in many])
		frappe.db.commit()
	frappe.db.sql("analyze table `tabAftersales Feedback`")
	frappe.db.commit()


def _row(company: str, number: int, random: Random, first: date, days: int) -> dict:
	given = datetime.combine(first, datetime.min.time()) + timedelta(
		days=random.randrange(days), seconds=random.randrange(86_400)
	)
	if company == CROWD:  # numbered as they came, as on a site
		given = datetime.combine(first, datetime.min.time()) + timedelta(
			seconds=number * days * 86_400 // MILLION
		)
	scores = {name: random.choices((1, 2, 3, 4, 5), (4, 4, 8, 34, 50))[0] for name in SCORES}
	now = moments.site_now()
	return {
		**{
			"name": f"BO-{number}" if company == COMPANY else f"BC-{number:07d}",
			"owner": "Guest",
			"modified_by": "Guest",
			"creation": now,
			"modified": now,
		},
		**{"company": company, "team": f"Team {number % 12}", "category": f"Category {number % 9}"},
		"region": f"Region {number % 6}",
		**{
			"item_code": f"Item {number % 25}",
			"given_at": given,
			"status": "Valid" if number % 40 else "Set Aside",
			"counts": int(number % 40 > 0),
		},
		**{
			"words": random.choice(WORDS),
			**scores,
			**{f"verified_{name}": one for name, one in scores.items()},
		},
		**{f"record_{name}": random.randint(1, 5) for name in ("timeliness", "solving", "compliance")},
	}
