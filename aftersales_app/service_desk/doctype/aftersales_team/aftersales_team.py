from frappe.model.document import Document


class AftersalesTeam(Document):
	pass
