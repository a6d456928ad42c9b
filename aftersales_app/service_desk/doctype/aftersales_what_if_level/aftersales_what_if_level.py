from frappe.model.document import Document


class AftersalesWhatifLevel(Document):
	pass
