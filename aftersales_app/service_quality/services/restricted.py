"""What is stored by law only: opened by those who have the right, for a reason, and noted."""

import json
from typing import Any

import frappe
from frappe import _
from frappe.utils.password import decrypt

from aftersales_app.aftersales_core import messages, rows
from aftersales_app.domain.retention import may_open
from aftersales_app.service_quality.queries import privacy as reads
from aftersales_app.service_quality.services import privacy


def open_content(record: Any, reason: str) -> list[list[Any]]:
	"""What a record said, as pairs of label and value. Throws without a reason."""
	messages.refuse_unless(may_open(reason or ""))
	content = frappe.db.get_value(reads.RESTRICTED, record.name, "content")
	rows.change(reads.RESTRICTED, record.name, {"opened": (record.opened or 0) + 1})
	if record.request:
		words = f"{record.reference_name}: {reason.strip()}"
		privacy.note(record.request, "Opened", 1, words)
	return [
		[_(frappe.get_meta(doctype).get_label(field)), value]
		for doctype, _name, told in json.loads(decrypt(content))
		for field, value in told.items()
		if value
	]
