"""An evaluation as its reader sees it, on the form and in print: what to consider, what changed in words, charts, and how its figures are defined.
Everything comes from what was frozen when it was drawn up.
"""

import json
from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _, _lt
from frappe.utils import cint, formatdate, get_fullname

from aftersales_app.aftersales_core import messages
from aftersales_app.domain import comparison, figure_definitions, pictures
from aftersales_app.domain.comparison import POINTS, SCORE
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.evaluation_flow import LEAST
from aftersales_app.domain.pictures import Dot, Mark, Pair
from aftersales_app.domain.scoring import DIMENSIONS
from aftersales_app.domain.verification import FUNNEL_N
from aftersales_app.service_quality.services.evaluation_figures import BY_WEEK, TEAMS, usual_days

FIGURE = "Aftersales Evaluation Figure"
MEAN, LOW = _lt("Mean, Verified"), _lt("Low Scores, Verified (%)")
BEFORE, YEAR = _lt("the period before"), _lt("the year before")
# What is compared: its name, the unit, the column now, since when, the column then, and who answered then.
COMPARED = (
	(MEAN, SCORE, "mean", BEFORE, "before_mean", "before_n"),
	(LOW, POINTS, "low_share", BEFORE, "before_low", "before_n"),
	(MEAN, SCORE, "mean", YEAR, "year_mean", "year_n"),
	(LOW, POINTS, "low_share", YEAR, "year_low", "year_n"),
)


def told(evaluation: Any) -> dict[str, Any]:
	"""`notices` and `changes`, a line each; `charts` with `title`, `svg` and what they `say`; `definitions` with their version."""
	whole = _whole(evaluation)
	return {
		"notices": notices(evaluation),
		"changes": messages.reasons(changes(whole)) if whole else "",
		"charts": charts(evaluation),
		"definitions": definitions(evaluation),
		"appeal_until": evaluation.appeal_until and formatdate(evaluation.appeal_until),
	}


def notices(evaluation: Any) -> str:
	"""What readers have to consider, in their language."""
	return messages.reasons(
		Reason(one["code"], one["params"]) for one in json.loads(evaluation.notices or "[]")
	)


def changes(figure: Any) -> Iterable[Reason]:
	"""How a group's mean and low scores moved, as sentences."""
	for what, unit, now, since, then, n in COMPARED:
		before = figure.get(then) if cint(figure.get(n)) >= LEAST else None
		yield comparison.told(str(what), str(since), unit, None if figure.few else figure.get(now), before)


def charts(evaluation: Any) -> list[dict[str, str]]:
	"""Those that there is something to draw for."""
	drawn = (_weekly(evaluation), _teams(evaluation), _dimensions(evaluation))
	return [chart for chart in drawn if chart]


def definitions(evaluation: Any) -> list[dict[str, str]]:
	"""What each figure is divided by, of which answers, and what is left out."""
	return [
		{
			"title": _(one.title),
			**{
				part: messages.text(getattr(one, part), {"least": LEAST})
				for part in ("numerator", "denominator", "window", "exclusions")
			},
		}
		for one in figure_definitions.of_version(cint(evaluation.definitions))
	]


def signed(user: str | None) -> str:
	"""Who took a step, for prints."""
	return get_fullname(user) if user else ""


def _whole(evaluation: Any) -> Any:
	return next((row for row in evaluation.figures if row.grouping == "All"), None)


def _weekly(evaluation: Any) -> dict[str, str] | None:
	points = [point for point in evaluation.points if point.chart == BY_WEEK]
	if not points:
		return None
	judged = bool(evaluation.baseline_n)
	marks = [
		Mark(
			formatdate(point.first_day, "MM-dd"),
			point.value,
			point.lower if judged else point.value,
			point.upper if judged else point.value,
			_week_told(point),
			bool(point.signals),
			bool(point.of_baseline),
		)
		for point in points
	]
	title = _("Low scores by week (%)")
	svg = pictures.control_chart(marks, evaluation.baseline_share if judged else None, title)
	return {"title": title, "svg": svg, "says": messages.reasons(_weekly_says(evaluation, points))}


def _week_told(point: Any) -> str:
	told = {"first": point.first_day, "low": point.low, "n": point.n, "share": f"{point.value:.1f}"}
	said = messages.text("week_told", told)
	rules = ", ".join(_(rule) for rule in (point.signals or "").split(",") if rule)
	return f"{said} {rules}" if rules else said


def _weekly_says(evaluation: Any, points: list[Any]) -> Iterable[Reason]:
	if not evaluation.baseline_n:
		return
	days = usual_days(evaluation)
	share = f"{evaluation.baseline_share:.1f}"
	told = {"first": days.first, "last": days.last, "weeks": evaluation.baseline_periods}
	yield Reason("baseline_told", {**told, "n": evaluation.baseline_n, "share": share})
	if any(point.exact for point in points):
		yield Reason("exact_limits_told")
	out = [point for point in points if point.signals and not point.of_baseline]
	for point in out:
		yield Reason("week_out_of_range", {"first": point.first_day, "rules": point.signals.split(",")})
	if not out:
		yield Reason("weeks_in_range")


def _teams(evaluation: Any) -> dict[str, str] | None:
	points, whole = [point for point in evaluation.points if point.chart == TEAMS], _whole(evaluation)
	if not points or not whole or whole.few or not whole.deviation:
		return None
	dots = [Dot(point.team, point.n, point.value, _team_told(point), bool(point.signals)) for point in points]
	title = _("Mean by team and number of answers")
	svg = pictures.funnel(dots, whole.mean, whole.deviation, FUNNEL_N, title, _("Answers, Verified"))
	out = [point for point in points if point.signals]
	says = [Reason("team_out_of_funnel", _of_team(point)) for point in out] or [Reason("teams_in_funnel")]
	return {"title": title, "svg": svg, "says": messages.reasons(says)}


def _team_told(point: Any) -> str:
	return messages.text("team_told", _of_team(point))


def _of_team(point: Any) -> dict[str, Any]:
	return {"value": point.team, "n": point.n, "mean": f"{point.value:.2f}", "z": f"{point.z:+.1f}"}


def _dimensions(evaluation: Any) -> dict[str, str] | None:
	whole = _whole(evaluation)
	if not whole or whole.few:
		return None
	meta = frappe.get_meta(FIGURE)
	pairs = [
		Pair(_(meta.get_label(name)), whole.get(name) or None, whole.get(f"record_{name}") or None)
		for name in DIMENSIONS
	]
	title = _("Dimensions: what customers say, and what the record tells")
	svg = pictures.bars(pairs, 5, title, (_("Customers, Verified"), _("By the Record")))
	return {"title": title, "svg": svg, "says": ""}
