"""Why a ticket falls under its policy and why its assignee has it: kept as codes, read in the reader's language."""

import json
from collections.abc import Iterable
from typing import Any

from aftersales_app.aftersales_core import messages
from aftersales_app.domain.errors import Reason

POLICY, ASSIGNEE = "policy", "assignee"


def put(ticket: Any, about: str, found: Iterable[Reason]) -> None:
	"""Keep on the ticket's row why; `about` is POLICY or ASSIGNEE."""
	ticket.update({"reasons": json.dumps({**_kept(ticket), about: pack(found)})})


def of(ticket: Any, about: str) -> str:
	"""The reasons as sentences, a line each."""
	return text(_kept(ticket).get(about, ""))


def packed(ticket: Any, about: str) -> str:
	"""The reasons as they are kept, for the event log."""
	return _kept(ticket).get(about, "")


def pack(found: Iterable[Reason]) -> str:
	return json.dumps(
		[[reason.code, dict(reason.params)] for reason in found], ensure_ascii=False, default=str
	)


def text(kept: str) -> str:
	"""Packed reasons as sentences; what an import brought stays as it is."""
	if not kept.startswith("["):
		return kept
	return messages.reasons(Reason(code, params) for code, params in json.loads(kept))


def _kept(ticket: Any) -> dict[str, str]:
	return json.loads(ticket.get("reasons") or "{}")
