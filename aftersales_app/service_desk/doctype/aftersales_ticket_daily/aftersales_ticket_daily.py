from frappe.model.document import Document


class AftersalesTicketDaily(Document):
	pass
