"""What coverage is computed from: the terms that norms, contracts and promises grant, and what is known of a unit.

A term is data (rules.md R6, R8, R9, R14): how long, counted from which day, what makes it longer and what begins it anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.legal_days import Days, check_days

BASE, STATUTORY, PROMISE, EXTENSION = "base", "statutory", "promise", "extension"
KINDS = (BASE, STATUTORY, PROMISE, EXTENSION)
INVOICE, DELIVERY, INSTALLATION = "invoice", "delivery", "installation"
REGISTRATION, HAND_BACK, FACTORY = "registration", "hand_back", "factory"
STARTS = (INVOICE, DELIVERY, INSTALLATION, REGISTRATION, HAND_BACK)
EXCHANGED, PART_REPLACED, PART_REPAIRED = "exchanged", "part_replaced", "part_repaired"
CHANGES = (EXCHANGED, PART_REPLACED, PART_REPAIRED)
MOST_MONTHS, MOST_DAYS = 1200, 36_600  # a century
LATEST, FIRST_KNOWN = "latest", "first_known"
WHOLE_UNIT, EACH_PART = "", "each part"


@dataclass(frozen=True, slots=True)
class Limit:
	"""Use up to and including `most` of `unit` (km, hours); the term ends with it or with its days, whichever comes first."""

	unit: str
	most: int


@dataclass(frozen=True, slots=True)
class Term:
	"""A period that one row of a norm grants to the whole unit, to a part (a name or a group of parts), or to each part by itself.

	It lasts `months`, then `days`, from the latest known of `starts`, or from the first of them that is known, as `pick` says; where none
	is known, from `factory_days` after the factory date.
	`suspends`: repair and waiting time is added. `restarts`: the changes that begin it anew. `rolls`: the last day is no day of rest.
	`transfers`: it stays with the unit when that gets another owner. Of one norm's rows the named part comes before its group, and
	that before each part and the whole unit. In force for what was bought from `in_force_from` to `in_force_to`, None is open; an extension has its
	own day of sale, `bought_on`. What was cancelled covers up to and including `cancelled_on`. Raises DomainError `unknown_term_kind`, `unknown_start`, `unknown_change`, `period_not_positive`,
	`period_too_long`, `term_without_citation`, `term_dates_reversed`.
	"""

	code: str
	norm: str
	kind: str
	citation: str
	months: int = 0
	days: int = 0
	part: str = WHOLE_UNIT
	starts: tuple[str, ...] = (INVOICE, DELIVERY, INSTALLATION)
	pick: str = LATEST
	factory_days: int | None = None
	suspends: bool = True
	restarts: tuple[str, ...] = (EXCHANGED, PART_REPLACED)
	rolls: bool = True
	transfers: bool = True
	limit: Limit | None = None
	in_force_from: date | None = None
	in_force_to: date | None = None
	bought_on: date | None = None
	version: int = 1
	cancelled_on: date | None = None

	def __post_init__(self) -> None:
		_check_words(self)
		if min(self.months, self.days) < 0 or not self.months + self.days:
			raise DomainError("period_not_positive", {"term": self.code})
		if self.months > MOST_MONTHS or max(self.days, self.factory_days or 0) > MOST_DAYS:
			raise DomainError("period_too_long", {"term": self.code})
		if self.limit and self.limit.most <= 0:
			raise DomainError("period_not_positive", {"term": self.code})
		if not self.citation.strip():
			raise DomainError("term_without_citation", {"term": self.code})
		if self.in_force_from and self.in_force_to and self.in_force_to < self.in_force_from:
			raise DomainError("term_dates_reversed", {"term": self.code})

	def holds_for_purchase(self, on: date | None) -> bool:
		"""Was it in force on the day of purchase? What was bought on an unknown day keeps it."""
		day = self.bought_on or on
		return day is None or (self.in_force_from or date.min) <= day <= (self.in_force_to or date.max)


def _check_words(term: Term) -> None:
	if term.kind not in KINDS:
		raise DomainError("unknown_term_kind", {"term": term.code, "kind": term.kind})
	for start in term.starts:
		if start not in STARTS:
			raise DomainError("unknown_start", {"term": term.code, "start": start})
	if term.pick not in (LATEST, FIRST_KNOWN):
		raise DomainError("unknown_start", {"term": term.code, "start": term.pick})
	for change in term.restarts:
		_check_change(change)


def _check_change(change: str) -> None:
	if change not in CHANGES:
		raise DomainError("unknown_change", {"change": change})


@dataclass(frozen=True, slots=True)
class Change:
	"""The unit was exchanged, or a part of it replaced or repaired, under warranty: what was paid for is a sale of its own. The day is that
	of hand-back.

	Raises DomainError `unknown_change`, `change_without_part`.
	"""

	kind: str
	day: date
	part: str = WHOLE_UNIT

	def __post_init__(self) -> None:
		_check_change(self.kind)
		if self.kind != EXCHANGED and self.part == WHOLE_UNIT:
			raise DomainError("change_without_part", {"change": self.kind, "date": self.day})


@dataclass(frozen=True, slots=True, order=True)
class Reading:
	"""How much the unit had been used on a day, as its counter showed; after an exchange the counter is the new unit's."""

	day: date
	unit: str
	value: int


@dataclass(frozen=True, slots=True)
class Unit:
	"""What is known of a unit. Nothing depends on the order of what is listed.

	`dates`: of invoice, delivery, installation, registration, hand_back (of paid repair work, which carries its own term), factory.
	`parts`: each part's name and its group, "" is none. `repairs`: days from send-in to return, and days of waiting for parts, both ends
	included; one that is still open ends on the day of asking. `transfers`: the days on which it got another owner. Raises DomainError
	`beyond_calendar`.
	"""

	dates: Mapping[str, date]
	parts: Mapping[str, str] = field(default_factory=dict)
	needs_installation: bool = False
	repairs: tuple[Days, ...] = ()
	changes: tuple[Change, ...] = ()
	readings: tuple[Reading, ...] = ()
	transfers: tuple[date, ...] = ()

	def __post_init__(self) -> None:
		happened = (*(one.day for one in self.changes), *(one.day for one in self.readings))
		check_days(*self.dates.values(), *self.transfers, *happened)
		for span in self.repairs:
			check_days(*span)

	@property
	def bought_on(self) -> date | None:
		"""The earliest day that is known of the sale: whose terms hold."""
		return min((day for event, day in self.dates.items() if event in STARTS), default=None)

	def begins_anew(self, term: Term, part: str) -> tuple[Change, ...]:
		"""The changes that begin the term anew for this part, one a day, in order."""
		found = {
			change.day: change
			for change in sorted(self.changes, key=lambda one: -CHANGES.index(one.kind))
			if change.kind in term.restarts and (change.kind == EXCHANGED or change.part == part)
		}
		return tuple(found[day] for day in sorted(found))

	def counter(self, unit: str, on: date) -> tuple[Reading, ...]:
		"""The readings of the counter that the unit has after `on`, in order: an exchange brings another counter."""
		exchanges = [change.day for change in self.changes if change.kind == EXCHANGED]
		since = max((day for day in exchanges if day <= on), default=date.min)
		until = min((day for day in exchanges if day > on), default=date.max)
		return tuple(
			sorted(
				reading
				for reading in self.readings
				if reading.unit == unit
				and (since < reading.day or since == date.min)
				and reading.day <= until
			)
		)
