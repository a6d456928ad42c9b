"""The archive's seal: a chain of SHA-256 hashes over the records of each day, so that tampering shows (A11).

A link is SHA-256 over UTF-8 text: the line `aftersales-seal-1`, the previous link's hash on a line, then each row as
one line of canonical JSON. Anybody can recompute it with `sha256sum` from an export.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import TypeAlias

from aftersales_app.domain.errors import DomainError

VERSION = "aftersales-seal-1"
GENESIS = "0" * 64

Row: TypeAlias = Mapping[str, object] | Sequence[object]


def canonical(row: Row) -> str:
	"""One row as one line of JSON: keys sorted, no spaces, moments as UTC seconds with Z, decimals as text.

	Allowed values: str, int, bool, None, aware datetime, date, Decimal, and lists or mappings of these.
	Raises DomainError `unsealable_value` for anything without one obvious spelling (a float, a naive moment, bytes).
	"""
	return json.dumps(_plain(row), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal(previous: str, rows: Iterable[Row]) -> str:
	"""The hash (64 hex digits) of `rows`, in their order, on top of `previous` (`GENESIS` for the first link).

	Raises DomainError `bad_seal` when `previous` is no hash, `unsealable_value` as `canonical`.
	"""
	if len(previous) != 64 or set(previous) - set("0123456789abcdef"):
		raise DomainError("bad_seal", {"seal": previous[:80]})
	digest = hashlib.sha256(f"{VERSION}\n{previous}\n".encode())
	for row in rows:
		digest.update(f"{canonical(row)}\n".encode("utf-8", "surrogatepass"))
	return digest.hexdigest()


def verify(previous: str, rows: Iterable[Row], claimed: str) -> bool:
	"""Whether `claimed` is the seal of these rows on top of `previous`."""
	return hmac.compare_digest(seal(previous, rows), claimed)


def first_broken(links: Iterable[tuple[str, str, Iterable[Row]]], previous: str = GENESIS) -> str | None:
	"""Walk a chain of (name, claimed hash, rows), oldest first; the name of the first link that does not hold."""
	for name, claimed, rows in links:
		if not verify(previous, rows, claimed):
			return name
		previous = claimed
	return None


def _plain(value: object) -> object:
	if value is None or isinstance(value, str | int):
		return value
	if isinstance(value, datetime):
		return _moment(value)
	if isinstance(value, date):
		return value.isoformat()
	if isinstance(value, Decimal) and value.is_finite():
		return format(value, "f")
	if isinstance(value, Mapping):
		return {_key(key): _plain(part) for key, part in value.items()}
	if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
		return [_plain(part) for part in value]
	raise DomainError("unsealable_value", {"type": type(value).__name__})


def _moment(value: datetime) -> str:
	if value.utcoffset() is None:
		raise DomainError("unsealable_value", {"type": "datetime without time zone"})
	return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def _key(key: object) -> str:
	if not isinstance(key, str):
		raise DomainError("unsealable_value", {"type": f"key of type {type(key).__name__}"})
	return key
