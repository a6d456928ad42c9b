"""The page on which a customer says what they think of a service. Opening it changes nothing; sending it in does, once."""

from typing import Any

import frappe
from frappe.rate_limiter import rate_limit

from aftersales_app.service_quality.services import feedback_page

no_cache = 1
SHOWN_A_MINUTE, SENT_A_MINUTE = 60, 10


def get_context(context: Any) -> None:
	shown = _answer() if frappe.request.method == "POST" else _show()
	context.update(shown)
	frappe.local.response_headers.set("Referrer-Policy", "no-referrer")


@rate_limit(key="aftersales_shown", limit=SHOWN_A_MINUTE, seconds=60)
def _show() -> dict[str, Any]:
	return feedback_page.shown(frappe.form_dict.token)


@rate_limit(key="aftersales_sent", limit=SENT_A_MINUTE, seconds=60)
def _answer() -> dict[str, Any]:
	return feedback_page.sent(
		frappe.form_dict.token, frappe.form_dict, frappe.request.form.getlist("reasons")
	)
