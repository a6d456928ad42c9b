from frappe.model.document import Document


class AftersalesWhatifResult(Document):
	pass
