"""Units of before say whether anything was done to them."""

import frappe

PRODUCT, HISTORY = "Aftersales Product", ("Aftersales Repair", "Aftersales Extension")


def execute() -> None:
	"""One statement for repairs, one for extended warranties; again it changes nothing."""
	unit = frappe.qb.DocType(PRODUCT)
	for doctype in HISTORY:
		done = frappe.qb.DocType(doctype)
		units = frappe.qb.from_(done).select(done.product).where(done.product.isnotnull())
		frappe.qb.update(unit).set(unit.has_history, 1).where(
			unit.name.isin(units) & (unit.has_history == 0)
		).run()
