"""Scores summed up by the database: enough for count, mean, deviation and the share of low scores (rules.md T1), and to be added up."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from aftersales_app.domain.statistics import share


@dataclass(frozen=True, slots=True)
class Sums:
	"""`n` answers, their `total`, the sum of their `squares`, and how many were `low` (3 and less)."""

	n: int = 0
	total: int = 0
	squares: int = 0
	low: int = 0

	def __add__(self, other: "Sums") -> "Sums":
		return Sums(
			self.n + other.n, self.total + other.total, self.squares + other.squares, self.low + other.low
		)

	@property
	def mean(self) -> float | None:
		return self.total / self.n if self.n else None

	@property
	def deviation(self) -> float | None:
		"""The standard deviation of a sample; None of less than two."""
		if self.n < 2:
			return None
		return sqrt(max(0.0, (self.squares - self.total * self.total / self.n) / (self.n - 1)))

	@property
	def low_share(self) -> float | None:
		"""In percent."""
		return share(self.low, self.n)


def added(sums: Iterable[Sums]) -> Sums:
	"""All of them taken together."""
	whole = Sums()
	for one in sums:
		whole += one
	return whole
