"""rules.md T1, T5, T6: changes as sentences, Spring Festival, control charts, the funnel, words that changed, definitions, charts."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from aftersales_app.domain import (
	baseline,
	comparison,
	control_charts,
	figure_definitions,
	pictures,
	term_changes,
)
from aftersales_app.domain.baseline import Week
from aftersales_app.domain.comment_terms import own_words
from aftersales_app.domain.control_charts import BEYOND, SIDE, TREND
from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.domain.pictures import Dot, Mark, Pair
from aftersales_app.domain.score_sums import Sums
from aftersales_app.domain.spring_festival import festival_days, lunar_year_ago, moved
from aftersales_app.domain.term_changes import Two
from aftersales_app.domain.verification import funnel_doubt, funnel_z, speaks_for


def period(first, last):
	return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
	("unit", "now", "before", "code", "by", "percent"),
	[
		("points", 5.0, 15.0, "change_in_points", "−10.0", "−66.7"),
		("points", 15.0, 5.0, "change_in_points", "+10.0", "+200.0"),
		("points", 5.0, 0.0, "change_in_points_from_nothing", "+5.0", None),
		("score", 4.22, 4.52, "change_of_mean", "−0.30", "−6.6"),
		("score", 4.22, None, "change_without_before", None, None),
		("score", None, 4.52, "change_without_now", None, None),
	],
)
def test_a_change_is_told_in_points_and_percent(unit, now, before, code, by, percent):
	told = comparison.told("Mean", "before", unit, now, before)
	assert (told.code, told.params.get("by"), told.params.get("percent")) == (code, by, percent)


def test_spring_festival_is_found_and_aligned():
	# New Year's Day: 2025-01-29, 2026-02-17; from the eve, eight days.
	assert festival_days(period("2025-01-01", "2025-01-31")) == 4
	assert festival_days(period("2025-02-01", "2025-02-28")) == 4
	assert festival_days(period("2026-02-01", "2026-02-28")) == 8
	assert lunar_year_ago(period("2026-02-01", "2026-02-28")) == period("2025-01-13", "2025-02-09")
	found = moved(period("2026-02-01", "2026-02-28"), period("2025-02-01", "2025-02-28"))
	assert (found.now, found.then, found.aligned) == (8, 4, period("2025-01-13", "2025-02-09"))
	assert moved(period("2026-05-01", "2026-05-31"), period("2025-05-01", "2025-05-31")) is None
	assert festival_days(period("1990-01-01", "1990-12-31")) == 0


def test_a_p_chart_follows_the_size_of_its_samples():
	found = control_charts.p_chart(0.0742, [(150, 24), (150, 21), (150, 16), (30, 4)])
	assert [point.signals for point in found] == [(BEYOND,), (BEYOND,), (), ()]
	assert found[0].high == pytest.approx(0.1384, abs=5e-5)
	assert [point.exact for point in found] == [False, False, False, True]
	# 30 of which .0742: 7 or more have a chance of .0049, 8 or more of .0013
	assert found[3].high == pytest.approx(7 / 30)


def test_runs_are_told_across_sizes():
	side = control_charts.p_chart(0.2, [(100 + at, 22 + at % 2) for at in range(9)])
	assert SIDE in side[8].signals and SIDE not in side[7].signals
	rising = control_charts.p_chart(0.2, [(100, 15 + at) for at in range(6)])
	assert rising[5].signals == (TREND,)


def test_a_baseline_is_frozen_from_twenty_weeks():
	monday = date(2026, 1, 5)
	weeks = [Week(monday + at * timedelta(days=7), 50, 5) for at in range(20)]
	assert baseline.frozen(weeks[:19]) is None
	assert baseline.frozen([*weeks[:19], Week(date(2026, 5, 18), 0, 0)]) is None
	found = baseline.frozen(weeks)
	assert (found.first, found.last, found.weeks, found.share) == (monday, date(2026, 5, 24), 20, 0.1)
	assert baseline.shown(date(2026, 3, 31)) == period("2025-09-01", "2026-03-29")  # a Tuesday
	assert baseline.shown(date(2026, 3, 29)).last == date(2026, 3, 29)  # a Sunday
	assert baseline.before(date(2026, 3, 1)) == period("2025-08-25", "2026-02-22")  # a Sunday


def of(mean, deviation, n):
	total = round(mean * n)
	return Sums(n, total, round(total * total / n + deviation**2 * (n - 1)), 0)


def test_the_funnel_needs_ten_answers():
	everybody = of(4.3, 0.9, 1000)
	assert funnel_z(of(3.6, 0.9, 20), everybody) == pytest.approx(-3.48, abs=0.01)
	assert funnel_doubt(of(3.6, 0.9, 20), everybody).params["z"] == "-3.5"
	assert funnel_doubt(of(3.6, 0.9, 5), everybody) is None
	assert funnel_doubt(of(4.2, 0.9, 20), everybody) is None
	low, high = of(3.6, 0.9, 20), of(4.95, 0.2, 40)
	assert [speaks_for(score, low, everybody) for score in (1, 2, 3, 5)] == [True, True, False, False]
	assert [speaks_for(score, high, everybody) for score in (1, 4, 5)] == [False, False, True]


@pytest.mark.parametrize(
	("two", "p"),
	[
		(Two(30, 200, 10, 200), 0.00086),
		(Two(15, 100, 5, 100), 0.0184),
		(Two(6, 40, 2, 40), 0.263),
		(Two(0, 0, 2, 40), 1),
		(Two(0, 9, 0, 9), 1),
	],
)
def test_two_shares_are_compared(two, p):
	assert term_changes.p_value(two) == pytest.approx(p, rel=0.01)


def test_many_words_are_looked_at_with_holm():
	assert term_changes.holm([0.01, 0.04, 0.03]) == [True, False, False]
	assert term_changes.holm([0.01, 0.02, 0.03]) == [True, True, True]
	found = term_changes.changed(
		{"慢": Two(60, 200, 20, 200), "快": Two(10, 200, 40, 200), "好": Two(50, 200, 52, 200)}
	)
	assert found == {"慢": "More Often", "快": "Less Often"}


def test_names_become_words():
	names = ["海云变频空调 KFR-35GW", "滤网", "门", "一级能效超长产品名称不是一个词", "", None]
	assert own_words(names) == ("海云变频空调", "滤网")


def test_every_version_of_the_definitions_stays():
	assert set(figure_definitions.DEFINITIONS) == set(range(1, figure_definitions.VERSION + 1))
	assert figure_definitions.of_version(0) == figure_definitions.of_version(1)
	assert figure_definitions.of_version(99) == ()


def test_charts_are_well_formed_and_keep_texts_as_texts():
	marks = [Mark("03-02", 12.0, 0.0, 20.0, "<b>", signal=True, soft=True), Mark("03-09", 0.0, 0.0, 8.0, "&")]
	drawn = (
		pictures.control_chart(marks, 7.4, "a < b"),
		pictures.control_chart(marks, None, "no limits"),
		pictures.control_chart(marks[:1], 0.0, "nothing is usual"),
		pictures.funnel([Dot("<Team>", 40, 3.2, "t", True)], 4.2, 0.9, 10, "f", "n"),
		pictures.bars([Pair("P", 4.2, None), Pair("Q", None, 5.0)], 5, "b", ("c", "r")),
	)
	for svg in drawn:
		ElementTree.fromstring(svg)
	assert "&lt;b&gt;" in drawn[0] and "<b>" not in drawn[0] and "#c0392b" in drawn[0]
	assert "stroke-dasharray" in drawn[0] and "stroke-dasharray" not in drawn[1]
