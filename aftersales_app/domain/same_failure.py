"""When several claims tell of one failure: they are of the same unit, and the same fault, which the customer told on the same day. How it
is written, in capitals, in full width or with further blanks, is irrelevant."""

from datetime import date
from unicodedata import normalize


def failure(unit: str, on: date, fault: str) -> tuple[str, date, str]:
	"""What two claims have in common that tell of the same failure."""
	return unit, on, " ".join(normalize("NFKC", fault).casefold().split())
