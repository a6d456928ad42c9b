from frappe.model.document import Document


class AftersalesVisitCharge(Document):
	pass
