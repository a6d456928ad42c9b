"""Did an improvement work? Scores and shares before and after, held against each other by rules that stand before the data (rules.md T3, T4).

All tests and intervals are scipy's. Scores are of 1 to 5, shares are parts of a whole; levels are two-sided and 95 %.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt

import numpy as np
from scipy import stats

from aftersales_app.domain.statistics import wilson

INSUFFICIENT, NOT_SHOWN, WORSE = "Insufficient Data", "Not Shown", "Worse"
DISPUTED = "Tests Disagree"
REAL_BUT_SMALL, ON_POINT, PROVEN = "Real but Small", "Real, Target Met on Point", "Proven"
REAL = frozenset({REAL_BUT_SMALL, ON_POINT, PROVEN})
LEAST, TARGET, LEVEL = 30, 0.5, 0.05
RESAMPLES, SEED = 10_000, 20_260_101
FEW_EXPECTED = 5  # in a cell, below which Fisher's test decides
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scores:
	"""Answers of one side: how often each score was given."""

	counts: Mapping[float, int]

	@classmethod
	def of(cls, scores: Sequence[float]) -> "Scores":
		"""The same from the answers one by one."""
		values, times = np.unique(np.asarray(scores, dtype=float), return_counts=True)
		return cls({float(value): int(count) for value, count in zip(values, times, strict=True)})

	@property
	def n(self) -> int:
		return sum(self.counts.values())

	@property
	def all(self) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
		"""The answers one by one, in rising order."""
		rising = sorted(self.counts)
		return np.repeat(np.array(rising, dtype=float), [self.counts[value] for value in rising])


@dataclass(frozen=True, slots=True)
class ScoreChange:
	"""What became of a mean score: `difference` is after less before, `interval` Welch's, `resampled` the percentile bootstrap's,
	`delta` Cliff's (how much oftener an answer of after is the higher one). None where one side has too little to say."""

	verdict: str
	n_before: int
	n_after: int
	mean_before: float | None = None
	mean_after: float | None = None
	difference: float | None = None
	t: float | None = None
	df: float | None = None
	p: float | None = None
	interval: Interval | None = None
	u_p: float | None = None
	delta: float | None = None
	resampled: Interval | None = None


def compare_scores(before: Scores, after: Scores, target: float = TARGET, least: int = LEAST) -> ScoreChange:
	"""Is a change of the mean score real, and as large as `target`? By Welch's t, cross-checked by Mann and Whitney and by a bootstrap;
	where they disagree nothing is proven (rules.md T3)."""
	if min(before.n, after.n) < 2:
		return ScoreChange(INSUFFICIENT, before.n, after.n)
	was, now = before.all, after.all
	means = float(was.mean()), float(now.mean())
	difference = means[1] - means[0]
	if not (was.var() or now.var()):  # t would be infinite
		return ScoreChange(INSUFFICIENT, before.n, after.n, *means, difference)
	welch = stats.ttest_ind(now, was, equal_var=False)
	low, high = welch.confidence_interval(1 - LEVEL)
	ranks = stats.mannwhitneyu(now, was, method="asymptotic")
	found = ScoreChange(
		"",
		*(before.n, after.n, *means, difference),
		*(float(welch.statistic), float(welch.df), float(welch.pvalue), (float(low), float(high))),
		float(ranks.pvalue),
		2 * float(ranks.statistic) / (before.n * after.n) - 1,
		_resampled(before, after),
	)
	return replace(found, verdict=_of_scores(found, target, least))


def _of_scores(found: ScoreChange, target: float, least: int) -> str:
	if min(found.n_before, found.n_after) < least or found.interval is None or found.resampled is None:
		return INSUFFICIENT
	low, high = found.interval
	if high < 0:
		return WORSE
	if low <= 0:
		return NOT_SHOWN
	if (found.u_p or 0) >= LEVEL or (found.delta or 0) <= 0 or found.resampled[0] <= 0:
		return DISPUTED
	if low >= target:
		return PROVEN
	return ON_POINT if (found.difference or 0) >= target else REAL_BUT_SMALL


def _resampled(before: Scores, after: Scores) -> Interval:
	"""The percentile interval of the difference: drawing answers anew is drawing how often each score comes."""
	random = np.random.default_rng(SEED)
	means = []
	for side in (before, after):
		values = np.array(list(side.counts), dtype=float)
		shares = np.array(list(side.counts.values()), dtype=float) / side.n
		means.append(random.multinomial(side.n, shares, size=RESAMPLES) @ values / side.n)
	low, high = np.quantile(means[1] - means[0], [LEVEL / 2, 1 - LEVEL / 2])
	return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Share:
	"""`part` of `whole`."""

	part: int
	whole: int


@dataclass(frozen=True, slots=True)
class ShareChange:
	"""What became of a share that ought to fall: `fall` in percentage points with Newcombe's interval, `p` of the test that decides,
	`exact` where that is Fisher's because a cell is expected to hold few."""

	verdict: str
	fall: float | None = None
	interval: Interval | None = None
	z: float | None = None
	p_z: float | None = None
	p_fisher: float | None = None
	exact: bool = False


def compare_shares(before: Share, after: Share) -> ShareChange:
	"""Is a fall of a share real (rules.md T4)?

	Raises ValueError unless 0 <= part <= whole.
	"""
	was, now = wilson(before.part, before.whole), wilson(after.part, after.whole)
	if was is None or now is None:
		return ShareChange(INSUFFICIENT)
	p1, p2 = before.part / before.whole, after.part / after.whole
	interval = _newcombe(100 * p1, was, 100 * p2, now)
	table = np.array([[side.part, side.whole - side.part] for side in (before, after)])
	fisher = float(stats.fisher_exact(table).pvalue)
	pooled = (before.part + after.part) / (before.whole + after.whole)
	spread = sqrt(pooled * (1 - pooled) * (1 / before.whole + 1 / after.whole))
	z = (p1 - p2) / spread if spread else 0.0
	p_z = 2 * float(stats.norm.sf(abs(z)))
	fewest = min(before.whole, after.whole) * min(pooled, 1 - pooled)
	exact = fewest < FEW_EXPECTED
	real = (fisher if exact else p_z) < LEVEL and not interval[0] <= 0 <= interval[1]
	verdict = NOT_SHOWN if not real else WORSE if p2 > p1 else PROVEN
	return ShareChange(verdict, 100 * (p1 - p2), interval, z, p_z, fisher, exact)


def _newcombe(one: float, around_one: Interval, other: float, around_other: Interval) -> Interval:
	"""The interval of a difference of two shares from Wilson's intervals of both: Newcombe, Interval Estimation for the Difference Between
	Independent Proportions, Statistics in Medicine 17 (1998), 873-890, method 10."""
	low = sqrt((one - around_one[0]) ** 2 + (around_other[1] - other) ** 2)
	high = sqrt((around_one[1] - one) ** 2 + (other - around_other[0]) ** 2)
	return one - other - low, one - other + high


def needed_for_scores(difference: float, deviation: float, power: float = 0.8) -> int:
	"""Answers a side for a difference of means to be found with that power."""
	return ceil(2 * (_z_sum(power) * deviation / difference) ** 2)


def needed_for_shares(one: float, other: float, power: float = 0.8) -> int:
	"""Cases a side for two shares (0 to 1) to be told apart with that power."""
	mean = (one + other) / 2
	z, b = float(stats.norm.isf(LEVEL / 2)), float(stats.norm.ppf(power))
	width = z * sqrt(2 * mean * (1 - mean)) + b * sqrt(one * (1 - one) + other * (1 - other))
	return ceil((width / (one - other)) ** 2)


def _z_sum(power: float) -> float:
	return float(stats.norm.isf(LEVEL / 2) + stats.norm.ppf(power))


@dataclass(frozen=True, slots=True)
class Means:
	"""The means of one group before and after."""

	before: float
	after: float


def beyond_control(changed: Means, control: Means) -> float:
	"""How much more a group changed than the one that nothing was done to (difference in differences): a group picked because it was the worst
	rises by itself."""
	return (changed.after - changed.before) - (control.after - control.before)


def holm(levels: Mapping[str, float]) -> dict[str, float]:
	"""The p values of several questions at once, adjusted so that all stand at one level: Holm, A Simple Sequentially Rejective Multiple Test
	Procedure, Scandinavian Journal of Statistics 6 (1979), 65-70."""
	adjusted: dict[str, float] = {}
	most = 0.0
	for rank, name in enumerate(sorted(levels, key=lambda one: (levels[one], one))):
		most = max(most, min(1.0, (len(levels) - rank) * levels[name]))
		adjusted[name] = most
	return adjusted
