"""Feedback held against the record (product.md C5, rules.md T6): what is doubtful, and what becomes of it. The raw answer always stays."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt

from aftersales_app.domain.errors import Decision, Reason
from aftersales_app.domain.ratings import LOW, TOP, Ratings
from aftersales_app.domain.score_sums import Sums

PENDING, VALID, CORRECTED, SET_ASIDE = "To Be Verified", "Valid", "Corrected", "Set Aside"
OUTCOMES = (VALID, CORRECTED, SET_ASIDE)
COUNTED = (PENDING, VALID, CORRECTED)  # in the verified figures; a doubt alone takes nothing out
FAST = timedelta(seconds=5)
BURST, BURST_HOURS = 3, timedelta(hours=24)
FUNNEL_Z, FUNNEL_N = 3.0, 10
WORDS_WITHIN, DOUBTS_WITHIN = timedelta(hours=24), timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Given:
	"""A customer's feedback: scores by dimension, the words, who sent it from where and how long it took; `likes` and `dislikes` count words of
	praise and complaint in what they wrote."""

	scores: Mapping[str, int]
	overall: int | None
	words: str = ""
	at: datetime | None = None
	took: timedelta | None = None
	sender: str = ""
	likes: int = 0
	dislikes: int = 0
	claims: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OnRecord:
	"""What the record tells of the same service: objective scores, what is known of the customer's claims, the numbers and addresses of our
	own people, and when else this sender rated."""

	objective: Mapping[str, int] = field(default_factory=dict)
	facts: Mapping[str, bool] = field(default_factory=dict)
	staff: Collection[str] = ()
	others: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class Look:
	"""What becomes of an answer at first sight: its status, why somebody has to look at it, and until when (None: nobody has to)."""

	status: str
	reasons: tuple[Reason, ...] = ()
	within: timedelta | None = None


def first_look(given: Given, record: OnRecord, sampled: bool = False) -> Look:
	"""Nothing to doubt and said in words: valid by rule. A score without words is followed up within a day, every doubt and those extremes
	that are `sampled` within three."""
	found = doubts(given, record)
	silent = needs_words(given)
	if silent:
		found = (*found, Reason("no_words"))
	if sampled and is_extreme(given):
		found = (*found, Reason("extreme_sampled"))
	return Look(PENDING, found, WORDS_WITHIN if silent else DOUBTS_WITHIN) if found else Look(VALID)


def doubts(given: Given, record: OnRecord) -> tuple[Reason, ...]:
	"""Everything about an answer that somebody has to look at; nothing of it changes a figure by itself."""
	return (*_contradictions(given, record), *_tone(given), *_sender(given, record), *_haste(given))


def needs_words(given: Given) -> bool:
	"""A score without words is to be verified, and followed up within a day."""
	return not given.words.strip()


def _contradictions(given: Given, record: OnRecord) -> tuple[Reason, ...]:
	"""Low where the record is good, good where it is bad; and what the customer says that the record tells otherwise."""
	found = []
	for name, told in record.objective.items():
		score = given.scores.get(name)
		if score is not None and ((score <= 2 and told >= TOP) or (score >= TOP and told <= 2)):
			found.append(Reason("contradicts_record", {"dimension": name, "score": score, "record": told}))
	for name, said in given.claims.items():
		if name in record.facts and record.facts[name] != said:
			found.append(Reason("says_otherwise", {"fact": name, "said": said}))
	return tuple(found)


def bears_out(score: int | None) -> bool | None:
	"""Does the record speak for the service? None where it says neither, or nothing."""
	if not score or LOW == score:
		return None
	return score >= TOP


def _tone(given: Given) -> tuple[Reason, ...]:
	score = given.overall
	if score is not None and score <= 2 and given.likes:
		return (Reason("praises_but_low", {"score": score}),)
	if score == 5 and given.dislikes:
		return (Reason("complains_but_high", {"score": score}),)
	return ()


def _sender(given: Given, record: OnRecord) -> tuple[Reason, ...]:
	found = []
	if given.sender and given.sender in record.staff:
		found.append(Reason("rated_by_staff"))
	if given.at is not None:
		near = 1 + sum(1 for other in record.others if abs(other - given.at) < BURST_HOURS)
		if near >= BURST:
			found.append(Reason("burst", {"count": near}))
	return tuple(found)


def _haste(given: Given) -> tuple[Reason, ...]:
	if given.took is None or given.took >= FAST:
		return ()
	return (Reason("too_fast", {"took": round(given.took.total_seconds(), 1)}),)


def is_extreme(given: Given) -> bool:
	"""All ones or all fives, of which some are sampled for a call."""
	values = {*given.scores.values(), *([] if given.overall is None else [given.overall])}
	return values in ({1}, {5})


def is_low(given: Given) -> bool:
	values = [*given.scores.values(), *([] if given.overall is None else [given.overall])]
	return any(value <= LOW for value in values)


def funnel_z(own: Ratings | Sums, everybody: Ratings | Sums) -> float | None:
	"""How far a person's mean lies from everybody's, in standard errors; None for less than ten answers or no spread."""
	mean, usual, deviation = own.mean, everybody.mean, everybody.deviation
	if own.n < FUNNEL_N or mean is None or usual is None or not deviation:
		return None
	return (mean - usual) / (deviation / sqrt(own.n))


def is_outlier(own: Ratings | Sums, everybody: Ratings | Sums) -> bool:
	z = funnel_z(own, everybody)
	return z is not None and abs(z) > FUNNEL_Z


def funnel_doubt(own: Sums, everybody: Sums) -> Reason | None:
	"""Why the answers about somebody are looked at again, where their mean lies out of the funnel."""
	z = funnel_z(own, everybody)
	if z is None or abs(z) <= FUNNEL_Z or own.mean is None or everybody.mean is None:
		return None
	told = {"mean": f"{own.mean:.2f}", "n": own.n, "usual": f"{everybody.mean:.2f}", "z": f"{z:+.1f}"}
	return Reason("funnel_outlier", told)


def speaks_for(score: int, own: Sums, everybody: Sums) -> bool:
	"""Is this one of the scores that put a mean where it is: a low one below the funnel, the best above it?"""
	if own.mean is None or everybody.mean is None:
		return False
	return score <= 2 if own.mean < everybody.mean else score == 5


def can_verify(user: str, rated: Collection[str], outcome: str, reason: str) -> Decision:
	"""Nobody verifies a score of their own; what is corrected or set aside says why."""
	if user in rated:
		return Decision(False, (Reason("verifies_own_score"),))
	if outcome not in OUTCOMES:
		return Decision(False, (Reason("no_such_outcome", {"outcome": outcome}),))
	if outcome != VALID and not reason.strip():
		return Decision(False, (Reason("outcome_needs_reason"),))
	return Decision(True)
