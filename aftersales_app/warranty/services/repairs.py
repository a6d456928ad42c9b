"""What was done to a unit."""

from aftersales_app.domain.coverage_terms import Change
from aftersales_app.domain.legal_days import Days


def spans(product: str) -> tuple[Days, ...]:
	"""The days on which the unit was in repair or waited for parts."""
	return ()


def changes(product: str) -> tuple[Change, ...]:
	"""What was exchanged, replaced or repaired under warranty."""
	return ()


def facts(product: str, day: date) -> dict[str, Any]:
	"""What the unit's repairs up to that day mean to a case."""
	return {}
