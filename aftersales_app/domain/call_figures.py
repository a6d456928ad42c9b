"""What follow-up calls say of a group of services, and how much that is worth (rules.md T2): response, margin of error, a mean that forced
calls do not bend."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from aftersales_app.domain import follow_up, sampling
from aftersales_app.domain.follow_up import CANCELLED, GIVEN_UP, RANDOM, REACHED, REFUSED, TO_CALL


@dataclass(frozen=True, slots=True)
class Called:
	"""A follow-up call as it is counted: the score is 0 where there is none."""

	status: str
	reason: str
	stratum: str = ""
	weight: float = 1.0
	overall: int = 0
	attempts: int = 0
	violates: bool = False

	@property
	def forced(self) -> bool:
		return self.reason != RANDOM

	@property
	def answered(self) -> bool:
		return self.status == REACHED and self.overall > 0


@dataclass(frozen=True, slots=True)
class Figures:
	"""`mean` is of everybody, forced calls and those who did not answer weighed; `margin` half the 95 % interval of a share, in points, of
	those who were drawn by chance; None where nothing is known."""

	calls: int
	to_call: int
	reached: int
	refused: int
	no_contact: int
	cancelled: int
	attempts: int
	response: float | None
	biased: bool
	mean: float | None
	mean_drawn: float | None
	mean_forced: float | None
	drawn_answers: int
	margin: float | None
	violations: int

	@property
	def over(self) -> int:
		return self.reached + self.refused + self.no_contact

	@property
	def may_rank(self) -> bool:
		"""Is the margin narrow enough, and did enough answer, to set this group beside others?"""
		return self.margin is not None and self.margin <= follow_up.WIDEST and not self.biased


def figures(calls: Iterable[Called]) -> Figures:
	calls = list(calls)
	counts = Counter(call.status for call in calls)
	drawn = [call for call in calls if not call.forced]
	answers = [call for call in drawn if call.answered]
	return Figures(
		calls=len(calls),
		to_call=counts[TO_CALL],
		reached=counts[REACHED],
		refused=counts[REFUSED],
		no_contact=counts[GIVEN_UP],
		cancelled=counts[CANCELLED],
		attempts=sum(call.attempts for call in calls),
		response=follow_up.response(counts),
		biased=follow_up.biased(counts),
		mean=sampling.weighted_mean(weighed(calls)),
		mean_drawn=sampling.weighted_mean(weighed(drawn)),
		mean_forced=sampling.weighted_mean(
			(call.overall, 1) for call in calls if call.forced and call.answered
		),
		drawn_answers=len(answers),
		margin=_margin(drawn, len(answers)),
		violations=sum(call.violates for call in calls),
	)


def weighed(calls: Sequence[Called]) -> list[tuple[float, float]]:
	"""The scores with their weights. Who did not answer is stood for by those who did, of the same stratum and the same kind: else a day on
	which few answer would count the forced calls for more than they are. A stratum of which nobody answered tells nothing."""
	all_of: dict[tuple[str, bool], float] = {}
	told_of: dict[tuple[str, bool], float] = {}
	for call in calls:
		kind = _kind(call)
		all_of[kind] = all_of.get(kind, 0) + call.weight
		told_of[kind] = told_of.get(kind, 0) + (call.weight if call.answered else 0)
	return [
		(call.overall, call.weight * all_of[_kind(call)] / told_of[_kind(call)])
		for call in calls
		if call.answered
	]


def _kind(call: Called) -> tuple[str, bool]:
	return (call.stratum, call.forced)


def _margin(drawn: Sequence[Called], answers: int) -> float | None:
	"""Of the share among all for whom the drawn ones stand."""
	population = round(sum(call.weight for call in drawn))
	half = sampling.margin(population, answers) if population else 0.0
	return 100 * half if population and isfinite(half) else None
