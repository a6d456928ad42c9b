"""The vital few: which causes make up four fifths of what happened (rules.md T6)."""

from collections.abc import Mapping
from dataclasses import dataclass

VITAL = 80  # percent


@dataclass(frozen=True, slots=True)
class Bar:
	"""A cause with its number or cost, the running share in percent, and whether it is one of the vital few."""

	name: str
	value: float
	cumulated: float
	vital: bool


def bars(values: Mapping[str, float], other: str = "", vital: float = VITAL) -> list[Bar]:
	"""Largest first, equal ones by name, `other` always last; the vital few are the smallest set with at least `vital` percent."""
	whole = sum(values.values())
	order = sorted(values, key=lambda name: (name == other and bool(other), -values[name], name))
	found: list[Bar] = []
	running = 0.0
	for name in order:
		before = 100 * running / whole if whole else 0.0
		running += values[name]
		share = 100 * running / whole if whole else 0.0
		found.append(Bar(name, values[name], share, bool(whole) and before < vital))
	return found
