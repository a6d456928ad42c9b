"""What was done to a unit."""

from datetime import date
from typing import Any


def facts(product: str, day: date) -> dict[str, Any]:
	"""What the unit's repairs up to that day mean to a case."""
	return {}
