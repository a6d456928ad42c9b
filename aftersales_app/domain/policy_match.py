"""Which service policy applies to a ticket: the most specific one, and why that one.

A policy's conditions are compared in the order of `DIMENSIONS`: who the customer is weighs more than what they bought, that more
than what happened, and that more than how they reached us. A policy that names the weightier thing is the more specific one,
however many lighter things another names; inside a tree the nearer node is. Where the conditions are equally specific, a company's
own policy is more so than one for every company.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from aftersales_app.domain.errors import DomainError, Reason

DIMENSIONS = (
	"customer",
	"customer_group",
	"warranty_tier",
	"category",
	"kind",
	"priority",
	"channel",
	"team",
)
ABSENT = 1_000_000  # farther than any ancestor


@dataclass(frozen=True, slots=True)
class Policy:
	"""A policy as matching sees it: in force from `enabled_from` to `enabled_to`, both days included, None is open.

	`company` "" is every company. `conditions` maps a dimension to the value it asks for; None or "" asks for nothing. Of two
	equally specific policies the lower `order` wins, then the name. Raises DomainError `unknown_condition`, `dates_reversed`.
	"""

	name: str
	company: str
	enabled_from: date | None = None
	enabled_to: date | None = None
	conditions: Mapping[str, str | None] = field(default_factory=dict)
	order: int = 0

	def __post_init__(self) -> None:
		for dimension in self.conditions:
			if dimension not in DIMENSIONS:
				raise DomainError("unknown_condition", {"policy": self.name, "condition": dimension})
		if self.enabled_from and self.enabled_to and self.enabled_to < self.enabled_from:
			raise DomainError("dates_reversed", {"policy": self.name})

	def is_effective(self, on: date) -> bool:
		"""Is it in force on this day?"""
		return (self.enabled_from or date.min) <= on <= (self.enabled_to or date.max)


@dataclass(frozen=True, slots=True)
class Facts:
	"""A ticket as matching sees it. A value is a name, or a tree's chain of names: the node itself, then upwards."""

	company: str
	values: Mapping[str, str | tuple[str, ...] | None] = field(default_factory=dict)

	def chain(self, dimension: str) -> tuple[str, ...]:
		value = self.values.get(dimension)
		if not value:
			return ()
		return (value,) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Match:
	"""The policy or None, why it won, and the names of those it beat, best first."""

	policy: Policy | None
	reasons: tuple[Reason, ...]
	runners_up: tuple[str, ...] = ()


Distances = tuple[int, ...]
Entry = tuple[Distances, bool, int, str, Policy]  # best first; the flag says that it is one for every company


def select(policies: Iterable[Policy], facts: Facts, on: date) -> Match:
	"""The most specific policy for the ticket's company that is in force on `on` and whose conditions all hold.

	Reasons: `condition_matched` (dimension, value, distance: 0 is the ticket's own, 1 its parent...) for each condition, or
	`no_conditions`; then `only_match`, or how it won over the next `policy`:
	`beats` (by: a dimension), `beats_as_own`, `beats_by_order`, `beats_by_name`. `no_policy` without a match.
	"""
	ranked = sorted(
		(
			(distances, not policy.company, policy.order, policy.name, policy)
			for policy, distances in _matching(policies, facts, on)
		),
		key=lambda entry: entry[:-1],
	)
	if not ranked:
		return Match(None, (Reason("no_policy", {"company": facts.company}),))
	distances, *_, winner = ranked[0]
	return Match(
		winner,
		(*_matched(winner, distances), _verdict(ranked)),
		tuple(policy.name for *_, policy in ranked[1:]),
	)


def _matching(policies: Iterable[Policy], facts: Facts, on: date) -> Iterable[tuple[Policy, Distances]]:
	for policy in policies:
		if policy.company in ("", facts.company) and policy.is_effective(on):
			distances = _distances(policy, facts)
			if distances is not None:
				yield policy, distances


def _distances(policy: Policy, facts: Facts) -> Distances | None:
	"""How far each dimension's condition is from the ticket; None when one does not hold."""
	distances = []
	for dimension in DIMENSIONS:
		wanted = policy.conditions.get(dimension)
		chain = facts.chain(dimension)
		if not wanted:
			distances.append(ABSENT)
		elif wanted in chain:
			distances.append(chain.index(wanted))
		else:
			return None
	return tuple(distances)


def _matched(policy: Policy, distances: Distances) -> tuple[Reason, ...]:
	matched = tuple(
		Reason(
			"condition_matched",
			{"dimension": dimension, "value": policy.conditions[dimension], "distance": distance},
		)
		for dimension, distance in zip(DIMENSIONS, distances, strict=True)
		if distance != ABSENT
	)
	return matched or (Reason("no_conditions"),)


def _verdict(ranked: list[Entry]) -> Reason:
	if len(ranked) == 1:
		return Reason("only_match")
	(best, shared, order, *_), (other, other_shared, other_order, name, _) = ranked[:2]
	by = next((dimension for dimension, a, b in zip(DIMENSIONS, best, other, strict=True) if a != b), None)
	if by:
		return Reason("beats", {"policy": name, "by": by})
	if shared != other_shared:
		return Reason("beats_as_own", {"policy": name})
	return Reason("beats_by_order" if order != other_order else "beats_by_name", {"policy": name})
