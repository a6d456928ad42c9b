"""What a customer's feedback page says, in the customer's language."""

from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.sessions import get_csrf_token
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from aftersales_app.aftersales_core import messages
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.invitation import COMPLAINT, MOST_WORDS
from aftersales_app.domain.scoring import DIMENSIONS
from aftersales_app.service_quality.queries import feedback as reads
from aftersales_app.service_quality.services import consent, feedback, invitations

TEMPLATE = "aftersales_app/www/feedback.html"
TEXTS = ("overall", *DIMENSIONS, "words", "research", "contact")


def shown(token: str | None, thanks: str | None = None) -> dict[str, Any]:
	"""The page as it is opened."""
	token = _plain(token)
	return {**_page(token), "thanks": thanks == "1", "stopped": thanks == "2"}


def sent(token: str, form: Mapping[str, Any], ticked: Sequence[str]) -> Response:
	"""The answer to a page that was sent in: on to its thanks, or the page with what was wrong and everything that was entered."""
	token = _plain(token)
	told = {name: str(form.get(name) or "") for name in TEXTS}
	reasons = tuple(map(str, ticked))
	try:
		feedback.give(token, str(form.get("nonce") or ""), told, reasons)
	except DomainError as error:
		page = _page(token)
		problem = messages.text(error.code, error.params)
		wrong = {**page, "told": told, "ticked": reasons, "problem": problem}
		return Response(frappe.render_template(TEMPLATE, wrong), mimetype="text/html")
	return redirect(f"/feedback/{token}?thanks=1", 303)


def _page(token: str) -> dict[str, Any]:
	found = feedback.page(token)
	speak(found["language"])
	return {**_common(found.get("kind") or ""), **found, "token": token}


def taken_back(token: str, purposes: Sequence[str]) -> Response:
	"""The answer to a customer who takes consents back: the page, which says so."""
	token = _plain(token)
	try:
		feedback.take_back(token, purposes)
	except DomainError as error:
		wrong = {**_page(token), "problem": messages.text(error.code, error.params)}
		return Response(frappe.render_template(TEMPLATE, wrong), mimetype="text/html")
	return redirect(f"/feedback/{token}?thanks=2", 303)


def _plain(token: str | None) -> str:
	"""As it was made, however it was copied: it goes into an address."""
	return str(token or "").strip().lower()


def speak(language: str | None) -> None:
	"""For the rest of the request, which shows nothing else."""
	frappe.local.lang = language or frappe.local.lang


def questions(kind: str) -> list[tuple[str, str]]:
	"""The dimensions with what is asked about each: a complaint is asked about how it was handled."""
	asks = _of_complaint if kind == COMPLAINT else _of_service
	return [(name, asks(name)) for name in DIMENSIONS]


def _common(kind: str) -> dict[str, Any]:
	return {
		"title": invitations.question(kind),
		"questions": questions(kind),
		"offered": offered(kind),
		"notice": consent.notice()[0],
		"most_words": MOST_WORDS,
		"told": {},
		"ticked": (),
		"problem": "",
		"thanks": False,
		"csrf_token": csrf_token(),
		"stopped": False,
		"agreed": (),
	}


def offered(kind: str) -> list[Any]:
	"""The reasons to tick; they are of services, not of how a complaint was handled."""
	return [] if kind == COMPLAINT else reads.reasons()


def csrf_token() -> str:
	"""What Frappe asks of whoever is signed in, for a form that is sent without a script."""
	return "" if frappe.session.user == "Guest" else get_csrf_token()


def _of_complaint(name: str) -> str:
	return {
		"timeliness": _("Did we answer in time?"),
		"solving": _("Is what you complained about settled?"),
		"attitude": _("Were we friendly?"),
		"compliance": _("Were you told what happens next, and why we decided so?"),
		"perception": _("Would you turn to us again with a complaint?"),
	}[name]


def _of_service(name: str) -> str:
	return {
		"timeliness": _("Were we in time?"),
		"solving": _("Is your problem solved?"),
		"attitude": _("Were we friendly?"),
		"compliance": _("Did we do everything as it should be done?"),
		"perception": _("How do you feel about it all?"),
	}[name]
