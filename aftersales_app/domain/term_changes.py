"""Which words stand in more, or fewer, comments than before (rules.md T6): two shares each, by T4, and Holm's correction for having looked at
many of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb, erfc, sqrt

ALPHA = 0.05
FEW = 5  # expected comments below which the normal distribution says nothing
MORE, LESS = "More Often", "Less Often"


@dataclass(frozen=True, slots=True)
class Two:
	"""In `part` of `whole` comments now, in `part_before` of `whole_before` then."""

	part: int
	whole: int
	part_before: int
	whole_before: int


def p_value(two: Two) -> float:
	"""Two-sided: that two shares differ as much or more by chance (rules.md T4). 1 where one of them is of nothing."""
	if not two.whole or not two.whole_before:
		return 1.0
	found, whole = two.part + two.part_before, two.whole + two.whole_before
	expected = [
		side * some / whole for side in (two.whole, two.whole_before) for some in (found, whole - found)
	]
	if min(expected) < FEW:
		return _fisher(two)
	pooled = found / whole
	error = sqrt(pooled * (1 - pooled) * (1 / two.whole + 1 / two.whole_before))
	return erfc(abs(two.part / two.whole - two.part_before / two.whole_before) / error / sqrt(2))


def _fisher(two: Two) -> float:
	found, whole = two.part + two.part_before, two.whole + two.whole_before
	ways = comb(whole, found)
	least, most = max(0, found - two.whole_before), min(found, two.whole)

	def chance(part: int) -> float:
		return comb(two.whole, part) * comb(two.whole_before, found - part) / ways

	observed = chance(two.part)
	likely = (chance(part) for part in range(least, most + 1))
	return min(1.0, sum(one for one in likely if one <= observed * (1 + 1e-9)))


def holm(values: Sequence[float], alpha: float = ALPHA) -> list[bool]:
	"""Which of several tests hold together: the smallest p against alpha over all of them, and so on until one fails."""
	held = [False] * len(values)
	for rank, at in enumerate(sorted(range(len(values)), key=lambda one: values[one])):
		if values[at] > alpha / (len(values) - rank):
			break
		held[at] = True
	return held


def changed(terms: Mapping[str, Two]) -> dict[str, str]:
	"""The terms that stand in more, or fewer, comments than before, by more than chance."""
	names = list(terms)
	held = holm([p_value(terms[name]) for name in names])
	return {name: _way(terms[name]) for name, holds in zip(names, held, strict=True) if holds}


def _way(two: Two) -> str:
	return MORE if two.part * two.whole_before > two.part_before * two.whole else LESS
