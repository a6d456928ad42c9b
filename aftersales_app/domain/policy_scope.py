"""Which of a company's warranty policies holds for what it sold: of each kind the most specific (product.md B1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from aftersales_app.domain.errors import DomainError

ITEM, ITEM_GROUP, BRAND, ALL = "Item", "Item Group", "Brand", "All"


@dataclass(frozen=True, slots=True)
class PolicyScope:
	"""What a policy says of its own reach: `applies_to` and the one item, group or brand, the days of sale from `first`
	to `last`, both included, None is open."""

	name: str
	grant: str
	applies_to: str
	target: str
	first: date | None
	last: date | None

	def holds_on(self, day: date) -> bool:
		return (self.first or date.min) <= day <= (self.last or date.max)


def most_specific(
	policies: Iterable[PolicyScope], item: str, groups: Sequence[str], brand: str, sold_on: date
) -> tuple[str, ...]:
	"""The names of the policies that hold for such goods, one of each grant: the item's own before that of its nearest group
	(`groups`, nearest first), that before the brand's, that before the one for all.

	Raises DomainError `policies_equal` (policy, other) where two are equally specific.
	"""
	best: dict[str, tuple[int, str]] = {}
	for policy in sorted(policies, key=lambda one: one.name):
		rank = _rank(policy, item, groups, brand) if policy.holds_on(sold_on) else None
		if rank is None:
			continue
		held = best.get(policy.grant)
		if held and held[0] == rank:
			raise DomainError("policies_equal", {"policy": held[1], "other": policy.name})
		if not held or rank < held[0]:
			best[policy.grant] = (rank, policy.name)
	return tuple(name for _grant, (_rank_of, name) in sorted(best.items()))


def _rank(policy: PolicyScope, item: str, groups: Sequence[str], brand: str) -> int | None:
	"""How far from the item, None where the policy does not speak of it."""
	if policy.applies_to == ITEM:
		return 0 if policy.target == item else None
	if policy.applies_to == ITEM_GROUP:
		return 1 + groups.index(policy.target) if policy.target in groups else None
	if policy.applies_to == BRAND:
		return 1 + len(groups) if brand and policy.target == brand else None
	return 2 + len(groups)
