from frappe.model.document import Document


class AftersalesWhatifHour(Document):
	pass
