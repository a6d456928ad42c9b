"""Objectives of after-sales service (product.md C10): what each metric measures, and how what was measured is held against its target.

A figure always comes with what it was counted from (rules.md T1). Nothing counted is no figure: None, never 0 or 100.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.evaluation_flow import MONTHS, Period
from aftersales_app.domain.legal_days import add_months
from aftersales_app.domain.statistics import wilson

SATISFIED, SOLVED, RESPONSE, CALLS = (
	"Satisfied Customers",
	"Solved Tickets",
	"First Response",
	"Answered Calls",
)
CHAT, TRAINED = "Chat Reply", "Passed Training"
REPURCHASE, COMPLAINTS = "Repurchase", "Complaint Rate"
SHARE, RATE, MEAN = "share", "rate", "mean"
PERCENT, PER_HUNDRED, HOURS, SECONDS = "%", "per 100", "h", "s"
AT_LEAST, AT_MOST, BELOW = "At Least", "At Most", "Below"
VALUE, ON_YEAR, ON_PERIOD = "Value", "Change on Year", "Change on Period Before"
MET, CLOSE, MISSED, NO_DATA = "Met", "Nearly Met", "Missed", "No Data"
YEAR = "Year"


SCALES: Mapping[str, Fraction] = {
	PERCENT: Fraction(100),
	PER_HUNDRED: Fraction(100),
	HOURS: Fraction(1, 3600),
	SECONDS: Fraction(1),
}


@dataclass(frozen=True, slots=True)
class Metric:
	"""How a figure is made of its numerator and denominator. A mean's numerator is the sum of seconds, everything else's a count; `counted` is
	what one unit of the denominator is."""

	kind: str
	unit: str
	counted: str

	def value(self, numerator: Fraction, denominator: Fraction) -> Fraction | None:
		"""Exactly, in the metric's unit; None of nothing."""
		if not denominator:
			return None
		return numerator * SCALES[self.unit] / denominator


METRICS: Mapping[str, Metric] = {
	SATISFIED: Metric(SHARE, PERCENT, "answers"),
	SOLVED: Metric(SHARE, PERCENT, "tickets"),
	RESPONSE: Metric(MEAN, HOURS, "tickets"),
	CALLS: Metric(SHARE, PERCENT, "calls"),
	CHAT: Metric(MEAN, SECONDS, "tickets"),
	TRAINED: Metric(SHARE, PERCENT, "people"),
	REPURCHASE: Metric(SHARE, PERCENT, "customers"),
	COMPLAINTS: Metric(RATE, PER_HUNDRED, "tickets"),
}


# What a company usually sets itself (product.md C10): metric, measure, direction, target
USUAL = (
	(SATISFIED, VALUE, AT_LEAST, 90),
	(SOLVED, VALUE, AT_LEAST, 98),
	(RESPONSE, VALUE, AT_MOST, 24),
	(CALLS, VALUE, AT_LEAST, 95),
	(CHAT, VALUE, AT_MOST, 30),
	(TRAINED, VALUE, AT_LEAST, 95),
	(REPURCHASE, ON_YEAR, AT_LEAST, 15),
	(COMPLAINTS, ON_PERIOD, BELOW, 0),
)


@dataclass(frozen=True, slots=True)
class Measured:
	"""What was counted of a period: `excluded` says how many were left out and why; `missing` why there is nothing to count at all. Median and
	90th percentile are those of a mean, in its unit."""

	period: Period
	numerator: Fraction = Fraction(0)
	denominator: Fraction = Fraction(0)
	excluded: Mapping[str, int] = field(default_factory=dict)
	missing: Reason | None = None
	median: float | None = None
	p90: float | None = None


@dataclass(frozen=True, slots=True)
class Target:
	"""What is to be reached: of the value itself, or of its change in percent on the year or the period before. Missed by `close_by` or less is
	close."""

	value: Fraction
	direction: str = AT_LEAST
	measure: str = VALUE
	close_by: Fraction = Fraction(0)

	def verdict(self, actual: Fraction) -> str:
		"""Compared exactly, without rounding (rules.md K3)."""
		if self._reached(actual, self.value):
			return MET
		aside = -self.close_by if self.direction == AT_LEAST else self.close_by
		return CLOSE if self.close_by and self._reached(actual, self.value + aside) else MISSED

	def _reached(self, actual: Fraction, wanted: Fraction) -> bool:
		if self.direction == AT_LEAST:
			return actual >= wanted
		return actual < wanted if self.direction == BELOW else actual <= wanted


@dataclass(frozen=True, slots=True)
class Actual:
	"""A figure beside its target. `value` is what the target speaks of, `level` the metric itself, `base` that of the period it is compared with;
	`bounds` is the 95 % interval of a share."""

	verdict: str
	value: Fraction | None = None
	level: Fraction | None = None
	base: Fraction | None = None
	bounds: tuple[float, float] | None = None
	reasons: tuple[Reason, ...] = ()


def judge(code: str, measured: Measured, target: Target, before: Measured | None = None) -> Actual:
	"""`before` is asked for where the target is of a change. Raises KeyError for a metric that is none."""
	metric = METRICS[code]
	level = metric.value(measured.numerator, measured.denominator)
	if level is None:
		return Actual(NO_DATA, reasons=(_nothing(measured, "nothing_counted"),))
	bounds = _bounds(metric, measured)
	if target.measure == VALUE:
		return Actual(target.verdict(level), level, level, None, bounds, _assured(bounds, target))
	base = metric.value(before.numerator, before.denominator) if before else None
	if not base:
		nothing = _nothing(before or measured, "nothing_to_compare")
		return Actual(NO_DATA, None, level, base, bounds, (nothing,))
	change = 100 * (level - base) / base
	return Actual(target.verdict(change), change, level, base, bounds)


def compared_with(period: Period, measure: str, today: date) -> Period | None:
	"""The period whose figure the change is on; None where none is. What is not over is compared with as many days (rules.md T6)."""
	if measure == VALUE:
		return None
	other = period.year_ago if measure == ON_YEAR else period.before
	if period.last <= today:
		return other
	return Period(other.first, min(other.last, other.first + (today - period.first)))


def periods(year: int, kind: str, today: date) -> list[tuple[str, Period]]:
	"""The periods of a year that have begun, by kind, and the year itself last."""
	found = []
	first = date(year, 1, 1)
	while first.year == year and first < today:
		after = add_months(first, MONTHS.get(kind, 12))
		found.append((kind, Period(first, after - timedelta(days=1))))
		first = after
	if kind != YEAR and found:
		found.append((YEAR, Period(date(year, 1, 1), date(year, 12, 31))))
	return found


def check(code: str, year: int, target: Target) -> None:
	"""Raises DomainError for a target that nothing can reach."""
	if not 2000 <= year <= 2100:
		raise DomainError("year_out_of_range", {"year": year})
	if target.close_by < 0:
		raise DomainError("close_is_negative")
	share = METRICS[code].kind == SHARE and target.measure == VALUE
	if share and not 0 <= target.value <= 100:
		raise DomainError("target_out_of_range", {"value": float(target.value)})
	if target.measure == VALUE and target.value < 0:
		raise DomainError("target_negative")


def _bounds(metric: Metric, measured: Measured) -> tuple[float, float] | None:
	if metric.kind != SHARE:
		return None
	return wilson(int(measured.numerator), int(measured.denominator))


def _assured(bounds: tuple[float, float] | None, target: Target) -> tuple[Reason, ...]:
	"""Whether so few cases can tell which side of the target it really is (rules.md T4)."""
	if not bounds or not bounds[0] < target.value < bounds[1]:
		return ()
	low, high = bounds
	return (Reason("target_within_interval", {"low": round(low, 1), "high": round(high, 1)}),)


def _nothing(measured: Measured, code: str) -> Reason:
	told = {"first": measured.period.first, "last": measured.period.last}
	return measured.missing or Reason(code, told)
