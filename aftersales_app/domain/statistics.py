"""Figures of service: shares with their uncertainty, quantiles. None, never 0 or 100, where nothing was counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

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
