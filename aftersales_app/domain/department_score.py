"""What a department's quarter comes to (product.md C9): components with weights that make 100, satisfaction 20 of them.

Where a component says so, a department below its target is measured by how far its improvement plan is completed, instead of losing points.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.objectives import AT_LEAST

BY_PLAN, IN_PROPORTION = "By Improvement Plan", "In Proportion"
REACHED, BELOW_TARGET, TO_BE_ENTERED, NO_DATA = "On Target", "Below Target", "To Be Entered", "No Data"
FULL = 100


@dataclass(frozen=True, slots=True)
class Component:
	"""One part of the score: `actual` beside its `target`, None where nothing was counted. A component without a metric is entered by a person in
	points of 100. `completion` is that of the improvement plan, in percent, None as long as nobody told it."""

	name: str
	weight: Fraction
	measured: bool = True
	actual: Fraction | None = None
	target: Fraction = Fraction(0)
	direction: str = AT_LEAST
	below: str = IN_PROPORTION
	completion: Fraction | None = None
	entered: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Points:
	"""Of 100; None as long as something is to be entered, or nothing was counted."""

	outcome: str
	points: Fraction | None


def check_weights(weights: Iterable[Fraction]) -> None:
	"""Raises DomainError `weights_not_hundred`, `weight_not_positive`."""
	found = list(weights)
	if any(one <= 0 for one in found):
		raise DomainError("weight_not_positive")
	if sum(found) != FULL:
		raise DomainError("weights_not_hundred", {"sum": float(sum(found))})


def check_names(names: Iterable[str]) -> None:
	"""Raises DomainError `component_twice`: people enter by the name."""
	seen: set[str] = set()
	for name in names:
		if name in seen:
			raise DomainError("component_twice", {"name": name})
		seen.add(name)


def points(component: Component) -> Points:
	"""What a component is worth. Raises DomainError `points_out_of_range`."""
	for told in (component.completion, component.entered):
		if told is not None and not 0 <= told <= FULL:
			raise DomainError("points_out_of_range", {"name": component.name})
	if not component.measured:
		return Points(REACHED if component.entered is not None else TO_BE_ENTERED, component.entered)
	if component.actual is None:
		return Points(NO_DATA, None)
	if _reached(component):
		return Points(REACHED, Fraction(FULL))
	if component.below == BY_PLAN:
		return Points(BELOW_TARGET, component.completion)
	return Points(BELOW_TARGET, _proportion(component))


def score(components: Iterable[Component]) -> Fraction | None:
	"""The weighted sum, of 100. What nothing was counted of takes no part: its weight goes to the others. None as long as something is to be
	entered, or where nothing was counted at all."""
	found = [(one, points(one)) for one in components]
	if any(told.points is None and told.outcome != NO_DATA for _one, told in found):
		return None
	counted = [(one.weight, told.points) for one, told in found if told.points is not None]
	whole = sum((weight for weight, _points in counted), Fraction(0))
	if not whole:
		return None
	return sum((weight * got for weight, got in counted), Fraction(0)) / whole


def missing(components: Iterable[Component]) -> list[str]:
	"""The components that somebody still has to say something about."""
	return [
		one.name for one in components if (told := points(one)).points is None and told.outcome != NO_DATA
	]


def _reached(component: Component) -> bool:
	actual, target = component.actual or Fraction(0), component.target
	return actual >= target if component.direction == AT_LEAST else actual <= target


def _proportion(component: Component) -> Fraction:
	actual, target = component.actual or Fraction(0), component.target
	part, whole = (actual, target) if component.direction == AT_LEAST else (target, actual)
	return Fraction(FULL) * part / whole if whole else Fraction(0)
