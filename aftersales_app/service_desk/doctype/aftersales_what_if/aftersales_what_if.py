from frappe.model.document import Document


class AftersalesWhatif(Document):
	pass
