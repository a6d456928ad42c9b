"""Values of facts as people write them down in a cell, and back."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from aftersales_app.domain.case_facts import CHOICES, DAY, FACTS, FLAG, NUMBER, WORDS, Value, check_number
from aftersales_app.domain.errors import DomainError

YES, NO = ("true", "yes", "1", "是"), ("false", "no", "0", "否")
COMMA = ", "


def told(value: Value) -> str:
	"""The value in one cell: days as 2025-06-03, flags as true or false, several separated by commas."""
	if isinstance(value, bool):
		return YES[0] if value else NO[0]
	return COMMA.join(map(told, value)) if isinstance(value, tuple) else str(value)


def parts_of(text: str) -> list[str]:
	"""What stands between the commas, Chinese ones too."""
	return [
		part.strip() for part in text.replace("\u3001", ",").replace("\uff0c", ",").split(",") if part.strip()
	]


def read(fact: str, text: str, many: bool = False) -> Value:
	"""The value that such a cell says of this fact; with `many`, or of a fact that is several words, all of them.

	Raises DomainError `unknown_fact`, `value_unreadable` (fact, value, kind), `number_too_large`.
	"""
	if fact not in FACTS:
		raise DomainError("unknown_fact", {"norm": "", "fact": fact})
	kind = FACTS[fact]
	if many or kind == WORDS:
		return tuple(_one(kind, fact, part) for part in parts_of(text))
	value: Value = _one(kind, fact, text.strip())
	return value


def _one(kind: str, fact: str, text: str) -> Any:
	try:
		if kind == DAY:
			return date.fromisoformat(text)
		if kind == NUMBER:
			return _number(fact, text)
		if kind == FLAG:
			return _flag(text)
		if text:
			return text.lower() if fact in CHOICES else text
	except DomainError:
		raise
	except (ValueError, InvalidOperation):
		pass
	raise DomainError("value_unreadable", {"fact": fact, "value": text[:40], "kind": kind})


def _number(fact: str, text: str) -> Decimal | int:
	"""1E+999999999 is a number that no memory holds written out."""
	number = Decimal(text)
	if not number.is_finite():
		raise ValueError
	check_number(fact, number.copy_abs())
	return int(number) if number == number.to_integral_value() and "." not in text else number


def _flag(text: str) -> bool:
	if text.lower() in (*YES, *NO):
		return text.lower() in YES
	raise ValueError
