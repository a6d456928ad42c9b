from frappe.model.document import Document


class AftersalesVisitPart(Document):
	pass
