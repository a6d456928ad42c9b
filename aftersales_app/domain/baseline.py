"""The usual share of low scores, taken once from the weeks before and then frozen (rules.md T5): a chart whose limits follow its own points
would call everything usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aftersales_app.domain.control_charts import BASELINE
from aftersales_app.domain.evaluation_flow import Period

WEEK = timedelta(days=7)
SHOWN = 30  # weeks on a chart
TAKEN = 26  # weeks of a baseline at the most


@dataclass(frozen=True, slots=True)
class Week:
	"""`low` of `n` answers from a Monday on; only weeks with answers are told."""

	first: date
	n: int
	low: int


@dataclass(frozen=True, slots=True)
class Baseline:
	"""From the Monday `first` to the Sunday `last`: so many weeks with answers, the answers and the low ones."""

	first: date
	last: date
	weeks: int
	n: int
	low: int

	@property
	def share(self) -> float:
		"""0..1"""
		return self.low / self.n


def shown(last_day: date) -> Period:
	"""The complete weeks, from Monday to Sunday, that a chart up to a day shows."""
	last = last_day - timedelta(days=(last_day.weekday() + 1) % 7)
	return Period(last - SHOWN * WEEK + timedelta(days=1), last)


def before(first_day: date) -> Period:
	"""The complete weeks before a day, of which a baseline is taken."""
	last = first_day - timedelta(days=first_day.weekday() + 1)
	return Period(last - TAKEN * WEEK + timedelta(days=1), last)


def frozen(weeks: Sequence[Week]) -> Baseline | None:
	"""None of fewer than twenty weeks with answers."""
	told = sorted((week for week in weeks if week.n), key=lambda week: week.first)
	if len(told) < BASELINE:
		return None
	n, low = sum(week.n for week in told), sum(week.low for week in told)
	return Baseline(told[0].first, told[-1].first + WEEK - timedelta(days=1), len(told), n, low)
