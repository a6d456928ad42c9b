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


@dataclass(frozen=True, slots=True)
class Point:
	"""One period of a p-chart: `found` of `n` with its limits (0..1), `exact` where they come from the binomial, and the rules that it
	breaks."""

	n: int
	found: int
	low: float
	high: float
	exact: bool
	signals: tuple[str, ...]

	@property
	def share(self) -> float:
		return self.found / self.n


def p_chart(p: float, samples: Sequence[tuple[int, int]]) -> list[Point]:
	"""The periods (n > 0, found) in their order, judged by a usual share `p` that was frozen before. Samples differ in size, so runs are
	looked at in standard errors; where few are expected only the exact chance tells who is beyond, and two of three say nothing."""
	shares = [found / n for n, found in samples]
	errors = [_error(p, n, found) for n, found in samples]
	found_signals = signals(errors, Limits(0.0, -3.0, 3.0))
	points = []
	for at, (n, found) in enumerate(samples):
		few = n * p < FEW
		limits = exact_limits(p, n) if few else of_share(p, n)
		ruled = {
			rule for rule in found_signals.get(at, ()) if rule == SIDE or (rule == TWO_OF_THREE and not few)
		}
		if share_signals(p, n, found):
			ruled.add(BEYOND)
		if _trend(shares[: at + 1], limits, shares[at]):
			ruled.add(TREND)
		points.append(
			Point(
				n, found, limits.low, limits.high, few, tuple(name for name, _rule in _RULES if name in ruled)
			)
		)
	return points


def exact_limits(p: float, n: int) -> Limits:
	"""The largest number of `n` that the binomial still calls usual, as a share; there is no lower one."""
	most = 0
	while most < n and at_least(p, n, most + 1) >= TAIL:
		most += 1
	return Limits(p, 0.0, most / n)


def _error(p: float, n: int, found: int) -> float:
	sigma = sqrt(p * (1 - p) / n)
	return (found / n - p) / sigma if sigma else 0.0


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
