"""What is known of the unit that a claim speaks of, and which decisions there are."""

import json
from decimal import Decimal
from typing import Any, NamedTuple

import frappe

from aftersales_app.aftersales_core import files
from aftersales_app.domain.claim_flow import WITHDRAWN
from aftersales_app.domain.norms import REFUND, RETURN
from aftersales_app.warranty.queries import products

CLAIM, PRODUCT, DECISION = "Aftersales Claim", "Aftersales Product", "Aftersales Decision"


def units_by_serial(serial_no: str, company: str, item_code: str | None) -> list[dict[str, Any]]:
	"""The company's registered units with this serial number, of the item where one is said; those in use first."""
	filters = {"serial_no": serial_no, "company": company}
	if item_code:
		filters["item_code"] = item_code
	rows = frappe.get_all(PRODUCT, filters=filters, fields=list(products.RECORD), order_by="creation desc")
	return sorted(rows, key=lambda row: row.status != "In Use")


def of_unit(product: str, but: str = "") -> list[dict[str, Any]]:
	"""The unit's claims that the user may see and that were not withdrawn, but the one that is named."""
	filters = {"product": product, "name": ("!=", but), "status": ("!=", WITHDRAWN)}
	return frappe.get_list(CLAIM, filters, ["name", "event_on", "status", "fault"], order_by="name")


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


class Worth(NamedTuple):
	"""What was decided, what it was worth then, and the price it was worked out from; None is unknown."""

	remedy: str
	value: Decimal | None
	price: Decimal | None


def worth(decision: str) -> Worth:
	"""What a decision that stands was worth when it fell."""
	remedy, value, facts = frappe.db.get_value(DECISION, decision, ["remedy", "value", "facts"])
	price = json.loads(facts or "{}").get("price")
	return Worth(remedy or "", *(None if one is None else Decimal(str(one)) for one in (value, price)))


def stored(decision: str) -> dict[str, Any]:
	"""What a decision that stands says, as it was seen."""
	return frappe.db.get_value(DECISION, decision, ["decision", "facts", "basis", "currency"], as_dict=True)


def about(claim: str) -> tuple[str | None, str | None]:
	"""The unit that a claim is about, and its customer."""
	return frappe.db.get_value(CLAIM, claim, ["product", "customer"]) or (None, None)


def given(claim: str) -> str | None:
	"""The remedy that the claim's decision gives; None where none stands or it refuses."""
	decision = frappe.db.get_value(CLAIM, claim, "decision")
	return (frappe.db.get_value(DECISION, decision, "remedy") if decision else None) or None


def return_fee(claim: str) -> Decimal | None:
	"""What the customer pays for the use of the goods that go back, by the decision that stands; None where it gives something else."""
	decision = frappe.db.get_value(CLAIM, claim, "decision")
	remedy, fee = (decision and frappe.db.get_value(DECISION, decision, ["remedy", "fee"])) or (None, None)
	return Decimal(str(fee or 0)) if remedy in (RETURN, REFUND) else None


def decided_value(claim: str) -> Decimal | None:
	"""What the decision that stands was worth when it fell; None for unknown, which is stored as nothing."""
	decision = frappe.db.get_value(CLAIM, claim, "decision")
	return (worth(decision).value or None) if decision else None


def is_file(url: str | None) -> bool:
	"""Is there a file of that address which the user may read?"""
	return bool(files.readable(url))
