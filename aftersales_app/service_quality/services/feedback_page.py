"""What a customer's feedback page says, in the customer's language."""

from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.sessions import get_csrf_token
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from aftersales_app.aftersales_core import messages
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.invitation import MOST_WORDS
from aftersales_app.domain.scoring import DIMENSIONS
from aftersales_app.service_quality.queries import feedback as reads
from aftersales_app.service_quality.services import feedback

TEMPLATE = "aftersales_app/www/feedback.html"
TEXTS = ("overall", *DIMENSIONS, "words", "research", "contact")


def shown(token: str | None, thanks: str | None = None) -> dict[str, Any]:
	"""The page as it is opened."""
	token = _plain(token)
	found = feedback.page(token)
	_speak(found["language"])
	return {**_common(), **found, "token": token, "thanks": thanks == "1", "stopped": thanks == "2"}


def sent(token: str, form: Mapping[str, Any], ticked: Sequence[str]) -> Response:
	"""The answer to a page that was sent in: on to its thanks, or the page with what was wrong and everything that was entered."""
	token = _plain(token)
	told = {name: str(form.get(name) or "") for name in TEXTS}
	reasons = tuple(map(str, ticked))
	try:
		feedback.give(token, str(form.get("nonce") or ""), told, reasons)
	except DomainError as error:
		page = feedback.page(token)
		_speak(page["language"])
		problem = messages.text(error.code, error.params)
		wrong = {**_common(), **page, "token": token, "told": told, "ticked": reasons, "problem": problem}
		return Response(frappe.render_template(TEMPLATE, wrong), mimetype="text/html")
	return redirect(f"/feedback/{token}?thanks=1", 303)


def taken_back(token: str, purposes: Sequence[str]) -> Response:
	"""The answer to a customer who takes consents back: the page, which says so."""
	token = _plain(token)
	try:
		feedback.take_back(token, purposes)
	except DomainError as error:
		page = feedback.page(token)
		_speak(page["language"])
		wrong = {**_common(), **page, "token": token, "problem": messages.text(error.code, error.params)}
		return Response(frappe.render_template(TEMPLATE, wrong), mimetype="text/html")
	return redirect(f"/feedback/{token}?thanks=2", 303)


def _plain(token: str | None) -> str:
	"""As it was made, however it was copied: it goes into an address."""
	return str(token or "").strip().lower()


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
		"stopped": False,
		"agreed": (),
		"csrf_token": "" if frappe.session.user == "Guest" else get_csrf_token(),
	}


def _question(name: str) -> str:
	return {
		"timeliness": _("Were we in time?"),
		"solving": _("Is your problem solved?"),
		"attitude": _("Were we friendly?"),
		"compliance": _("Did we do everything as it should be done?"),
		"perception": _("How do you feel about it all?"),
	}[name]
