from frappe.model.document import Document


class AftersalesTeamMember(Document):
	pass
