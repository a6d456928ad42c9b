"""Which part of the goods an item is: the rules know a few parts by name, a stock list has an item of its own name for each."""

import re
from collections.abc import Iterable, Mapping
from unicodedata import normalize

LATIN = re.compile(r"[a-z0-9]")


def part_called(item: str, parts: Mapping[str, Iterable[str]]) -> str:
	"""The part whose name stands in the item's name, "" for none; `parts`: each part with what it is called. The longest name says most:
	a "power supply board" is no board."""
	text = _plain(item)
	found = [
		(len(name), part)
		for part, names in parts.items()
		for name in map(_plain, names)
		if _stands_in(name, text)
	]
	return max(found, default=(0, ""))[1]


def _plain(text: str) -> str:
	return " ".join(normalize("NFKC", text).casefold().split())


def _stands_in(name: str, text: str) -> bool:
	"""A word of letters stands by itself; Chinese is written without spaces."""
	if not name:
		return False
	before, after = (
		(r"(?<![a-z0-9])" if LATIN.match(name) else ""),
		(r"(?![a-z0-9])" if LATIN.match(name[-1]) else ""),
	)
	return re.search(before + re.escape(name) + after, text) is not None
