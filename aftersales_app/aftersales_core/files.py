"""Files that people name by their address. One counts if whoever names it may read it: an address can be guessed."""

from typing import Any

import frappe
from frappe import _


def readable(url: str | None) -> Any:
	"""The File record of an address that the user may read, the first of those made each time it was attached; None for none.

	To be asked before a document with the address is saved: saving makes a record of the file that its user may read.
	"""
	told = {"file_url": url, "is_folder": 0}
	names = frappe.get_all("File", told, pluck="name", order_by="creation") if url else ()
	found = (frappe.get_doc("File", name) for name in names)
	return next((file for file in found if file.has_permission("read")), None)


def named(url: str) -> Any:
	"""The same; throws where there is none: a file of somebody else's is refused like one that is not there."""
	if file := readable(url):
		return file
	frappe.throw(
		_("There is no file {0} that you may read. Attach the file here.").format(
			frappe.utils.escape_html(url)
		),
		frappe.PermissionError,
	)


def check(told: Any, known: Any, field: str) -> None:
	"""Throw where a record comes to name a file that the user may not read. `known`: the record as it is stored, None for a new
	one; what it names already stays."""
	url = told.get(field)
	if url and not (known and known.get(field) == url):
		named(url)
