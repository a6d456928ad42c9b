"""Control charts: is a figure out of its usual range, or only noise (rules.md T5)? The limits come from a baseline and are frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import comb, sqrt
from statistics import fmean

BASELINE = 20  # periods at least before limits are frozen
FEW = 5  # expected cases below which the normal limits say nothing
ONE_SIDE, RISING, NEAR = 9, 6, 3
TAIL = 0.00135  # beyond three sigma on one side
# Factor of the mean standard deviation for three-sigma limits of means, by size of sample: A3 of the usual tables.
A3 = {
	**{2: 2.659, 3: 1.954, 4: 1.628, 5: 1.427, 6: 1.287, 7: 1.182, 8: 1.099, 9: 1.032, 10: 0.975},
	**{15: 0.789, 20: 0.680, 25: 0.606},
}
MOVING_RANGE = 2.66
BEYOND, SIDE, TREND, TWO_OF_THREE = "beyond_limits", "nine_on_one_side", "six_in_a_row", "two_of_three"


@dataclass(frozen=True, slots=True)
class Limits:
	"""Centre with three-sigma limits."""

	centre: float
	low: float
	high: float

	@property
	def sigma(self) -> float:
		return (self.high - self.centre) / 3


def of_share(p: float, n: int) -> Limits:
	"""Limits of a share in a sample of `n` where `p` is usual; both 0..1. Raises ValueError unless 0 <= p <= 1 and n > 0."""
	if not 0 <= p <= 1 or n <= 0:
		raise ValueError((p, n))
	half = 3 * sqrt(p * (1 - p) / n)
	return Limits(p, max(0.0, p - half), p + half)


def share_signals(p: float, n: int, found: int) -> bool:
	"""Is `found` of `n` out of what is usual? Where few are expected, by the exact chance of as many or more."""
	if n * p < FEW:
		return at_least(p, n, found) < TAIL
	limits = of_share(p, n)
	return not limits.low <= found / n <= limits.high


def at_least(p: float, n: int, found: int) -> float:
	"""The chance of `found` or more of `n`, each with the chance `p`."""
	return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(found, n + 1))


def of_means(mean: float, deviation: float, n: int) -> Limits:
	"""Limits of the means of samples of `n` with a usual mean and standard deviation. Raises ValueError for a size without a factor."""
	if n not in A3:
		raise ValueError(n)
	half = A3[n] * deviation
	return Limits(mean, mean - half, mean + half)


def of_single(values: Sequence[float]) -> Limits:
	"""Limits of single values, one a period, from their moving range. Raises ValueError for less than two."""
	if len(values) < 2:
		raise ValueError(len(values))
	moves = [abs(later - earlier) for earlier, later in pairwise(values)]
	centre, half = fmean(values), MOVING_RANGE * fmean(moves)
	return Limits(centre, centre - half, centre + half)


def signals(values: Sequence[float], limits: Limits) -> dict[int, tuple[str, ...]]:
	"""Which values of a series tell that something has changed, by their place, each with the rules it breaks."""
	found: dict[int, list[str]] = {}
	for at, value in enumerate(values):
		broken = [rule for rule, breaks in _RULES if breaks(values[: at + 1], limits, value)]
		if broken:
			found[at] = broken
	return {at: tuple(rules) for at, rules in found.items()}


def _beyond(_values: Sequence[float], limits: Limits, value: float) -> bool:
	return not limits.low <= value <= limits.high


def _one_side(values: Sequence[float], limits: Limits, _value: float) -> bool:
	last = values[-ONE_SIDE:]
	if len(last) < ONE_SIDE:
		return False
	return all(one > limits.centre for one in last) or all(one < limits.centre for one in last)


def _trend(values: Sequence[float], _limits: Limits, _value: float) -> bool:
	last = values[-RISING:]
	if len(last) < RISING:
		return False
	steps = [later - earlier for earlier, later in pairwise(last)]
	return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _two_of_three(values: Sequence[float], limits: Limits, value: float) -> bool:
	last, wide = values[-NEAR:], 2 * limits.sigma
	if len(last) < NEAR or limits.sigma <= 0:
		return False
	above = sum(one > limits.centre + wide for one in last)
	below = sum(one < limits.centre - wide for one in last)
	return (above >= 2 and value > limits.centre + wide) or (below >= 2 and value < limits.centre - wide)


_RULES = ((BEYOND, _beyond), (SIDE, _one_side), (TREND, _trend), (TWO_OF_THREE, _two_of_three))
