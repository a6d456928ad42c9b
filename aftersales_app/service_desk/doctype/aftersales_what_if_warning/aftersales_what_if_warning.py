from frappe.model.document import Document


class AftersalesWhatifWarning(Document):
	pass
