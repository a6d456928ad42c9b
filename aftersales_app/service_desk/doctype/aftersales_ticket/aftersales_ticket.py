from frappe.model.document import Document


class AftersalesTicket(Document):
	pass
