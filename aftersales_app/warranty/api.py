"""What the desk asks the warranty module over HTTP."""

from typing import Any

import frappe

from aftersales_app.warranty.services import timeline


@frappe.whitelist()
def product_timeline(product: str) -> dict[str, Any]:
	"""The coverage of a unit for its drawing."""
	doc = frappe.get_doc("Aftersales Product", product)
	doc.check_permission("read")
	return timeline.drawing(doc)
