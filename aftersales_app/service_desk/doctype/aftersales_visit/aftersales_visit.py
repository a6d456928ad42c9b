from frappe.model.document import Document


class AftersalesVisit(Document):
	pass
