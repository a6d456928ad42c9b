from frappe.model.document import Document


class AftersalesChecklistItem(Document):
	pass
