from frappe.model.document import Document


class AftersalesTicketEvent(Document):
	pass
