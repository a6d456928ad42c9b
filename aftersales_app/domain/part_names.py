"""Which part of the goods an item is: the rules know a few parts by name, a stock list has an item of its own name for each."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from unicodedata import normalize

from aftersales_app.domain.errors import DomainError

LATIN = re.compile(r"[a-z0-9]")
NEAR = 0.8  # so alike are a name and the same one misspelt
SHOWN = 40  # characters of what nobody knows


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


def part_meant(told: str, called: Mapping[str, str], listed: bool) -> str:
	"""The part that somebody means, "" for the whole unit; `called`: what parts of such goods are called, and the part it is.

	A part that nobody knows has no term of its own and would count as the whole unit. Where the parts of such goods are `listed` it is
	refused; where they are not only what is nearly one of these names. Raises DomainError `part_misspelt` (part, near, known),
	`unknown_part` (part, known).
	"""
	plain = {_plain(name): part for name, part in called.items()}
	text = _plain(told)
	if not text or text in plain:
		return plain.get(text, "")
	shown = {part: name for name, part in called.items()}
	params = {"part": told[:SHOWN], "known": ", ".join(sorted(shown.values()))}
	for near in get_close_matches(text, plain, 1, NEAR):
		raise DomainError("part_misspelt", {**params, "near": shown[plain[near]]})
	if listed:
		raise DomainError("unknown_part", params)
	return told


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
