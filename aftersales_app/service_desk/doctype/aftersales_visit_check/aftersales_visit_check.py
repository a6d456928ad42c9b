from frappe.model.document import Document


class AftersalesVisitCheck(Document):
	pass
