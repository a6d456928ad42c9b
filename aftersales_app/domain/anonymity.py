"""Taking a person out of what was written: their own details in any spelling, and what looks like somebody's (rules.md P5)."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aftersales_app.domain import personal_fields as fields

COVERED = "•••"
SHORTEST_NAME, SHORTEST_LATIN, SHORTEST_ADDRESS = 2, 4, 5  # characters: what is shorter is a word like others
_CJK = re.compile(r"[\u3400-\u9fff]")
_BETWEEN = r"[\s().\-–—]{0,2}"  # what people write between the digits of a number
_SOMEBODYS = re.compile(
	r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
	r"|(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)"
	r"|(?<!\d)0\d{2,3}[\s-]\d{7,8}(?!\d)"
	r"|(?<!\d)\d{6}(?:19|20)\d{9}[\dXx](?!\d)"
	r"|[\u4e00-\u9fff][A-Z][·\s]?[A-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_CODES = re.compile(r"[A-Z]{2,4}-[\w-]+|[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Person:
	"""By what somebody is found and known: customers and contacts by their names in ERPNext, then what is written about them."""

	customers: frozenset[str] = frozenset()
	contacts: frozenset[str] = frozenset()
	names: frozenset[str] = frozenset()
	phones: frozenset[str] = frozenset()
	emails: frozenset[str] = frozenset()
	addresses: frozenset[str] = frozenset()

	@property
	def known(self) -> bool:
		return any((self.customers, self.contacts, self.phones, self.emails))

	def joined(self, other: "Person") -> "Person":
		"""Both are the same person."""
		return Person(
			self.customers | other.customers,
			self.contacts | other.contacts,
			self.names | other.names,
			self.phones | other.phones,
			self.emails | other.emails,
			self.addresses | other.addresses,
		)


def pattern(person: Person, names: bool = True) -> str:
	"""A regular expression, as MariaDB and Python read it, for the person's details; "" for nobody's. Letters in either case."""
	called = person.names | person.customers | person.contacts if names else frozenset()
	parts = [_spelled(name) for name in _long_enough(called)]
	parts += [_spelled(place) for place in person.addresses if len(place.strip()) >= SHORTEST_ADDRESS]
	parts += [re.escape(mail.strip()) for mail in person.emails if "@" in mail]
	parts += [_dialled(phone) for phone in person.phones]
	return "|".join(sorted(filter(None, set(parts)), key=lambda part: (-len(part), part)))


def scrubbed(text: str, own: "re.Pattern[str] | None", others: bool = True) -> str:
	"""`text` without what `own` finds; with `others` also without numbers, addresses and plates that may be somebody's. JSON stays JSON."""
	told = _as_json(text)
	if told is not None:
		changed = _walked(told, own)
		return text if changed == told else json.dumps(changed, ensure_ascii=False)
	clean = own.sub(COVERED, text) if own else text
	return _SOMEBODYS.sub(COVERED, clean) if others else clean


def changed(texts: Mapping[str, Any], own: "re.Pattern[str] | None") -> dict[str, str]:
	"""Of the texts by column those in which somebody's own details stand, without them."""
	clean = {column: scrubbed(str(text), own, others=False) for column, text in texts.items() if text}
	return {column: text for column, text in clean.items() if text != texts[column]}


def compiled(person: Person, names: bool = True) -> "re.Pattern[str] | None":
	"""The same as `pattern`, to be used here."""
	found = pattern(person, names)
	return re.compile(found, re.IGNORECASE) if found else None


def treated(how: str, value: Any, own: "re.Pattern[str] | None") -> Any:
	"""What stands in a column afterwards, of those that need nothing but themselves to say so."""
	if how == fields.COVER:
		return COVERED if value else value
	if how == fields.SCRUB:
		return scrubbed(str(value), own) if value else value
	if how == fields.CODED:
		return value if not value or is_coded(str(value)) else COVERED
	return None


def is_coded(text: str) -> bool:
	"""Was this written by a rule: JSON of codes, a code, or the number of a document?"""
	return _as_json(text) is not None or bool(_CODES.fullmatch(text.strip()))


def kept_terms(terms: Iterable[str], common: Collection[str], person: Person) -> list[str]:
	"""Of the words of a comment those that may stay counted when the comment goes: what others write as well, and not what the person is
	called."""
	called = {unicodedata.normalize("NFKC", name).casefold() for name in person.names | person.customers}
	own = compiled(person)
	return sorted(
		term
		for term in set(terms)
		if term in common and term.casefold() not in called and not (own and own.fullmatch(term))
	)


def row_after(
	treatments: Mapping[str, str],
	row: Mapping[str, Any],
	own: "re.Pattern[str] | None",
	stand_in: Mapping[str, Any],
) -> dict[str, Any]:
	"""The columns of a record that change, with what they hold afterwards. `stand_in`: the customer and the customer's name by treatment,
	empty where the record's customer is somebody else."""
	after: dict[str, Any] = {}
	for field, how in treatments.items():
		if how == fields.KEEP or field not in row:
			continue
		if how in (fields.STAND_IN, fields.NAMED):
			value = stand_in.get(how, row[field]) if row[field] else row[field]
		else:
			value = treated(how, row[field], own)
		if value != row[field] and (value or row[field]):
			after[field] = value
	return after


def _long_enough(names: Iterable[str]) -> list[str]:
	return [
		name.strip()
		for name in names
		if len(name.strip()) >= (SHORTEST_NAME if _CJK.search(name) else SHORTEST_LATIN)
	]


def _spelled(text: str) -> str:
	"""Letter by letter, whatever blanks stand between the words; a name of Latin letters is a whole word."""
	body = r"\s+".join(re.escape(word) for word in text.split())
	return body if _CJK.search(text) else rf"\b{body}\b"


def _dialled(phone: str) -> str:
	digits = re.sub(r"\D", "", phone)
	return _BETWEEN.join(digits) if len(digits) >= 7 else ""


def _as_json(text: str) -> Any:
	if not text.lstrip().startswith(("[", "{")):
		return None
	try:
		return json.loads(text)
	except ValueError:
		return None


def _walked(told: Any, own: "re.Pattern[str] | None") -> Any:
	if isinstance(told, str):
		return own.sub(COVERED, told) if own else told
	if isinstance(told, list):
		return [_walked(one, own) for one in told]
	if isinstance(told, dict):
		return {key: _walked(one, own) for key, one in told.items()}
	return told
