"""Names that no other record has, without a clock and without chance."""

import os
from itertools import count

_numbers = count(1)


def unique(word: str) -> str:
	"""`word`, the process and a running number: two test runs on one site do not meet."""
	return f"{word} {os.getpid()}-{next(_numbers)}"


def unique_email(word: str) -> str:
	return unique(word).lower().replace(" ", "-") + "@example.com"
