"""Taking the demo away: what belongs to its company first, then what the ledger names, last made first."""

from collections.abc import Iterable

import frappe
from frappe import _

from aftersales_app.aftersales_core import reference
from aftersales_app.setup.demo import company, ledger, people, seals

TICKET, VISIT = "Aftersales Ticket", "Aftersales Visit"
OF_TICKETS = (
	"Aftersales Ticket Event",
	"Aftersales Notice",
	"Aftersales Exemption",
	"Aftersales Ticket Daily",
)
QUALITY = (
	"Aftersales Problem Case",
	"Aftersales Problem",
	"Aftersales Objective Period",
	"Aftersales Objective",
	"Aftersales Department Performance",
	"Aftersales Self-Assessment",
	"Aftersales Reveal",
	"Aftersales Restricted Record",
	"Aftersales Privacy Request",
	"Aftersales Evaluation",
	"Aftersales Follow-up Call",
	"Aftersales Call Draw",
	"Aftersales Complaint",
	"Aftersales Verification",
	"Aftersales Feedback",
	"Aftersales Feedback Invitation",
)
BESIDE = {"Aftersales Evaluation": ("Aftersales Evaluation Exception",)}  # rows that no form shows
WARRANTY = (
	"Aftersales Supplier Recovery",
	"Aftersales Extension",
	"Aftersales Return",
	"Aftersales Decision",
	"Aftersales Claim",
	"Aftersales Repair",
	"Aftersales Coverage",
	"Aftersales Product",
	"Aftersales Unregistered Sale",
	"Aftersales Backfill",
	"Aftersales Warranty Policy",
)
VISIT_TABLES = ("Aftersales Visit Check", "Aftersales Visit Part", "Aftersales Visit Charge")
# doctype: (column of the other's DocType, column of its name)
ATTACHED = {
	"Comment": ("reference_doctype", "reference_name"),
	"Communication": ("reference_doctype", "reference_name"),
	"ToDo": ("reference_type", "reference_name"),
	"Version": ("ref_doctype", "docname"),
	"View Log": ("reference_doctype", "reference_name"),
	"Document Follow": ("ref_doctype", "ref_docname"),
	"DocShare": ("share_doctype", "share_name"),
	"Notification Log": ("document_type", "document_name"),
	"Energy Point Log": ("reference_doctype", "reference_name"),
}
MONEY = ("Quotation", "Sales Invoice", "Delivery Note", "Sales Order", "Stock Entry")
LEDGERS = ("GL Entry", "Stock Ledger Entry", "Payment Ledger Entry")
BUNDLE = "Serial and Batch Bundle"
# ERPNext makes these for every company and forgets their rows when it deletes one.
TAXES = ("Sales Taxes and Charges Template", "Purchase Taxes and Charges Template", "Item Tax Template")
AT_ONCE = 1000


def remove() -> None:
	"""Throws where somebody has submitted documents of the demo's company: those are for their owners to cancel."""
	book = ledger.read()
	if not book.made:
		return
	_refuse_submitted(book)
	started = frappe.utils.now()
	_warranty(book)
	_sales(book)
	for doctype in (*MONEY, *TAXES):
		for name in frappe.get_all(doctype, {"company": company.NAME}, pluck="name"):
			_delete(doctype, name)
	_service_desk()
	_plain(book, "Serial No", "Contact", "Customer", "Call Log")
	for user in book.made.get("User", ()):
		_traces_of(user)
	for doctype, names in reversed(book.made.items()):
		_attached(doctype, names)
		for name in reversed(names):
			_delete(doctype, name)
	_notes_of_deletion(started)
	ledger.forget()
	reference.changed()
	frappe.clear_cache()


def _refuse_submitted(book: ledger.Ledger) -> None:
	"""The demo's own are no bar, unless others were submitted on top of them."""
	ours = [name for doctype in MONEY for name in book.made.get(doctype, ())]
	for doctype in (*MONEY, *LEDGERS):
		column = "voucher_no" if doctype in LEDGERS else "name"
		mine = {"company": company.NAME, "docstatus": 1, column: ("not in", ours or [""])}
		found = frappe.db.exists(doctype, mine)
		if found:
			frappe.throw(
				_("Cancel and delete the submitted documents of {0} first, for example {1} {2}.").format(
					company.NAME, _(doctype), found
				)
			)


def _sales(book: ledger.Ledger) -> None:
	"""The demo's own orders and deliveries with what they posted: nobody else has posted anything in its company."""
	bundles = frappe.get_all(BUNDLE, {"company": company.NAME}, pluck="name")
	book.made[BUNDLE] = bundles
	_plain(book, *MONEY, BUNDLE)
	for doctype in (*LEDGERS, "Repost Item Valuation"):
		frappe.db.delete(doctype, {"company": company.NAME})
	warehouses = frappe.get_all("Warehouse", {"company": company.NAME}, pluck="name")
	frappe.db.delete("Bin", {"warehouse": ("in", warehouses or [""])})
	frappe.db.delete("Item Price", {"item_code": ("in", book.made.get("Item") or [""])})


def _warranty(book: ledger.Ledger) -> None:
	"""What customers said, units, claims and what hangs on them are part of the archive as well and go as rows."""
	for doctype in (*QUALITY, *WARRANTY):
		book.made[doctype] = frappe.get_all(doctype, {"company": company.NAME}, pluck="name")
	_plain(book, *QUALITY, *WARRANTY)


def _service_desk() -> None:
	"""Archive records refuse to be deleted one by one; the demo's are no archive."""
	seals.remove()
	tickets = frappe.get_all(TICKET, {"company": company.NAME}, pluck="name")
	visits = frappe.get_all(VISIT, {"company": company.NAME}, pluck="name")
	for doctype in (TICKET, VISIT, *OF_TICKETS):
		_attached(doctype, tickets if doctype == TICKET else _names(doctype, visits))
		frappe.db.delete(doctype, {"company": company.NAME})
	for some in _portions(visits):
		for doctype in VISIT_TABLES:
			frappe.db.delete(doctype, {"parent": ("in", some), "parenttype": VISIT})


def _names(doctype: str, visits: list[str]) -> list[str]:
	if doctype == VISIT:
		return visits
	return (
		[] if doctype == OF_TICKETS[0] else frappe.get_all(doctype, {"company": company.NAME}, pluck="name")
	)


def _attached(doctype: str, names: list[str]) -> None:
	"""Files, of whose going a comment tells; then comments, mails, to-dos and versions that hang on these records."""
	for some in _portions(names):
		files = frappe.get_all(
			"File", {"attached_to_doctype": doctype, "attached_to_name": ("in", some)}, pluck="name"
		)
		for file in files:
			_delete("File", file)
		told = {"reference_type": doctype, "reference_name": ("in", some)}
		for some_todos in _portions(frappe.get_all("ToDo", told, pluck="name")):
			frappe.db.delete("Version", {"ref_doctype": "ToDo", "docname": ("in", some_todos)})
		for other, (kind, name) in ATTACHED.items():
			if frappe.db.table_exists(other):
				frappe.db.delete(other, {kind: doctype, name: ("in", some)})


def _plain(book: ledger.Ledger, *doctypes: str) -> None:
	"""What came as rows goes as rows, with what hangs on it."""
	for doctype in doctypes:
		names = book.made.pop(doctype, [])
		_attached(doctype, names)
		tables = [field.options for field in frappe.get_meta(doctype).get_table_fields()]
		tables += BESIDE.get(doctype, ())
		for some in _portions(names):
			frappe.db.delete("Dynamic Link", {"link_doctype": doctype, "link_name": ("in", some)})
			for table in (*tables, *(("Dynamic Link",) if doctype == "Contact" else ())):
				frappe.db.delete(table, {"parent": ("in", some), "parenttype": doctype})
			frappe.db.delete(doctype, {"name": ("in", some)})


def _traces_of(user: str) -> None:
	"""What Frappe keeps about people besides their record."""
	for doctype, field in (
		("User Permission", "user"),
		("Contact", "user"),
		("ToDo", "allocated_to"),
		("Notification Log", "for_user"),
		("Activity Log", "user"),
		("Access Log", "user"),
		("Route History", "user"),
	):
		for name in frappe.get_all(doctype, {field: user}, pluck="name"):
			_delete(doctype, name)
	frappe.db.delete("DefaultValue", {"parent": user})
	frappe.db.delete("__Auth", {"doctype": "User", "name": user})


def _notes_of_deletion(started: str) -> None:
	"""What Frappe notes of every deletion, and keeps of the settings that go with a user."""
	noted = {"comment_type": "Deleted", "owner": frappe.session.user, "creation": (">=", started)}
	frappe.db.delete("Comment", noted)
	frappe.db.delete(
		"Deleted Document",
		{"deleted_doctype": "Notification Settings", "deleted_name": ("like", f"%@{people.DOMAIN}")},
	)


def _delete(doctype: str, name: str) -> None:
	"""Without a copy among the deleted documents."""
	frappe.delete_doc(
		doctype, name, force=True, ignore_permissions=True, ignore_missing=True, delete_permanently=True
	)


def _portions(names: list[str]) -> Iterable[list[str]]:
	return (names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE))
