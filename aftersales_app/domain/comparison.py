"""One period beside another: change on month and year, and whether the mix of cases hides what happened (rules.md T6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from aftersales_app.domain.errors import Reason

MOST = 0.5  # of the strata, more than which must disagree with the total


@dataclass(frozen=True, slots=True)
class Change:
	"""`difference` in the figure's own unit (percentage points for a share), `percent` of what was; None where that was none or
	nothing."""

	difference: float | None
	percent: float | None


def change(now: float | None, before: float | None) -> Change:
	"""What became of a figure; unknown where either is."""
	if now is None or before is None:
		return Change(None, None)
	return Change(now - before, 100 * (now - before) / before if before else None)


POINTS, SCORE = "points", "score"


def told(what: str, since: str, unit: str, now: float | None, before: float | None) -> Reason:
	"""A change as a sentence: of `what` (a mean, or a share in percent), `since` which period. A share in percentage points and in percent
	of what it was; nothing is made up where there is nothing to compare with."""
	named: dict[str, object] = {"what": what, "period": since}
	if now is None:
		return Reason("change_without_now", named)
	if before is None:
		return Reason("change_without_before", {**named, "now": _shown(now, unit)})
	moved = change(now, before)
	assert moved.difference is not None
	by = f"{moved.difference:+.{1 if unit == POINTS else 2}f}".replace("-", "\u2212")
	found = {**named, "now": _shown(now, unit), "before": _shown(before, unit), "by": by}
	code = "change_in_points" if unit == POINTS else "change_of_mean"
	if moved.percent is None:
		return Reason(f"{code}_from_nothing", found)
	return Reason(code, {**found, "percent": f"{moved.percent:+.1f}".replace("-", "\u2212")})


def _shown(value: float, unit: str) -> str:
	return f"{value:.1f} %" if unit == POINTS else f"{value:.2f}"


@dataclass(frozen=True, slots=True)
class Stratum:
	"""Part of the cases: how many there are, and the sum of what was measured of them."""

	n: int
	total: float

	@property
	def mean(self) -> float | None:
		return self.total / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Mix:
	"""Two periods over the same strata. `standardised` is the later one's mean with the earlier one's mix; `reversed` says that the total
	moved against most strata (Simpson)."""

	before: float | None
	now: float | None
	standardised: float | None
	reversed: bool


def mixed(before: Mapping[str, Stratum], now: Mapping[str, Stratum]) -> Mix:
	"""Compare two periods stratum by stratum. Strata that one of them lacks say nothing of a change."""
	earlier, later = _mean(before), _mean(now)
	steps: dict[str, float] = {}
	for name, was in before.items():
		then, there = was.mean, now.get(name, Stratum(0, 0)).mean
		if then is not None and there is not None:
			steps[name] = there - then
	standardised = _standardised(before, now, steps)
	if earlier is None or later is None or not steps:
		return Mix(earlier, later, standardised, False)
	total = later - earlier
	against = sum(1 for step in steps.values() if step * total < 0)
	return Mix(earlier, later, standardised, against > MOST * len(steps))


def _mean(strata: Mapping[str, Stratum]) -> float | None:
	return Stratum(sum(one.n for one in strata.values()), sum(one.total for one in strata.values())).mean


def _standardised(
	before: Mapping[str, Stratum], now: Mapping[str, Stratum], shared: Mapping[str, float]
) -> float | None:
	weights = {name: before[name].n for name in shared}
	whole = sum(weights.values())
	if not whole:
		return None
	return sum(weight * now[name].total / now[name].n for name, weight in weights.items()) / whole
