from frappe.model.document import Document


class AftersalesRepairWait(Document):
	pass
