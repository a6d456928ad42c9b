from frappe.model.document import Document


class AftersalesWhatifCrew(Document):
	pass
