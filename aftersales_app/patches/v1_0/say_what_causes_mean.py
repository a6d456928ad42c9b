import frappe

from aftersales_app.setup.seeds import CAUSES


def execute() -> None:
	"""What the shipped causes mean for a customer's rights, on sites that had them before. Their owner's own stay unsaid."""
	known = dict(frappe.get_all("Aftersales Cause", fields=["name", "warranty_cause"], as_list=True))
	for cause, _dimension, counts_as in CAUSES:
		if cause in known and not known[cause]:
			frappe.db.set_value("Aftersales Cause", cause, "warranty_cause", counts_as)
