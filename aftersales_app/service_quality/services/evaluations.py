"""Evaluations of a period: drawn up from the answers, frozen, checked, approved, published. The one writer of their figures and status."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import frappe
from frappe.utils import cstr, getdate

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import comment_terms
from aftersales_app.domain import evaluation_flow as flow
from aftersales_app.domain.comparison import Stratum, change, mixed
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.evaluation_flow import (
	APPROVED,
	CHECKED,
	DRAFT,
	LEAST,
	MONTH,
	PUBLISHED,
	QUARTER,
	Period,
)
from aftersales_app.domain.remedies import record
from aftersales_app.domain.score_sums import added
from aftersales_app.domain.scoring import DIMENSIONS, OBJECTIVE
from aftersales_app.service_quality.queries import calls
from aftersales_app.service_quality.queries import evaluations as reads
from aftersales_app.service_quality.queries.evaluations import Cell
from aftersales_app.service_quality.services import verification

MOST_COMMENTS, MOST_TERMS = 20_000, 30
GROUPINGS: Mapping[str, Callable[[Cell], str]] = {
	"All": lambda cell: "",
	"Team": lambda cell: cell.team,
	"Category": lambda cell: cell.category,
	"Item": lambda cell: cell.item_code,
}
STEPS = {CHECKED: ("checked_by", "checked_at"), APPROVED: ("approved_by", "approved_at")}


def run() -> None:
	"""On the second of a month: the month that is over, and the quarter, of every company, once."""
	today = moments.site_today()
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
	"""A new evaluation gets the figures of its period. Raises DomainError as `flow.check`, `nobody_answered`."""
	period = _period(evaluation)
	flow.check(period, moments.site_today(), reads.periods(evaluation.company, evaluation.kind))
	evaluation.status, evaluation.drawn_at = DRAFT, moments.site_now()
	_fill(evaluation, period)


def renew(evaluation: Any) -> None:
	"""Draw a draft up anew: answers were verified since. Throws unless it is one."""
	_expect(evaluation, DRAFT)
	_fill(evaluation, _period(evaluation))
	evaluation.drawn_at = moments.site_now()
	_save(evaluation)


def move(evaluation: Any, after: str) -> None:
	"""Check, approve, publish or send back, each by somebody else."""
	user = frappe.session.user
	people = {evaluation.owner, evaluation.checked_by, evaluation.approved_by} - {None}
	messages.refuse_unless(flow.can_move(evaluation.status, after, user, people))
	if after == DRAFT:
		evaluation.update(dict.fromkeys(("checked_by", "checked_at", "approved_by", "approved_at")))
	elif after == PUBLISHED:
		evaluation.update({"published_by": user, "published_on": moments.site_today()})
	else:
		by, at = STEPS[after]
		evaluation.update({by: user, at: moments.site_now()})
	evaluation.status = after
	_save(evaluation)


def appeal(evaluation: Any, reason: str) -> None:
	"""Somebody disagrees with a published evaluation."""
	published = getdate(evaluation.published_on) if evaluation.published_on else None
	messages.refuse_unless(flow.can_appeal(published, moments.site_today(), cstr(reason)))
	row = {"at": moments.site_now(), "by": frappe.session.user, "reason": reason.strip()}
	evaluation.append("appeals", row)
	_save(evaluation)


def notices(evaluation: Any) -> str:
	"""What readers have to consider, in their language."""
	return messages.reasons(
		Reason(one["code"], one["params"]) for one in json.loads(evaluation.notices or "[]")
	)


def _fill(evaluation: Any, period: Period) -> None:
	now, before, year = (
		list(reads.cells(evaluation.company, one)) for one in (period, period.before, period.year_ago)
	)
	if not now:
		raise DomainError("nobody_answered", {"first": period.first, "last": period.last})
	evaluation.set("figures", figures(now, before, year))
	evaluation.notices = json.dumps(record(_considered(now, before)), ensure_ascii=False)
	_write_terms(evaluation, period)


def figures(now: list[Cell], before: list[Cell], year: list[Cell]) -> list[dict[str, Any]]:
	"""The rows of an evaluation, the largest groups first, from the sums of its period and of those it is compared with."""
	rows = []
	for grouping, key in GROUPINGS.items():
		groups, earlier, ago = (_grouped(cells, key) for cells in (now, before, year))
		for name in sorted(groups, key=lambda one: (-_n(groups[one]), one)):
			if name or grouping == "All":
				told = (groups[name], earlier.get(name, []), ago.get(name, []))
				rows.append({"grouping": grouping, "group_name": name, **_figure(*told)})
	return rows


def _figure(now: list[Cell], before: list[Cell], year: list[Cell]) -> dict[str, Any]:
	raw, verified, earlier, ago = (
		added(cell.raw for cell in now),
		*(added(cell.verified for cell in cells) for cells in (now, before, year)),
	)
	counts = {"n_raw": raw.n, "n": verified.n, "before_n": earlier.n, "year_n": ago.n}
	if verified.n < LEAST:
		return {**counts, "few": 1}
	return {
		**counts,
		**{
			"mean_raw": raw.mean,
			"low_raw": raw.low_share,
			"mean": verified.mean,
			"low_share": verified.low_share,
		},
		**{name: added(cell.dimensions[name] for cell in now).mean for name in DIMENSIONS},
		**{f"record_{name}": added(cell.record[name] for cell in now).mean for name in OBJECTIVE},
		**{"before_mean": earlier.mean, "year_mean": ago.mean},
		**{"mean_change": change(verified.mean, earlier.mean).difference},
		**{"low_change": change(verified.low_share, earlier.low_share).difference},
		**{"year_change": change(verified.mean, ago.mean).difference},
		**{"year_low_change": change(verified.low_share, ago.low_share).difference},
	}


def _considered(now: list[Cell], before: list[Cell]) -> tuple[Reason, ...]:
	"""Where the mix of cases hides what happened (Simpson)."""
	found = []
	for grouping, key in list(GROUPINGS.items())[1:]:
		mix = mixed(_strata(before, key), _strata(now, key))
		if mix.reversed and mix.standardised is not None:
			found.append(Reason("mix_reversed", {"by": grouping, "standardised": f"{mix.standardised:.2f}"}))
	return tuple(found)


def _strata(cells: Iterable[Cell], key: Callable[[Cell], str]) -> dict[str, Stratum]:
	groups = _grouped(cells, key)
	sums = {name: added(cell.verified for cell in some) for name, some in groups.items()}
	return {name: Stratum(one.n, one.total) for name, one in sums.items()}


def _write_terms(evaluation: Any, period: Period) -> None:
	reader = verification.reader()
	now, before = (_terms_of(evaluation.company, one, reader) for one in (period, period.before))
	evaluation.comments_read = now.read
	evaluation.set(
		"terms",
		[
			{
				"term": term,
				"documents": times,
				"document_share": 100 * times / now.read,
				"share_before": 100 * before.found.get(term, 0) / before.read if before.read else None,
			}
			for term, times in now.top(MOST_TERMS)
		],
	)


def _terms_of(company: str, period: Period, reader: comment_terms.Reader) -> comment_terms.Terms:
	texts, kept = reads.comments(company, period, MOST_COMMENTS)
	return comment_terms.count(texts, reader, kept=kept)


def _grouped(cells: Iterable[Cell], key: Callable[[Cell], str]) -> dict[str, list[Cell]]:
	groups: dict[str, list[Cell]] = {}
	for cell in cells:
		groups.setdefault(key(cell), []).append(cell)
	return groups


def _n(cells: Iterable[Cell]) -> int:
	return sum(cell.raw.n for cell in cells)


def _period(evaluation: Any) -> Period:
	return Period(getdate(evaluation.first_day), getdate(evaluation.last_day))


def _expect(evaluation: Any, status: str) -> None:
	if evaluation.status != status:
		raise DomainError("evaluation_is", {"status": evaluation.status})


def _save(evaluation: Any) -> None:
	evaluation.flags.by_step = True
	evaluation.save()
