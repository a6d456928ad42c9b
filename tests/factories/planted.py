"""Records full of personal data that is easy to find again, wherever it comes out."""

from typing import Any

import frappe
from factories.goods import a_company
from factories.unique import unique

PHONE, OTHER_PHONE = "13812345678", "13987654321"
EMAIL, OTHER_EMAIL = "planted.person@example.org", "planted.words@example.org"
STREET = "Planted Street 77"
NAME, PERSON = "Plantedname", "Plantedperson"
WORDS = f"Call {OTHER_PHONE} or {OTHER_EMAIL}"
NUMBERS = (PHONE, EMAIL, STREET, OTHER_PHONE, OTHER_EMAIL)
NAMES = (NAME, PERSON)
FIELDS = {
	"contact_phone": PHONE,
	"complainant_phone": PHONE,
	"contact_email": EMAIL,
	"complainant_email": EMAIL,
	"service_address": STREET,
	"contact_name": PERSON,
	"complainant_name": PERSON,
	"price_confirmed_by": PERSON,
	"consent_by": PERSON,
}
TEXTS = ("Text Editor", "Text", "Long Text", "Small Text")
LEFT = {"reasons", "clock_terms", "details"}  # what only rules write
STATES = {
	"Aftersales Ticket": {
		"status": "New",
		"status_category": "New",
		"kind": "Consultation",
		"opened_at": "2026-03-02 09:00:00",
	},
	"Aftersales Complaint": {
		"status": "Received",
		"received_at": "2026-03-02 09:00:00",
		"acknowledge_by": "2026-03-03 09:00:00",
	},
}


def plant(doctype: str, customer: str, **fields: Any) -> str:
	"""A record of that DocType with something personal wherever that may stand, put past its rules; returns its name."""
	doc = _filled(frappe.new_doc(doctype), customer)
	doc.update({"company": a_company(), **STATES.get(doctype, {}), **fields})
	doc.name = unique("PL")
	doc.db_insert()
	for table in doc.meta.get_table_fields():
		row = _filled(frappe.new_doc(table.options), customer)
		row.update({"name": unique("PLR"), "parent": doc.name, "parenttype": doctype})
		row.update({"parentfield": table.fieldname, "idx": 1})
		row.db_insert()
	return doc.name


def _filled(doc: Any, customer: str) -> Any:
	for field in doc.meta.fields:
		name = field.fieldname
		if name in FIELDS:
			doc.set(name, FIELDS[name])
		elif name in ("customer", "customer_name"):
			doc.set(name, customer)
		elif field.permlevel == 1 and field.fieldtype in TEXTS and name not in LEFT:
			doc.set(name, WORDS)
	return doc
