"""Files that people name by their address. One counts if whoever names it may read it: an address can be guessed."""

from typing import Any

import frappe


def readable(url: str | None) -> Any:
	"""The File record of an address that the user may read, the first of those made each time it was attached; None for none.

	To be asked before a document with the address is saved: saving makes a record of the file that its user may read.
	"""
	told = {"file_url": url, "is_folder": 0}
	names = frappe.get_all("File", told, pluck="name", order_by="creation") if url else ()
	found = (frappe.get_doc("File", name) for name in names)
	return next((file for file in found if file.has_permission("read")), None)
