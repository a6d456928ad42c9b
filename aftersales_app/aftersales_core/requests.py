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


def records(sent: Any) -> list[dict[str, Any]]:
	"""The same where it is a list of records, none where nothing was sent. Throws for what is none."""
	found = plain(sent) or []
	if not isinstance(found, list | tuple) or not all(isinstance(one, dict) for one in found):
		frappe.throw(_("This is no list of records: {0}").format(frappe.utils.escape_html(str(sent)[:80])))
	return list(found)


def record(sent: Any) -> dict[str, Any]:
	"""The same for one record, an empty one where nothing was sent."""
	[found] = records([plain(sent) or {}])
	return found
