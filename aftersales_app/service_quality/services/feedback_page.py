"""What a customer's feedback page says, in the customer's language."""

from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe import _

from aftersales_app.aftersales_core import messages
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.invitation import MOST_WORDS
from aftersales_app.domain.scoring import DIMENSIONS
from aftersales_app.service_quality.queries import feedback as reads
from aftersales_app.service_quality.services import feedback

TEXTS = ("overall", *DIMENSIONS, "words", "research", "contact")


def shown(token: str | None) -> dict[str, Any]:
	"""The page as it is opened."""
	found = feedback.page(str(token or ""))
	_speak(found["language"])
	return {**_common(), **found}


def sent(token: str | None, form: Mapping[str, Any], ticked: Sequence[str]) -> dict[str, Any]:
	"""The page after it was sent in: thanks, or what was wrong with everything that was entered still in it."""
	page = feedback.page(str(token or ""))
	_speak(page["language"])
	told = {name: str(form.get(name) or "") for name in TEXTS}
	reasons = tuple(map(str, ticked))
	try:
		feedback.give(str(token or ""), str(form.get("nonce") or ""), told, reasons)
	except DomainError as error:
		return {
			**_common(),
			**page,
			"told": told,
			"ticked": reasons,
			"problem": messages.text(error.code, error.params),
		}
	return {**_common(), **feedback.page(str(token or "")), "thanks": True}


def _speak(language: str | None) -> None:
	"""For the rest of the request, which shows nothing else."""
	frappe.local.lang = language or frappe.local.lang


def _common() -> dict[str, Any]:
	return {
		"questions": [(name, _question(name)) for name in DIMENSIONS],
		"offered": reads.reasons(),
		"notice": core.settings().get("privacy_notice"),
		"most_words": MOST_WORDS,
		"told": {},
		"ticked": (),
		"problem": "",
		"thanks": False,
	}


def _question(name: str) -> str:
	return {
		"timeliness": _("Were we in time?"),
		"solving": _("Is your problem solved?"),
		"attitude": _("Were we friendly?"),
		"compliance": _("Did we do everything as it should be done?"),
		"perception": _("How do you feel about it all?"),
	}[name]
