"""A person of whom every table of ours tells in every column that can, and what is searched for afterwards."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import frappe
from factories.goods import a_company
from factories.people import a_file
from factories.unique import unique

from aftersales_app.aftersales_core import rows
from aftersales_app.domain import personal_fields as register
from aftersales_app.service_quality.queries import privacy as reads

STAMP = datetime(2026, 3, 2, 9)
STANDARD = {"owner": "Administrator", "modified_by": "Administrator", "docstatus": 0}
DATA = 140


@dataclass
class Somebody:
	"""Their details, and the records about them that were made, by DocType."""

	name: str
	phone: str
	email: str
	street: str
	customer: str = ""
	contact: str = ""
	made: list[tuple[str, str]] = field(default_factory=list)

	@property
	def said(self) -> str:
		return f"{self.name} / {self.spoken} / {self.email} / {self.street}"

	@property
	def spoken(self) -> str:
		return f"{self.phone[:3]}-{self.phone[3:7]}-{self.phone[7:]}"

	@property
	def traces(self) -> "re.Pattern[str]":
		"""Whatever spelling the number has."""
		digits = r"[\s-]?".join(self.phone)
		return re.compile(
			"|".join((re.escape(self.name), digits, re.escape(self.email), re.escape(self.street)))
		)


def somebody() -> Somebody:
	"""A customer of ERPNext with a contact and an address."""
	digits = str(int(frappe.generate_hash(length=12), 16))[-8:].rjust(8, "0")
	word = frappe.generate_hash(length=8)
	person = Somebody(
		f"欧阳{_letters(word)}", f"138{digits}", f"{word}@customer.example", f"南山区{word}路 18 号"
	)
	customer = {"doctype": "Customer", "customer_name": person.name, "customer_type": "Individual"}
	customer |= {"customer_group": "Individual", "territory": "All Territories"}
	person.customer = frappe.get_doc(customer).insert().name
	link = [{"link_doctype": "Customer", "link_name": person.customer}]
	contact = frappe.get_doc({"doctype": "Contact", "first_name": person.name, "links": link})
	contact.add_phone(person.phone, is_primary_mobile_no=1)
	contact.add_email(person.email, is_primary=1)
	person.contact = contact.insert().name
	place = {
		"doctype": "Address",
		"address_title": person.name,
		"address_line1": person.street,
		"links": link,
	}
	frappe.get_doc({**place, "city": "Shenzhen", "country": "China", "address_type": "Personal"}).insert()
	return person


def _letters(word: str) -> str:
	return "".join(chr(0x4E00 + 97 * "0123456789abcdef".index(one) + at) for at, one in enumerate(word[:4]))


def plant(person: Somebody, doctype: str, **facts: object) -> str:
	"""A record of a DocType that tells of the person in every column that can; its name."""
	columns = {"name": unique(doctype), "creation": STAMP, "modified": STAMP, **STANDARD}
	meta = frappe.get_meta(doctype)
	for fieldname, how in register.FIELDS[doctype].items():
		if how != register.KEEP and fieldname in frappe.db.get_table_columns(doctype):
			columns[fieldname] = _value(person, meta.get_field(fieldname), how)
	if meta.has_field("company"):
		columns["company"] = a_company()
	columns |= facts
	rows.append(doctype, tuple(columns), [columns])
	person.made.append((doctype, columns["name"]))
	for table in meta.get_table_fields():
		if table.options in register.FIELDS:
			place = {
				"parent": columns["name"],
				"parenttype": doctype,
				"parentfield": table.fieldname,
				"idx": 1,
			}
			plant(person, table.options, **place)
	return columns["name"]


def _value(person: Somebody, column: object, how: str) -> object:
	plain = {register.STAND_IN: person.customer, register.NAMED: person.name, "contact": person.contact}
	plain |= dict.fromkeys(("phone_key", "contact_phone", "complainant_phone"), person.phone)
	plain |= dict.fromkeys(("contact_email", "complainant_email"), person.email)
	for key in (how, column.fieldname):
		if key in plain:
			return plain[key]
	if how in (register.FILE, register.CUT):
		return a_file(person.said) if how == register.FILE else None
	if column.fieldtype == "JSON":
		return json.dumps([{"code": "chosen", "params": {"who": person.said}}])
	return person.said[: column.length or DATA] if column.fieldtype == "Data" else person.said


def everything(person: Somebody, closed: datetime, **facts: object) -> dict[str, str]:
	"""A record of every DocType of ours about the person, of cases that were closed on a day; their names by DocType."""
	day = closed.date()
	made: dict[str, str] = {}
	made["Aftersales Product"] = plant(
		person, "Aftersales Product", status="In Use", delivered_on=day - timedelta(days=400), **facts
	)
	ends = {"status_category": "Closed", "status": "Closed", "closed_at": closed, "is_open": 0}
	began = {"opened_at": closed - timedelta(days=3), "resolved_at": closed - timedelta(days=1)}
	kind = {"kind": "Repair", "channel": "Phone", "priority": "Medium", "product": made["Aftersales Product"]}
	ticket = made["Aftersales Ticket"] = plant(person, "Aftersales Ticket", **ends, **began, **kind)
	for doctype in register.FIELDS:
		if doctype in made or frappe.get_meta(doctype).istable or doctype in LEFT_OUT:
			continue
		made[doctype] = plant(person, doctype, **_facts(doctype, ticket, made, closed))
	_beside(person, "Aftersales Ticket", ticket)
	return made


LEFT_OUT = (
	*("Aftersales Privacy Request", "Aftersales Restricted Record", "Aftersales Coverage"),
	"Aftersales Objective Period",  # a sum of nobody in particular
)


def _facts(doctype: str, ticket: str, made: dict[str, str], closed: datetime) -> dict[str, object]:
	meta, told = frappe.get_meta(doctype), {}
	for column, value in (
		("ticket", ticket),
		("product", made.get("Aftersales Product")),
		("claim", made.get("Aftersales Claim")),
		("feedback", made.get("Aftersales Feedback")),
		("at", closed),
	):
		if meta.has_field(column):
			told[column] = value
	if doctype in reads.ENDS:
		column, ended, moments = reads.ENDS[doctype]
		told |= {column: ended[0], moments[0]: closed}
	return told | EXTRA.get(doctype, lambda closed: {})(closed)


EXTRA = {
	"Aftersales Feedback": lambda closed: {
		**{"given_at": closed, "overall": 4, "verified_overall": 4, "counts": 1, "status": "Valid"},
		**{"reference_doctype": "Aftersales Ticket", "basis": "Contract"},
	},
	"Aftersales Ticket Event": lambda closed: {
		**{
			"kind": "State",
			"category": "Closed",
			"name": f"{int(closed.timestamp() * 1e6):014x}{unique('e')}",
		},
	},
	"Aftersales Complaint": lambda closed: {"received_at": closed - timedelta(days=2), "source": "Customer"},
	"Aftersales Evaluation": lambda closed: {
		**{"first_day": "2017-01-01", "last_day": "2017-01-31", "kind": "Month", "status": "Published"},
	},
	"Aftersales Decision": lambda closed: {"made_on": closed.date(), "kind": "Decision"},
}


def _beside(person: Somebody, doctype: str, name: str) -> None:
	"""What Frappe keeps beside a record."""
	about = {"reference_doctype": doctype, "reference_name": name}
	for made in (
		{"doctype": "Comment", "comment_type": "Comment", "content": person.said, **about},
		{
			"doctype": "Version",
			"ref_doctype": doctype,
			"docname": name,
			"data": json.dumps({"a": person.said}),
		},
		{
			**{"doctype": "Communication", "subject": person.said, "content": person.said, **about},
			**{"sender": person.email, "communication_type": "Communication"},
		},
		{
			**{"doctype": "Notification Log", "subject": person.said, "for_user": "Administrator"},
			**{"document_type": doctype, "document_name": name},
		},
		{"doctype": "Error Log", "method": "Ticket", "error": person.said},
		{
			**{"doctype": "Deleted Document", "deleted_doctype": "Aftersales Visit", "deleted_name": "VS-1"},
			"data": json.dumps({"customer_name": person.said}),
		},
	):
		record = frappe.get_doc(made)
		record.db_insert()
		person.made.append((record.doctype, record.name))
	a_file(person.said, attached_to_doctype=doctype, attached_to_name=name)
	frappe.db.set_value(
		doctype, name, "_comments", json.dumps([{"comment": person.said}]), update_modified=False
	)
