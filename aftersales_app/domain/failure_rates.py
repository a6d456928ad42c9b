"""What fails, how soon and at what cost: shares of units that are old enough to tell.

A product that was sold last month has few failures because it is young. So every figure by age names the number at risk, the units that
had reached that age; what has failed by an age is estimated month by month from the units that were watched so long
(`statistics.product_limit`), and early failures count only units handed over long enough ago whose fate is known: watched for all of the
time, or failed in it. One that failed in its first days and was exchanged has failed, though nobody watched it any longer. Ages are full
months from the day a unit was handed over (`legal_days.add_months`); a unit is watched up to today, or until it left.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from aftersales_app.domain.legal_days import add_months
from aftersales_app.domain.repair_time import HOLDS_DAYS, has_held
from aftersales_app.domain.statistics import Failed, product_limit, share, wilson


@dataclass(frozen=True, slots=True)
class Cohort:
	"""Units that were handed over on one day and are watched until another."""

	began: date
	watched_to: date
	units: int


@dataclass(frozen=True, slots=True)
class Failure:
	"""A unit failed on a day, and what that cost."""

	unit: str
	began: date
	watched_to: date
	on: date
	cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Month:
	"""One month of age. `at_risk`: units that had reached that age; `failed`: how many of them failed in that month, in `failures`. `by_then`:
	the estimate of what has failed by the month's end. At risk of a first failure there are the units that had none before and were watched
	to the end of the month or failed in it, of those that could be that old by now; None where there is none."""

	age: int
	at_risk: int
	failed: int
	failures: int
	cost: float
	by_then: Failed | None

	@property
	def rate(self) -> float | None:
		"""Of the units at risk, how many in percent failed in this month; None where there were none."""
		return share(self.failed, self.at_risk)


@dataclass(frozen=True, slots=True)
class Total:
	"""`unit_years` is the time that the units were watched. `old_enough`: units whose early time is over and that were watched for all of
	it or failed in it, `early` how many of them failed in it."""

	units: int
	failed: int
	failures: int
	cost: float
	unit_years: float
	old_enough: int
	early: int

	@property
	def rate(self) -> float | None:
		return share(self.failed, self.units)

	@property
	def early_rate(self) -> float | None:
		return share(self.early, self.old_enough)

	def is_alarming(self, percent: float) -> bool:
		"""Did surely more than `percent` fail early: is the lower end of the 95 % interval above it? A few unlucky units are no alarm."""
		bounds = wilson(self.early, self.old_enough)
		return bounds is not None and bounds[0] > percent


@dataclass(frozen=True, slots=True)
class Job:
	"""A repair of a unit: the day it came in and that of hand-back, None while it is open."""

	unit: str
	received: date
	returned: date | None
	fault: str = ""


def age(began: date, day: date) -> int:
	"""Full months from `began` to `day`; 0 before it."""
	months = (day.year - began.year) * 12 + day.month - began.month
	return max(0, months - (add_months(began, months) > day)) if day > began else 0


def by_age(
	cohorts: Iterable[Cohort], failures: Iterable[Failure], months: int, today: date
) -> tuple[Month, ...]:
	"""The months of age from 0 on, `months` of them. The order of what is given is irrelevant."""
	reached, events = [0] * (months + 1), sorted(failures, key=lambda one: (one.unit, one.on))
	for cohort in cohorts:
		reached[min(age(cohort.began, cohort.watched_to), months)] += cohort.units
	ages = [(one, age(one.began, one.on)) for one in events]
	firsts: dict[str, tuple[Failure, int]] = {}
	for one, at in ages:
		firsts.setdefault(one.unit, (one, at))
	failed_in = {(one.unit, at) for one, at in ages}
	by_then = product_limit(_first_failures(reached, firsts.values(), today))
	return tuple(
		Month(
			number,
			sum(reached[number:]),
			sum(at == number for _unit, at in failed_in),
			sum(at == number for _one, at in ages),
			sum(one.cost for one, at in ages if at == number),
			by_then[number],
		)
		for number in range(months)
	)


def _first_failures(
	reached: Sequence[int], firsts: Iterable[tuple[Failure, int]], today: date
) -> Iterator[tuple[int, int]]:
	"""Month by month the units at risk of a first failure and those that had it. `reached`: how many units were watched up to each age,
	the last is that age and more. What failed in a month that is not over by now tells nothing of it."""
	spans = [(at, max(at, age(one.began, one.watched_to)), age(one.began, today)) for one, at in firsts]
	for number in range(len(reached) - 1):
		watched = sum(reached[number + 1 :]) - sum(at < number < left for at, left, _could in spans)
		gone = sum(at == left == number < could for at, left, could in spans)
		yield watched + gone, sum(at == number < could for at, _left, could in spans)


def total(cohorts: Sequence[Cohort], failures: Sequence[Failure], early_months: int, today: date) -> Total:
	"""All ages in one. Early is before `early_months` full months are over."""
	old = [one for one in cohorts if age(one.began, one.watched_to) >= early_months]
	early = {
		one.unit: one for one in failures if age(one.began, one.on) < early_months <= age(one.began, today)
	}
	gone = [one for one in early.values() if age(one.began, one.watched_to) < early_months]
	days = sum(max(0, (one.watched_to - one.began).days) * one.units for one in cohorts)
	return Total(
		sum(one.units for one in cohorts),
		len({one.unit for one in failures}),
		len(failures),
		sum(one.cost for one in failures),
		days / 365.25,
		sum(one.units for one in old) + len(gone),
		len(early),
	)


def repeats(jobs: Iterable[Job], holds_days: int = HOLDS_DAYS) -> int:
	"""How many repairs are of a unit whose last repair did not hold `holds_days`, whatever its fault (`repair_time.has_held`)."""
	last: dict[str, date] = {}
	found = 0
	for job in sorted(jobs, key=lambda one: (one.unit, one.received, one.returned or date.max)):
		before = last.get(job.unit)
		if before is not None and not has_held(before, job.received, holds_days):
			found += 1
		if job.returned is not None:
			last[job.unit] = max(job.returned, before or date.min)
	return found
