"""What the page behind the code of a report says, in the customer's language."""

from typing import Any

import frappe
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from aftersales_app.aftersales_core import messages
from aftersales_app.domain.errors import DomainError
from aftersales_app.service_quality.services import door, feedback_page

TEMPLATE = "aftersales_app/www/report_code.html"


def shown(key: str | None) -> dict[str, Any]:
	"""The page as it is opened."""
	return {**door.page(str(key or "")), "problem": "", "csrf_token": feedback_page.csrf_token()}


def sent(key: str, nonce: str) -> Response:
	"""The answer to whoever asked for the link: on to where it says so, or the page with what was wrong."""
	try:
		door.send(key, nonce)
	except DomainError as error:
		page = shown(key)
		wrong = {**page, "problem": messages.text(error.code, error.params)}
		return Response(frappe.render_template(TEMPLATE, wrong), mimetype="text/html")
	return redirect(f"/r/{door.page(key)['key']}", 303)
