"""The page on which a customer says what they think of a service. Opening it changes nothing; sending it in does, once."""

from typing import Any

import frappe
from frappe.rate_limiter import rate_limit

from aftersales_app.service_quality.services import feedback_page

no_cache = 1
A_MINUTE = 120  # from one address: behind one of a mobile network are many customers


def get_context(context: Any) -> None:
	"""The page as it is opened, or after it was sent in."""
	context.update(_page())


@rate_limit(limit=A_MINUTE, seconds=60)
def _page() -> dict[str, Any]:
	token, form = frappe.form_dict.token, frappe.request.form
	if frappe.request.method == "POST":
		return feedback_page.sent(token, form, form.getlist("reasons"))
	return feedback_page.shown(token)
