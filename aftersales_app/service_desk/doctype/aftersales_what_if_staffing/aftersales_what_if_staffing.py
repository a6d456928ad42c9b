from frappe.model.document import Document


class AftersalesWhatifStaffing(Document):
	pass
