"""The five dimensions of service (product.md C4): what the customer says of them, and what the record alone tells.

An objective score never stands in for a customer's: both are kept, each under its own name. Where the record cannot tell, there is none.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.ratings import HIGHEST, LOWEST

TIMELINESS, SOLVING, ATTITUDE = "timeliness", "solving", "attitude"
COMPLIANCE, PERCEPTION = "compliance", "perception"
DIMENSIONS = (TIMELINESS, SOLVING, ATTITUDE, COMPLIANCE, PERCEPTION)
OBJECTIVE = (TIMELINESS, SOLVING, COMPLIANCE)  # attitude and perception are the customer's alone


@dataclass(frozen=True, slots=True)
class Thresholds:
	"""Settings of the scores 5 down to 2; what is worse is 1. `late` are hours after the promise, `again` how often a case that was
	solved in the end was opened again or handed on (5 down to 3; more is 2), `in_vain` how often an unsolved one was handed on to be
	1, `complete` the least percent of what the record must tell. Raises DomainError `thresholds_not_rising`,
	`thresholds_not_falling`."""

	late: tuple[float, float, float, float] = (0, 2, 8, 24)
	again: tuple[int, int, int] = (0, 1, 2)
	in_vain: int = 2
	complete: tuple[float, float, float, float] = (100, 90, 75, 50)

	def __post_init__(self) -> None:
		for name, values in (("Timeliness", self.late), ("Problem Solving", self.again)):
			if list(values) != sorted(values):
				raise DomainError("thresholds_not_rising", {"name": name})
		if list(self.complete) != sorted(self.complete, reverse=True):
			raise DomainError("thresholds_not_falling", {"name": "Process Compliance"})

	@property
	def reason(self) -> Reason:
		"""What was measured by, to be kept with the scores."""
		return Reason(
			"measured_by",
			{
				"late": _list(self.late),
				"again": _list(self.again),
				"in_vain": self.in_vain,
				"complete": _list(self.complete),
			},
		)


USUAL = Thresholds()


@dataclass(frozen=True, slots=True)
class Score:
	"""1 to 5 with why; None where the record cannot tell."""

	value: int | None
	reasons: tuple[Reason, ...] = ()


def timeliness(late: Collection[timedelta | None], thresholds: Thresholds = USUAL) -> Score:
	"""By the promise that was missed by most; `late` is negative for what was early, None for what was promised and never done. None
	without a promise."""
	if not late:
		return Score(None, (Reason("nothing_promised"),))
	done = [one for one in late if one is not None]
	if len(done) < len(late):
		return Score(LOWEST, (Reason("never_done"),))
	worst = max(done)
	hours = worst / timedelta(hours=1)
	if hours <= 0:
		return Score(HIGHEST, (Reason("in_time"),))
	return Score(_at_most(hours, thresholds.late), (Reason("late_by", {"hours": round(hours, 1)}),))


def solving(solved: bool, opened_again: int, handed_on: int, thresholds: Thresholds = USUAL) -> Score:
	"""Solved at once is 5, with every time it was opened again or handed on less, but not below 2; unsolved 2, and 1 when handed on in
	vain."""
	params = {"opened_again": opened_again, "handed_on": handed_on}
	if not solved:
		return Score(LOWEST if handed_on >= thresholds.in_vain else LOWEST + 1, (Reason("unsolved", params),))
	times = opened_again + handed_on
	if not times:
		return Score(HIGHEST, (Reason("solved_at_once"),))
	return Score(max(LOWEST + 1, _at_most(times, thresholds.again)), (Reason("solved_after", params),))


@dataclass(frozen=True, slots=True)
class Solved:
	"""Whether a case was solved in the end, how often it was opened again and handed on."""

	solved: bool
	opened_again: int = 0
	handed_on: int = 0


@dataclass(frozen=True, slots=True)
class Told:
	"""What the record of a case must tell, and what it tells: `steps` are those taken, in the order in which they were recorded, `order` those
	that have to follow each other."""

	needed: frozenset[str] = frozenset()
	told: frozenset[str] = frozenset()
	steps: Sequence[str] = ()
	order: Sequence[str] = field(default_factory=tuple)


def compliance(record: Told, thresholds: Thresholds = USUAL) -> Score:
	"""How complete the record is and whether its steps were taken in order: each thing that is missing or out of order counts the same. None
	where nothing is asked for."""
	missing = sorted(record.needed - record.told)
	wrong = out_of_order(record.steps, record.order)
	asked = len(record.needed) + len(record.order)
	if not asked:
		return Score(None, (Reason("nothing_asked"),))
	percent = 100 * (asked - len(missing) - len(wrong)) / asked
	reasons = [Reason("not_recorded", {"name": name}) for name in missing]
	reasons += [Reason("out_of_order", {"name": name}) for name in wrong]
	return Score(_at_least(percent, thresholds.complete), tuple(reasons) or (Reason("complete"),))


@dataclass(frozen=True, slots=True)
class OnRecord:
	"""All that the record tells of one case: how far after its promises it was done, whether it was solved (None where that cannot be
	told), and what it has to tell."""

	late: Collection[timedelta | None] = ()
	solved: Solved | None = None
	told: Told = Told()


def objective(record: OnRecord, thresholds: Thresholds = USUAL) -> dict[str, Score]:
	"""The scores that the record alone gives. Codes besides those of each: `solved_not_told`."""
	solved = record.solved
	return {
		TIMELINESS: timeliness(record.late, thresholds),
		SOLVING: (
			solving(solved.solved, solved.opened_again, solved.handed_on, thresholds)
			if solved
			else Score(None, (Reason("solved_not_told"),))
		),
		COMPLIANCE: compliance(record.told, thresholds),
	}


def out_of_order(steps: Sequence[str], order: Sequence[str]) -> list[str]:
	"""The steps that were first taken before one that has to come earlier. One that was never taken is not out of order."""
	first = {step: at for at, step in reversed(list(enumerate(steps)))}
	taken = [step for step in order if step in first]
	return [step for at, step in enumerate(taken) if any(first[step] < first[one] for one in taken[:at])]


def overall(scores: Mapping[str, int]) -> float | None:
	"""The mean of the dimensions that were answered, where nobody gave an overall score; None of none."""
	given = [scores[name] for name in DIMENSIONS if name in scores]
	return sum(given) / len(given) if given else None


def _list(values: Sequence[float]) -> str:
	return ", ".join(f"{value:g}" for value in values)


def _at_most(value: float, thresholds: Sequence[float]) -> int:
	return next((HIGHEST - at for at, most in enumerate(thresholds) if value <= most), LOWEST)


def _at_least(value: float, thresholds: Sequence[float]) -> int:
	return next((HIGHEST - at for at, least in enumerate(thresholds) if value >= least), LOWEST)
