from frappe.model.document import Document


class AftersalesServicePolicy(Document):
	pass
