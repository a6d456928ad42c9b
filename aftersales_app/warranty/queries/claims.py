"""What is known of the unit that a claim speaks of, and which decisions there are."""

from typing import Any

import frappe

PRODUCT, DECISION = "Aftersales Product", "Aftersales Decision"
UNIT = (
	*("name", "company", "customer", "item_code", "item_name", "serial_no", "goods_category", "jurisdiction"),
	*("region", "buyer", "channel", "price", "invoiced_on", "delivered_on", "installed_on"),
)


def unit(name: str) -> dict[str, Any] | None:
	"""A registered unit, as far as a claim needs it, from Frappe's cache; None where there is none of that name."""
	try:
		record = frappe.get_cached_doc(PRODUCT, name)
	except frappe.DoesNotExistError:
		frappe.clear_last_message()
		return None
	return frappe._dict({field: record.get(field) for field in UNIT})


def units_by_serial(serial_no: str, company: str, item_code: str | None) -> list[dict[str, Any]]:
	"""The company's registered units with this serial number, of the item where one is said; those in use first."""
	filters = {"serial_no": serial_no, "company": company}
	if item_code:
		filters["item_code"] = item_code
	rows = frappe.get_all(PRODUCT, filters=filters, fields=[*UNIT, "status"], order_by="creation desc")
	return sorted(rows, key=lambda row: row.status != "In Use")


def decisions(claim: str) -> list[dict[str, Any]]:
	"""The claim's decisions, the first one first."""
	fields = [
		"name",
		"number",
		"kind",
		"verdict",
		"remedy",
		"made_on",
		"decided_by",
		"approved_by",
		"override",
	]
	return frappe.get_all(DECISION, filters={"claim": claim}, fields=fields, order_by="number")


def deciders(decision: str) -> tuple[str, frozenset[str]]:
	"""Its verdict, and who decided and approved it."""
	row = frappe.db.get_value(DECISION, decision, ["verdict", "decided_by", "approved_by"])
	return row[0], frozenset(filter(None, row[1:]))


def stored(decision: str) -> dict[str, Any]:
	"""What a decision that stands says, as it was seen."""
	return frappe.db.get_value(DECISION, decision, ["decision", "basis", "currency"], as_dict=True)


def is_file(url: str | None) -> bool:
	return bool(url and frappe.db.exists("File", {"file_url": url}))
