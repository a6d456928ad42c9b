"""What every module's forms ask. Typed, permission on the first line, then delegated."""

from typing import Any

import frappe

from aftersales_app.aftersales_core import messages, queries, requests, reveals


@frappe.whitelist()
def search(
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: dict[str, Any] | list[Any] | str | None = None,
	as_dict: bool = False,
	reference_doctype: str | None = None,
	**options: Any,
) -> list[Any]:
	"""Records for a link field (standard_queries), never others than the user may see. Frappe's own search shows all of them to whoever
	sends `ignore_user_permissions` along."""
	frappe.has_permission(doctype, "read", throw=True)
	return queries.search(doctype, txt, start, page_len, requests.plain(filters), as_dict, reference_doctype)


@frappe.whitelist(methods=["POST"])
def reveal(doctype: str, name: str, fieldname: str, reason: str) -> str:
	"""The value behind a mask, for who may reveal; who looked, when and why is written down with it."""
	frappe.has_permission(reveals.REVEAL, "create", throw=True)
	frappe.has_permission(doctype, "read", name, throw=True)
	with messages.translated():
		return reveals.reveal(frappe.get_doc(doctype, name), fieldname, reason)
