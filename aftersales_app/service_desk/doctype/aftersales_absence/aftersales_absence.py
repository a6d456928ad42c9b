from frappe.model.document import Document


class AftersalesAbsence(Document):
	pass
