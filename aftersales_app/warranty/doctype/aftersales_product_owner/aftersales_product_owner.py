from frappe.model.document import Document


class AftersalesProductOwner(Document):
	pass
