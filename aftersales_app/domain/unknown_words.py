"""What a source calls things that have no record here (A16): each word is said once, and stays with its tickets."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from aftersales_app.domain.event_log import History

Known = Mapping[str, Container[str]]  # field -> the words of it that mean something here


@dataclass(frozen=True, slots=True)
class Unknown:
	"""A word of a field, the first ticket that has it and the line where it stands, and how many tickets have it."""

	field: str
	word: str
	number: str
	line: int
	tickets: int = 1


def unknown_words(histories: Iterable[History], known: Known) -> tuple[Unknown, ...]:
	"""Every word that means nothing here, in the order of the file."""
	found: dict[tuple[str, str], Unknown] = {}
	for history in histories:
		for word in _of_ticket(history, known):
			before = found.get((word.field, word.word))
			found[word.field, word.word] = replace(before, tickets=before.tickets + 1) if before else word
	return tuple(sorted(found.values(), key=lambda word: word.line))


def lost_words(history: History, known: Known) -> dict[str, str]:
	"""field -> what a ticket's first row says and neither its record nor its changes can."""
	said = ((field, history.first.get(field) or history.facts.get(field)) for field in known)
	return {field: word for field, word in said if word and word not in known[field]}


def _of_ticket(history: History, known: Known) -> Iterator[Unknown]:
	"""Those of one ticket, each where it stands first."""
	told = {item: history.line for item in lost_words(history, known).items()}
	for change in history.changes:
		if change.after and change.field in known and change.after not in known[change.field]:
			told.setdefault((change.field, change.after), change.line)
	return (Unknown(field, word, history.number, line) for (field, word), line in told.items())
