"""Figures of service: shares with their uncertainty, quantiles. None, never 0 or 100, where nothing was counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt

Z_95 = 1.959963984540054


def share(part: int, whole: int) -> float | None:
	"""`part` of `whole` in percent; None where there is no whole (rules.md T1)."""
	return 100 * part / whole if whole else None


def wilson(part: int, whole: int, z: float = Z_95) -> tuple[float, float] | None:
	"""Wilson's interval of a share, in percent, 95 % by default; None where nothing was counted (rules.md T1).

	Raises ValueError unless 0 <= part <= whole.
	"""
	if not 0 <= part <= whole:
		raise ValueError(f"{part} of {whole}")
	if not whole:
		return None
	p, spread = part / whole, z * z / whole
	centre = p + spread / 2
	half = z * sqrt((p * (1 - p) + spread / 4) / whole)
	low, high = (centre - half) / (1 + spread), (centre + half) / (1 + spread)
	return 100 * max(0.0, low), 100 * min(1.0, high)


@dataclass(frozen=True, slots=True)
class Failed:
	"""Of `at_risk` at the beginning of a span of time `failed` failed in it; `share` is the estimate in percent of what has failed by its end,
	`bounds` its 95 % interval, None where all have failed."""

	at_risk: int
	failed: int
	share: float
	bounds: tuple[float, float] | None


def product_limit(steps: Iterable[tuple[int, int]], z: float = Z_95) -> list[Failed | None]:
	"""What share has failed by the end of each span, of things that are not all watched to the end: the product-limit estimate.

	`steps` are (at risk, failed) span by span: at risk is what had not failed before and was watched through the span, or failed in it. The
	share failed is 1 - product(1 - failed / at risk): it never falls, and is the plain share where everything is watched throughout. From
	where nobody is at risk any more it is None. Kaplan and Meier, Nonparametric Estimation from Incomplete Observations, JASA 53 (1958),
	457-481.

	The interval is Greenwood's variance (The Natural Duration of Cancer, 1926) of log(-log) of what is left, which keeps it within 0 and 100:
	Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 2nd ed. (2002), 1.4. While nothing has failed, that variance is
	none; the interval is then Wilson's of none among those at risk. Raises ValueError unless 0 <= failed <= at risk.
	"""
	found: list[Failed | None] = []
	left, variance = 1.0, 0.0
	for at_risk, failed in steps:
		if not 0 <= failed <= at_risk:
			raise ValueError(f"{failed} of {at_risk}")
		if not at_risk:
			found.append(None)
			continue
		left *= 1 - failed / at_risk
		variance += failed / (at_risk * (at_risk - failed)) if failed < at_risk else inf
		bounds = _greenwood(left, variance, z) if variance else wilson(0, at_risk, z)
		found.append(Failed(at_risk, failed, 100 * (1 - left), bounds))
	return found


def _greenwood(left: float, variance: float, z: float) -> tuple[float, float] | None:
	if not left:
		return None
	spread = exp(z * sqrt(variance) / -log(left))
	return 100 * (1 - left ** (1 / spread)), 100 * (1 - left**spread)


@dataclass(frozen=True, slots=True)
class Bucket:
	"""Values that lie close together: how many and their sum."""

	count: int
	total: float

	@property
	def value(self) -> float:
		return self.total / self.count


@dataclass(frozen=True, slots=True)
class Spread:
	"""What is told of a set of durations. A few long ones distort the mean, so median and P90 stand beside it (rules.md T1)."""

	count: int
	total: float
	mean: float | None
	median: float | None
	p90: float | None


def spread(buckets: Iterable[Bucket]) -> Spread:
	"""Count, sum, mean, median and 90th percentile of a histogram. Exact where a bucket's values are equal, else to within
	the width of one bucket; mean and sum are always exact."""
	found = sorted((bucket for bucket in buckets if bucket.count), key=lambda bucket: bucket.value)
	count, total = sum(bucket.count for bucket in found), sum(bucket.total for bucket in found)
	mean = total / count if count else None
	return Spread(count, total, mean, quantile(found, 0.5), quantile(found, 0.9))


def quantile(buckets: Sequence[Bucket], q: float) -> float | None:
	"""The `q` quantile (0..1) of buckets in rising order, linear between neighbouring ranks; None of nothing."""
	count = sum(bucket.count for bucket in buckets)
	if not count:
		return None
	rank = (count - 1) * q
	low = _at(buckets, int(rank))
	high = _at(buckets, min(int(rank) + 1, count - 1))
	return low + (high - low) * (rank - int(rank))


def _at(buckets: Sequence[Bucket], rank: int) -> float:
	for bucket in buckets:
		if rank < bucket.count:
			return bucket.value
		rank -= bucket.count
	raise IndexError(rank)
