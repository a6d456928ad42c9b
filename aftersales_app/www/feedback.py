"""The page on which a customer says what they think of a service. Opening it changes nothing; what is sent in goes to
`service_quality.api.give_feedback`."""

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
	return feedback_page.shown(frappe.form_dict.token, frappe.form_dict.thanks)
