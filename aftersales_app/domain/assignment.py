"""Who gets a ticket, and for everybody else why not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from fractions import Fraction

from aftersales_app.domain.errors import DomainError, Reason

ROUND_ROBIN, LEAST_LOADED, BEST_MATCH = "Round Robin", "Least Loaded", "Best Match"
NEVER = datetime.min.replace(tzinfo=timezone.utc)

Number = int | Fraction | datetime


@dataclass(frozen=True, slots=True)
class Candidate:
	"""A person who might take it. `capacity` and `open_load` count tickets; `absent` says why they are away, if they are,
	and `substitute` who then stands in for them."""

	user: str
	capacity: int
	open_load: int = 0
	last_assigned_at: datetime | None = None
	skills: frozenset[str] = frozenset()
	certificates: frozenset[str] = frozenset()
	on_shift: bool = True
	absent: str | None = None
	substitute: str | None = None
	enabled: bool = True


@dataclass(frozen=True, slots=True)
class Need:
	"""What the ticket asks for. Every certificate must be valid; skills and `preferred` people (who know the case, or for
	whom it is meant) only rank; one of them who is away hands the preference on to their substitute. `excluded` people
	never get it."""

	skills: frozenset[str] = frozenset()
	certificates: frozenset[str] = frozenset()
	preferred: frozenset[str] = frozenset()
	excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
	"""The user, or None for the queue; why; and everybody passed over with a reason code."""

	user: str | None
	reasons: tuple[Reason, ...]
	passed_over: tuple[tuple[str, str], ...] = ()


Gate = tuple[str, Callable[[Candidate, Need], bool]]
Measure = tuple[str, Callable[[Candidate, Need], Number]]

# A code, and when it keeps somebody out. The first that applies is the one reported.
GATES: tuple[Gate, ...] = (
	("disabled", lambda person, need: not person.enabled),
	("excluded", lambda person, need: person.user in need.excluded),
	("absent", lambda person, need: bool(person.absent)),
	("off_shift", lambda person, need: not person.on_shift),
	("missing_certificate", lambda person, need: not need.certificates <= person.certificates),
	("at_capacity", lambda person, need: person.open_load >= person.capacity),
)

# A code for whoever loses by it, and a measure of which less is better.
_PREFERRED: Measure = ("not_preferred", lambda person, need: int(person.user not in need.preferred))
_TURN: Measure = ("later_in_turn", lambda person, need: person.last_assigned_at or NEVER)
_LOAD: Measure = ("more_loaded", lambda person, need: Fraction(person.open_load, person.capacity))
_SKILL: Measure = ("weaker_match", lambda person, need: -len(need.skills & person.skills))

STRATEGIES: dict[str, tuple[Measure, ...]] = {
	ROUND_ROBIN: (_PREFERRED, _TURN),
	LEAST_LOADED: (_PREFERRED, _LOAD, _TURN),
	BEST_MATCH: (_PREFERRED, _SKILL, _LOAD, _TURN),
}


def choose(candidates: Iterable[Candidate], need: Need, strategy: str) -> Choice:
	"""The best of those who may take it; load is the share of capacity in use, and a last tie goes by user name.

	Reasons: `chosen` (strategy, by: the measure that beat the next best, "name" or "only_candidate"), or `nobody` (considered).
	Passed over: a gate's code, or the measure's by which they lost to the chosen one, or `later_by_name`.
	Raises DomainError `unknown_strategy`.
	"""
	if strategy not in STRATEGIES:
		raise DomainError("unknown_strategy", {"strategy": strategy})
	measures = STRATEGIES[strategy]
	people = tuple(candidates)
	need = replace(need, preferred=need.preferred | _standing_in(people, need))
	able: list[Candidate] = []
	passed: list[tuple[str, str]] = []
	for person in people:
		gate = _gate(person, need)
		if gate:
			passed.append((person.user, gate))
		else:
			able.append(person)
	if not able:
		return Choice(None, (Reason("nobody", {"considered": len(passed)}),), tuple(sorted(passed)))
	able.sort(key=lambda person: (*(measure(person, need) for _, measure in measures), person.user))
	best, others = able[0], able[1:]
	lost = [(other.user, _lost_by(best, other, need, measures)) for other in others]
	by = lost[0][1] if lost else "only_candidate"
	return Choice(best.user, (Reason("chosen", {"strategy": strategy, "by": by}),), (*lost, *sorted(passed)))


def _standing_in(people: Iterable[Candidate], need: Need) -> frozenset[str]:
	"""The substitutes of those preferred people who are away."""
	away = (person for person in people if person.user in need.preferred and person.absent)
	return frozenset(person.substitute for person in away if person.substitute)


def _gate(person: Candidate, need: Need) -> str:
	return next((code for code, closed in GATES if closed(person, need)), "")


def _lost_by(best: Candidate, other: Candidate, need: Need, measures: tuple[Measure, ...]) -> str:
	return next(
		(code for code, measure in measures if measure(best, need) != measure(other, need)), "later_by_name"
	)
