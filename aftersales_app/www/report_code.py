"""The page behind the code on a visit's report. Opening it changes nothing; `service_quality.api.send_link` sends the customer's link to the
customer."""

from typing import Any

import frappe
from frappe.rate_limiter import rate_limit

from aftersales_app.service_quality.services import door_page

no_cache = 1
A_MINUTE = 120  # from one address


def get_context(context: Any) -> None:
	"""The page as it is opened."""
	context.update(_page())


@rate_limit(limit=A_MINUTE, seconds=60)
def _page() -> dict[str, Any]:
	return door_page.shown(frappe.form_dict.key)
