"""Scores of 1 to 5 taken together: mean, shares with their intervals, recommendation (rules.md T1). Nothing of nothing: None, never 0."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.score_sums import Sums
from aftersales_app.domain.statistics import Z_95, share, wilson

LOWEST, HIGHEST = 1, 5
LOW = 3  # a low score is this or less
TOP = 4  # a good one is this or more


def checked(score: object) -> int:
	"""A score as people give it. Raises DomainError `score_out_of_range` for what is no whole number of 1 to 5."""
	if isinstance(score, bool) or not isinstance(score, int) or not LOWEST <= score <= HIGHEST:
		raise DomainError("score_out_of_range", {"value": str(score), "lowest": LOWEST, "highest": HIGHEST})
	return score


@dataclass(frozen=True, slots=True)
class Ratings:
	"""How often each score was given; `counts` are of 1, 2, 3, 4, 5."""

	counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

	@classmethod
	def of(cls, scores: Iterable[int]) -> "Ratings":
		"""Raises DomainError as `checked`."""
		counts = [0] * HIGHEST
		for score in scores:
			counts[checked(score) - 1] += 1
		one, two, three, four, five = counts
		return cls((one, two, three, four, five))

	@classmethod
	def counted(cls, counts: Mapping[int, int]) -> "Ratings":
		"""From how often each score was given. Raises DomainError as `checked`."""
		one, two, three, four, five = (counts.get(score, 0) for score in range(LOWEST, HIGHEST + 1))
		for score in counts:
			checked(score)
		return cls((one, two, three, four, five))

	def __add__(self, other: "Ratings") -> "Ratings":
		one, two, three, four, five = (a + b for a, b in zip(self.counts, other.counts, strict=True))
		return Ratings((one, two, three, four, five))

	@property
	def n(self) -> int:
		return sum(self.counts)

	@property
	def total(self) -> int:
		return sum(score * count for score, count in enumerate(self.counts, LOWEST))

	@property
	def sums(self) -> Sums:
		squares = sum(score * score * count for score, count in enumerate(self.counts, LOWEST))
		return Sums(self.n, self.total, squares, self.low)

	@property
	def mean(self) -> float | None:
		return self.sums.mean

	@property
	def deviation(self) -> float | None:
		"""The standard deviation of a sample; None of less than two."""
		return self.sums.deviation

	@property
	def low(self) -> int:
		return sum(self.counts[:LOW])

	@property
	def top(self) -> int:
		return sum(self.counts[TOP - 1 :])

	@property
	def low_share(self) -> float | None:
		"""In percent; 3 is a low score."""
		return self.sums.low_share

	@property
	def top_share(self) -> float | None:
		"""Satisfied, in percent: 4 and 5."""
		return share(self.top, self.n)

	@property
	def low_bounds(self) -> tuple[float, float] | None:
		return wilson(self.low, self.n)

	@property
	def top_bounds(self) -> tuple[float, float] | None:
		return wilson(self.top, self.n)


def promoters(promoting: int, passive: int, detracting: int, z: float = Z_95) -> tuple[float, float] | None:
	"""Net promoter score and half its 95 % interval, both in points: 9-10 less 0-6 of the scale of eleven; scores of 1 to 5 are none.
	None where nobody was asked."""
	n = promoting + passive + detracting
	if not n:
		return None
	for_it, against = promoting / n, detracting / n
	spread = for_it + against - (for_it - against) ** 2
	return 100 * (for_it - against), 100 * z * sqrt(spread / n)
