"""Before a request is answered: nobody looks for records by what they may not see of them. Frappe leaves hidden fields out of lists, and
yet finds and sorts by them: the rows that come would tell the value."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import frappe
from frappe import _

from aftersales_app.aftersales_core import masking

CONDITIONS = ("filters", "or_filters", "current_filters")
WRITTEN = ("order_by", "group_by", "field", "stats", "searchfield", "aggregate_on_field", "field_map")
LISTS = re.compile(r"^/api/(?:v1/|v2/)?(?:resource|document)/([^/]+)")


def guard() -> None:
	"""Handler of auth_hooks, once it is known who asks. Throws where a condition or an order names a field of ours that the user may not read; what is asked of
	such fields is left out."""
	doctype = _doctype_asked()
	if not doctype or frappe.session.user in ("Administrator", "Guest"):
		return
	for asked, field in _fields(doctype):
		if _is_hidden(asked, field, doctype):
			label = frappe.get_meta(asked).get_label(field)
			frappe.throw(
				_("You may not see {0}, so that nothing can be found or sorted by it.").format(
					frappe.bold(_(label))
				),
				frappe.PermissionError,
			)
	_leave_out(doctype)


def _leave_out(doctype: str) -> None:
	"""Of several hidden fields that are asked for side by side, Frappe's lists leave out every second one only."""
	try:
		asked = frappe.parse_json(frappe.form_dict.get("fields"))
	except ValueError:
		return  # which Frappe refuses
	if isinstance(asked, list):
		frappe.form_dict["fields"] = frappe.as_json([one for one in asked if not _tells_hidden(doctype, one)])


def _tells_hidden(doctype: str, asked: Any) -> bool:
	return any(_is_hidden(*place, doctype) for place in _written(doctype, asked))


def _doctype_asked() -> str:
	"""The DocType of ours that a list is asked of, "" for none."""
	found = LISTS.match(unquote(frappe.request.path)) if frappe.request else None
	doctype = found.group(1) if found else frappe.form_dict.get("doctype") or ""
	return doctype if isinstance(doctype, str) and doctype.startswith("Aftersales ") else ""


def _fields(doctype: str) -> Iterator[tuple[str, str]]:
	"""(DocType, field) of every condition and order."""
	for name in CONDITIONS:
		for field in _of_conditions(frappe.form_dict.get(name)):
			yield from _placed(doctype, *field)
	for name in WRITTEN:
		yield from _written(doctype, frappe.form_dict.get(name))


def _written(doctype: str, text: Any) -> Iterator[tuple[str, str]]:
	"""(DocType, field) of every name in an expression, such as sum(`tabAftersales Visit`.`minutes`) or ticket.subject."""
	for table, word in re.findall(r"(?:`tab([^`]+)`\.)?`?([A-Za-z_][\w.]*)`?", str(text or "")):
		yield from _placed(doctype, table, word)


def _of_conditions(sent: Any) -> Iterator[tuple[str, str]]:
	"""(DocType or "", field) of conditions as lists and mappings write them."""
	try:
		told = frappe.parse_json(sent) if isinstance(sent, str) else sent
	except ValueError:
		return  # which Frappe refuses
	if isinstance(told, list) and told and not isinstance(told[0], list | dict):
		told = [told]
	for one in [told] if isinstance(told, dict) else told if isinstance(told, list) else ():
		yield from _of_condition(one)


def _of_condition(one: Any) -> Iterator[tuple[str, str]]:
	if isinstance(one, dict):
		yield str(one.get("doctype") or ""), str(one.get("fieldname") or "")
		yield from (("", str(field)) for field in one)
	elif isinstance(one, list) and one:
		yield (str(one[0]), str(one[1])) if len(one) > 3 else ("", str(one[0]))


def _placed(doctype: str, given: str, field: str) -> Iterator[tuple[str, str]]:
	"""Where a field is: in the DocType that is asked, in one that a link leads to, in a table."""
	place, _dot, last = field.replace("`", "").rpartition(".")
	place = place.removeprefix("tab")
	if not place:
		yield given or doctype, last
		return
	yield place, last
	link = frappe.get_meta(doctype).get_field(place)
	if link and link.options:
		yield link.options, last


def _is_hidden(doctype: str, field: str, asked: str) -> bool:
	if not doctype.startswith("Aftersales ") or not frappe.db.exists("DocType", doctype, cache=True):
		return False
	parent = asked if frappe.get_meta(doctype).istable else None
	return field in masking.hidden_fields(doctype, parent)
