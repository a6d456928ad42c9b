"""How many of those who were asked answered (ISO 10004): where few do, those who do are not like the others."""

from dataclasses import dataclass

BIASED_UNDER = 30  # percent (rules.md T2)


@dataclass(frozen=True, slots=True)
class Response:
	"""`ended` is the frame: what could have been asked about. None of it where it is not known, as for a channel."""

	invited: int
	answered: int
	ended: int | None = None

	@property
	def share(self) -> float | None:
		"""Of those invited, in percent; None where nobody was."""
		return 100 * self.answered / self.invited if self.invited else None

	@property
	def coverage(self) -> float | None:
		"""Of the frame those invited, in percent; None where it is not known or empty."""
		return 100 * self.invited / self.ended if self.ended else None

	@property
	def biased(self) -> bool:
		"""Are those who answered too few to speak for the others?"""
		return self.share is not None and self.share < BIASED_UNDER
