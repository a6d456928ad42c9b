"""What comes with a request."""

from typing import Any

import frappe
from frappe import _


def plain(sent: Any) -> Any:
	"""What was sent as JSON, as plain data; what is plain data already stays as it is, an empty text is nothing. Throws for what is no
	JSON."""
	if not isinstance(sent, str):
		return sent
	try:
		return frappe.parse_json(sent) if sent.strip() else None
	except ValueError:
		shown = frappe.utils.escape_html(sent[:80])
		frappe.throw(_("This cannot be read as JSON: {0}").format(shown))
