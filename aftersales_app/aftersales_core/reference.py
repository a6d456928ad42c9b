"""Reference data (calendars, policies, teams, the ticket flow) compiled once per process, until somebody edits it.

One version token per site lives in Redis. A change sets a new token: at once for the transaction that makes it, for
everybody else when it is committed. A process keeps what it compiled under the token it saw.
"""

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import frappe

T = TypeVar("T")
KEY = "aftersales:reference_version"
SETTLING = (
	30  # seconds after a change in which a transaction that began before it may still build from what was
)

_compiled: dict[tuple[str, str], tuple[str, bool, Any]] = {}


def compiled(name: str, build: Callable[[], T]) -> T:
	"""`build()` under the current version, made once per process, version and site; once more when a change has settled."""
	key, version = (frappe.local.site, name), _version()
	held = _compiled.get(key)
	if held is None or held[0] != version or (not held[1] and _settled(version)):
		held = (version, _settled(version), build())
		_compiled[key] = held
	return held[2]


def changed(doc: Any = None, method: str | None = None, *renamed: Any) -> None:
	"""Something compiled from reference data is out of date. Also a doc_events handler."""
	token = _token()
	frappe.local.aftersales_reference = token
	frappe.db.after_commit.add(lambda: _publish(token))
	frappe.db.after_rollback.add(_forget)


def _version() -> str:
	mine = getattr(frappe.local, "aftersales_reference", None)
	return mine or frappe.local.cache.get(_key(frappe.local.site)) or _stored()


@lru_cache(maxsize=64)
def _key(site: str) -> bytes:
	"""Under which a request remembers what it read from Redis; asked for some thirty times in one."""
	return frappe.cache.make_key(KEY)


def _stored() -> str:
	return frappe.cache.get_value(KEY) or _publish(_token())


def _token() -> str:
	return f"{int(time.time())}-{frappe.generate_hash(length=12)}"


def _settled(version: str) -> bool:
	return time.time() > int(version.partition("-")[0]) + SETTLING


def _publish(token: str) -> str:
	frappe.cache.set_value(KEY, token)
	_forget()
	return token


def _forget() -> None:
	frappe.local.aftersales_reference = None
