"""What an evaluation finds in the answers of its period: figures, points of charts, words, and what its reader has to consider. All of it is
written when it is drawn up and stays as it is.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments, rows
from aftersales_app.domain import baseline as usual
from aftersales_app.domain import (
	comment_terms,
	control_charts,
	figure_definitions,
	spring_festival,
	term_changes,
)
from aftersales_app.domain.comparison import Change, Stratum, change, mixed
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.evaluation_flow import LEAST, SPECIAL, Period
from aftersales_app.domain.invitation import COMPLAINT, TICKET
from aftersales_app.domain.remedies import record
from aftersales_app.domain.response import BIASED_UNDER, Response
from aftersales_app.domain.score_sums import Sums, added
from aftersales_app.domain.scoring import DIMENSIONS, OBJECTIVE
from aftersales_app.domain.statistics import wilson
from aftersales_app.domain.verification import FUNNEL_N, funnel_z, is_outlier
from aftersales_app.service_quality.queries import evaluations as reads
from aftersales_app.service_quality.queries import response as responses
from aftersales_app.service_quality.queries.evaluations import Cell
from aftersales_app.service_quality.services import verification

MOST_COMMENTS, MOST_TERMS = 20_000, 30
BY_WEEK, TEAMS = "Low Scores by Week", "Teams"
Key = Callable[[Cell], str]
GROUPINGS: Mapping[str, Key] = {
	"All": lambda cell: "",
	"Team": lambda cell: cell.team,
	"Category": lambda cell: cell.category,
	"Item": lambda cell: cell.item_code,
	"Region": lambda cell: cell.region,
}
# grouping: whose records its groups are, and the column of an answer that names them
KINDS: Mapping[str, tuple[str, str]] = {
	"Team": ("Aftersales Team", "team"),
	"Category": ("Aftersales Category", "category"),
	"Item": ("Item", "item_code"),
	"Region": ("Territory", "region"),
}
STAMPS = (
	"name",
	"owner",
	"creation",
	"modified",
	"modified_by",
	"parent",
	"parenttype",
	"parentfield",
	"idx",
)
EXCEPTION_FIELDS = (*STAMPS, "feedback", "status", "counts", *reads.SCORES)


def fill(evaluation: Any, period: Period) -> None:
	"""Figures, charts, words and notices of a period. Raises DomainError `nobody_answered`, but for a special evaluation that a record gives
	the occasion for: that is due though nobody has answered."""
	company = evaluation.company
	now, before, year = (list(reads.cells(company, one)) for one in (period, period.before, period.year_ago))
	if not now and not (evaluation.kind == SPECIAL and evaluation.reference_name):
		raise DomainError("nobody_answered", {"first": period.first, "last": period.last})
	evaluation.definitions = figure_definitions.VERSION
	evaluation.set("figures", figures(now, before, year))
	points, noticed = _weekly(evaluation, period)
	evaluation.set("points", [*points, *_teams(now)])
	noticed = [
		*_response(evaluation, period),
		*_considered(now, before),
		*_festival(company, period, now),
		*noticed,
	]
	if not now:
		noticed.insert(0, Reason("nobody_answered_yet", {"first": period.first, "last": period.last}))
	evaluation.notices = json.dumps(record(tuple(noticed)), ensure_ascii=False)
	_write_terms(evaluation, period)


def _response(evaluation: Any, period: Period) -> list[Reason]:
	"""With every result stand its frame, how many were asked, and how many of them answered (ISO 10004); few answers are told to be biased."""
	asked = responses.asked("reference_doctype", period.first, period.last, evaluation.company)
	of_service = [counts for kind, counts in asked.items() if kind != COMPLAINT]
	found = Response(sum(n for n, _given in of_service), sum(given for _n, given in of_service))
	ended = responses.ended(TICKET, "", period.first, period.last, evaluation.company)[""]
	evaluation.update({"services_ended": ended, "invited": found.invited, "invited_answered": found.answered})
	told = {"answered": found.answered, "invited": found.invited, "least": BIASED_UNDER}
	return [Reason("few_invited_answered", told)] if found.biased else []


def keep_exceptions(evaluation: Any, period: Period) -> None:
	"""What counts otherwise than it was given, as it stands now: with it, every figure can be worked out again from the raw answers, whatever is
	found later."""
	frappe.db.delete(reads.EXCEPTION, {"parent": evaluation.name, "parenttype": reads.EVALUATION})
	now, user = moments.site_now(), frappe.session.user
	stamps = {"owner": user, "modified_by": user, "creation": now, "modified": now}
	place = {"parent": evaluation.name, "parenttype": reads.EVALUATION, "parentfield": "exceptions"}
	found = reads.differing(evaluation.company, period)
	written = (
		{**row, **stamps, **place, "idx": at, "name": f"{evaluation.name}-{at}"}
		for at, row in enumerate(found, 1)
	)
	rows.append(reads.EXCEPTION, EXCEPTION_FIELDS, written)


def figures(now: list[Cell], before: list[Cell], year: list[Cell]) -> list[dict[str, Any]]:
	"""The rows of an evaluation, the largest groups first, from the sums of its period and of those it is compared with."""
	rows = []
	for grouping, key in GROUPINGS.items():
		groups, earlier, ago = (_grouped(cells, key) for cells in (now, before, year))
		for name in sorted(groups, key=lambda one: (-_n(groups[one]), one)):
			if name or grouping == "All":
				kind = {"group_doctype": KINDS[grouping][0] if name else None, "group_name": name}
				told = (groups[name], earlier.get(name, []), ago.get(name, []))
				rows.append({"grouping": grouping, **kind, **_figure(*told)})
	return rows


def _figure(now: list[Cell], before: list[Cell], year: list[Cell]) -> dict[str, Any]:
	raw, verified, earlier, ago = (
		added(cell.raw for cell in now),
		*(added(cell.verified for cell in cells) for cells in (now, before, year)),
	)
	counts = {"n_raw": raw.n, "n": verified.n, "before_n": earlier.n, "year_n": ago.n}
	if verified.n < LEAST:
		return {**counts, "few": 1}
	bounds = wilson(verified.low, verified.n) or (None, None)
	return {
		**counts,
		**{"mean_raw": raw.mean, "low_raw": raw.low_share, "mean": verified.mean},
		**{"low_share": verified.low_share, "low_lower": bounds[0], "low_upper": bounds[1]},
		"deviation": verified.deviation,
		**{name: _told(cell.dimensions[name] for cell in now) for name in DIMENSIONS},
		**{f"record_{name}": _told(cell.record[name] for cell in now) for name in OBJECTIVE},
		**_changed(verified, earlier, ("before_mean", "before_low"), ("mean_change", "mean_percent"), "low"),
		**_changed(verified, ago, ("year_mean", "year_low"), ("year_change", "year_percent"), "year_low"),
	}


def _told(sums: Iterable[Sums]) -> float | None:
	"""A mean that enough have told."""
	whole = added(sums)
	return whole.mean if whole.n >= LEAST else None


def _changed(
	now: Sums, then: Sums, was: tuple[str, str], names: tuple[str, str], low: str
) -> dict[str, float | None]:
	"""Nothing is compared with what too few told."""
	if then.n < LEAST:
		return {}
	mean, share = change(now.mean, then.mean), change(now.low_share, then.low_share)
	return {
		**dict(zip(was, (then.mean, then.low_share), strict=True)),
		**dict(zip(names, _both(mean), strict=True)),
		**dict(zip((f"{low}_change", f"{low}_percent"), _both(share), strict=True)),
	}


def _both(one: Change) -> tuple[float | None, float | None]:
	return one.difference, one.percent


def _weekly(evaluation: Any, period: Period) -> tuple[list[dict[str, Any]], list[Reason]]:
	"""The weeks up to the period's end against what was frozen as usual, and what they say."""
	weeks = reads.weeks(evaluation.company, usual.shown(period.last))
	if not evaluation.baseline_n:
		_inherit(evaluation, period)
	if not evaluation.baseline_n:
		points = [{"chart": BY_WEEK, **_week(week)} for week in weeks]
		return points, [Reason("no_baseline", {"weeks": len(weeks), "needed": control_charts.BASELINE})]
	share = evaluation.baseline_share / 100
	judged = control_charts.p_chart(share, [(week.n, week.low) for week in weeks])
	own = usual_days(evaluation)
	points, found = [], []
	for week, point in zip(weeks, judged, strict=True):
		told = {"lower": 100 * point.low, "upper": 100 * point.high, "exact": int(point.exact)}
		told["of_baseline"] = int(own.first <= week.first <= own.last)
		points.append({"chart": BY_WEEK, **_week(week), **told, "signals": ",".join(point.signals)})
		if point.signals and week.first + usual.WEEK > period.first:
			found.append(Reason("week_out_of_range", {"first": week.first, "rules": point.signals}))
	return points, found


def usual_days(evaluation: Any) -> Period:
	"""The days of the baseline."""
	first, last = (frappe.utils.getdate(evaluation.get(f"baseline_{end}")) for end in ("first", "last"))
	return Period(first, last)


def _week(week: usual.Week) -> dict[str, Any]:
	return {"first_day": week.first, "n": week.n, "low": week.low, "value": 100 * week.low / week.n}


def _inherit(evaluation: Any, period: Period) -> None:
	"""What an evaluation before froze stays usual; the first that can freezes."""
	known = reads.baseline(evaluation.company, period.last)
	if known:
		evaluation.update(known)
	else:
		freeze(evaluation, period)


def freeze(evaluation: Any, period: Period) -> bool:
	"""The weeks before the period become what is usual; False where there are too few."""
	found = usual.frozen(reads.weeks(evaluation.company, usual.before(period.first)))
	if found is None:
		return False
	days = {"baseline_first": found.first, "baseline_last": found.last, "baseline_periods": found.weeks}
	evaluation.update({**days, "baseline_n": found.n, "baseline_share": 100 * found.share})
	return True


def _teams(now: list[Cell]) -> list[dict[str, Any]]:
	"""Every team with enough answers in the funnel about everybody's mean."""
	everybody = added(cell.verified for cell in now)
	points = []
	for team, cells in sorted(_grouped(now, GROUPINGS["Team"]).items()):
		own = added(cell.verified for cell in cells)
		z = funnel_z(own, everybody)
		if team and own.n >= FUNNEL_N and z is not None:
			told = {"team": team, "n": own.n, "low": own.low, "value": own.mean, "z": z}
			signals = "funnel" if is_outlier(own, everybody) else ""
			points.append({"chart": TEAMS, **told, "signals": signals})
	return points


def _considered(now: list[Cell], before: list[Cell]) -> list[Reason]:
	"""Where the mix of cases hides what happened (Simpson)."""
	found = []
	for grouping, key in list(GROUPINGS.items())[1:]:
		mix = mixed(_strata(before, key), _strata(now, key))
		if mix.reversed and mix.standardised is not None:
			found.append(Reason("mix_reversed", {"by": grouping, "standardised": f"{mix.standardised:.2f}"}))
	return found


def _festival(company: str, period: Period, now: list[Cell]) -> list[Reason]:
	"""Spring Festival moves: a year ago it may have lain in another month, and the month before has it or not."""
	found = []
	ago = spring_festival.moved(period, period.year_ago)
	if ago:
		days = {"first": ago.aligned.first, "last": ago.aligned.last}
		then = added(cell.verified for cell in reads.cells(company, ago.aligned))
		mean = then.mean if then.n >= LEAST else None
		told = {"now": ago.now, "then": ago.then, **days, "n": then.n}
		code = "festival_aligned" if mean is not None else "festival_without_aligned"
		found.append(Reason(code, told if mean is None else {**told, "mean": f"{mean:.2f}"}))
	before = spring_festival.moved(period, period.before)
	if before:
		found.append(Reason("festival_before", {"now": before.now, "then": before.then}))
	return found if now else []


def _strata(cells: Iterable[Cell], key: Key) -> dict[str, Stratum]:
	groups = _grouped(cells, key)
	sums = {name: added(cell.verified for cell in some) for name, some in groups.items()}
	return {name: Stratum(one.n, one.total) for name, one in sums.items()}


def _write_terms(evaluation: Any, period: Period) -> None:
	reader = verification.reader()
	now, before = (
		_terms_of(evaluation.company, one, reader, fewest)
		for one, fewest in ((period, comment_terms.FEWEST), (period.before, 1))
	)
	evaluation.comments_read = now.read
	top = now.top(MOST_TERMS)
	changes = term_changes.changed(
		{
			term: term_changes.Two(times, now.read, before.found.get(term, 0), before.read)
			for term, times in top
		}
	)
	written = []
	for term, times in top:
		share = 100 * before.found.get(term, 0) / before.read if before.read else None
		row = {"term": term, "documents": times, "document_share": 100 * times / now.read}
		written.append({**row, "share_before": share, "changed": changes.get(term, "")})
	evaluation.set("terms", written)


def _terms_of(company: str, period: Period, reader: comment_terms.Reader, fewest: int) -> comment_terms.Terms:
	"""The words of comments, and of those made anonymous the words that stay counted."""
	texts, kept = reads.comments(company, period, MOST_COMMENTS)
	return comment_terms.count(texts, reader, fewest, kept)


def _grouped(cells: Iterable[Cell], key: Key) -> dict[str, list[Cell]]:
	groups: dict[str, list[Cell]] = {}
	for cell in cells:
		groups.setdefault(key(cell), []).append(cell)
	return groups


def _n(cells: Iterable[Cell]) -> int:
	return sum(cell.raw.n for cell in cells)
