from frappe.model.document import Document


class AftersalesPolicyTarget(Document):
	pass
