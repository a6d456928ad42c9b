from frappe.model.document import Document


class AftersalesNotice(Document):
	pass
