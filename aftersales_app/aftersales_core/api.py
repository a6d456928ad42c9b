"""What every module's forms ask. Typed, permission on the first line, then delegated."""

from typing import Any

import frappe

from aftersales_app.aftersales_core import queries, requests


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
