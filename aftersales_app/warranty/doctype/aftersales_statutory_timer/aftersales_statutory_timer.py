from frappe.model.document import Document


class AftersalesStatutoryTimer(Document):
	pass
