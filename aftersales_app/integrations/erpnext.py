"""The only file that knows ERPNext's doctypes: customers, contacts, items, serial numbers, stock, invoices."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from pypika import Criterion


def customer_by_serial(serial_no: str) -> tuple[str | None, str | None]:
	"""Customer and item of a stock serial number, as ERPNext has them now; both may be None."""
	row = frappe.db.get_value("Serial No", serial_no, ["customer", "item_code"])
	return row or (None, None)


def is_customer(name: str) -> bool:
	"""Whether a customer is called just so."""
	return frappe.get_cached_value("Customer", name, "name") == name


def knows_serial(serial_no: str) -> bool:
	return bool(frappe.db.exists("Serial No", serial_no))


def customer_name(customer: str) -> str:
	return frappe.get_cached_value("Customer", customer, "customer_name")


def default_currency(company: str) -> str:
	return frappe.get_cached_value("Company", company, "default_currency")


def users_employed_by(companies: Iterable[str]) -> frozenset[str]:
	"""Who can sign in of the companies' employees."""
	employed = {"company": ("in", sorted(companies)), "user_id": ("is", "set")}
	return frozenset(frappe.get_all("Employee", filters=employed, pluck="user_id"))


def line_of(users: Iterable[str]) -> frozenset[str]:
	"""Who stands above and below these users in the tree of employees (Reports to), at whatever distance, of those who can sign in."""
	own = frappe.get_all("Employee", {"user_id": ("in", list(users))}, ["lft", "rgt"])
	if not own:
		return frozenset()
	Employee = frappe.qb.DocType("Employee")
	in_line = [
		((Employee.lft < one.lft) & (Employee.rgt > one.rgt))
		| ((Employee.lft > one.lft) & (Employee.rgt < one.rgt))
		for one in own
	]
	query = frappe.qb.from_(Employee).select(Employee.user_id).where(Employee.user_id.isnotnull())
	return frozenset(filter(None, query.where(Criterion.any(in_line)).run(pluck=True)))


def country_code(company: str) -> str:
	"""The two letters of the company's country."""
	country = frappe.get_cached_value("Company", company, "country")
	return (frappe.get_cached_value("Country", country, "code") or "").upper() if country else ""


def has_serial_no(item_code: str) -> bool:
	return bool(frappe.get_cached_value("Item", item_code, "has_serial_no"))


def make_contact(name: str, phone: str, email: str) -> str:
	"""A contact for a caller nobody knows yet; never a customer. The user needs the right to create contacts."""
	contact = frappe.new_doc("Contact")
	contact.first_name = name or phone or email
	if phone:
		contact.add_phone(phone, is_primary_mobile_no=1)
	if email:
		contact.add_email(email, is_primary=1)
	contact.insert()
	return contact.name


def leave_of(users: list[str], day: Any) -> dict[str, str]:
	"""Users on approved leave that day, where HRMS is installed."""
	if not has_hrms():
		return {}
	from aftersales_app.integrations import hrms

	return hrms.leave_of(users, day)


def off_shift(users: list[str], at: datetime) -> frozenset[str]:
	"""Users who are not in the shift that they have that day (the site's time), where HRMS is installed."""
	if not has_hrms():
		return frozenset()
	from aftersales_app.integrations import hrms

	return hrms.off_shift(users, at)


def has_hrms() -> bool:
	return "hrms" in frappe.get_installed_apps()


def is_stock_item(item_code: str) -> bool:
	return bool(frappe.get_cached_value("Item", item_code, "is_stock_item"))


def company_of_warehouse(warehouse: str) -> str:
	return frappe.get_cached_value("Warehouse", warehouse, "company")


def draft_material_issue(visit: Any) -> str:
	"""A draft Stock Entry for the parts that a visit used, out of the technician's warehouse. The user needs the right to
	create stock entries."""
	entry = frappe.new_doc("Stock Entry")
	entry.update(
		{
			"stock_entry_type": "Material Issue",
			"purpose": "Material Issue",
			"company": visit.company,
			"from_warehouse": visit.warehouse,
			"aftersales_visit": visit.name,
			"remarks": _origin(visit),
		}
	)
	for part in visit.parts:
		entry.append(
			"items",
			{
				"item_code": part.item_code,
				"qty": part.qty,
				"s_warehouse": part.warehouse or visit.warehouse,
				"use_serial_batch_fields": 1,
				"serial_no": part.serial_no,
			},
		)
	return entry.insert().name


def draft_invoice(visit: Any) -> str:
	"""A draft Sales Invoice for the charges of a visit and the parts that are not free, in the company's currency. The user
	needs the right to create invoices.

	The agreed price is handed over as the row's list price, from which ERPNext computes the rate: a rate that is there from
	the start becomes an Item Price where Stock Settings let transactions fill the price list, and this one is for this visit.
	"""
	invoice = frappe.new_doc("Sales Invoice")
	invoice.update(
		{
			"company": visit.company,
			"customer": visit.customer,
			"currency": default_currency(visit.company),
			"conversion_rate": 1,
			"ignore_pricing_rule": 1,
			"aftersales_visit": visit.name,
			"remarks": _origin(visit),
		}
	)
	for row in (*visit.charges, *(part for part in visit.parts if not part.covered and part.rate)):
		line = {"item_code": row.item_code, "qty": row.qty, "price_list_rate": row.rate}
		invoice.append(
			"items", {**line, **({"description": row.description} if row.get("description") else {})}
		)
	invoice.set_missing_values()
	return invoice.insert().name


def _origin(visit: Any) -> str:
	return _("For visit {0} of ticket {1}").format(visit.name, visit.ticket)


# document: the field with its date
SALES_DOCUMENTS = {
	"Sales Order": "transaction_date",
	"Delivery Note": "posting_date",
	"Sales Invoice": "posting_date",
}


def customer_facts(customer: str) -> dict[str, Any]:
	"""Name, group and territory of a customer; empty where there is none of that name."""
	fields = ["name", "customer_name", "customer_group", "territory", "disabled"]
	return frappe.db.get_value("Customer", customer, fields, as_dict=True) or {}


def region_of(customer: str | None) -> str | None:
	"""The territory that ERPNext has for a customer now; None where there is none."""
	return frappe.get_cached_value("Customer", customer, "territory") if customer else None


def item_names(most: int = 20_000) -> list[str]:
	"""What items are called, those worked on last first."""
	return frappe.get_all("Item", pluck="item_name", order_by="modified desc", limit=most)


def contact_facts(contact: str) -> dict[str, Any]:
	"""Name and main phone and e-mail of a contact; personal data, for whoever may see it."""
	fields = ["name", "full_name", "mobile_no", "phone", "email_id", "designation"]
	return frappe.db.get_value("Contact", contact, fields, as_dict=True) or {}


def main_contact(customer: str) -> str | None:
	"""The customer's primary contact: the one that the customer names, else the one that is marked so, else the only one."""
	named = frappe.get_cached_value("Customer", customer, "customer_primary_contact")
	if named:
		return named
	rows = frappe.get_all(
		"Contact",
		filters=[
			["Dynamic Link", "link_doctype", "=", "Customer"],
			["Dynamic Link", "link_name", "=", customer],
		],
		fields=["name", "is_primary_contact"],
		order_by="`tabContact`.is_primary_contact desc, `tabContact`.creation",
		limit=2,
	)
	return rows[0].name if rows and (rows[0].is_primary_contact or len(rows) == 1) else None


def agreed_to_offers(contact: str) -> bool:
	"""Has a contact agreed to hear offers, and not taken it back?"""
	said = frappe.db.get_value("Contact", contact, ["aftersales_agrees_to_offers", "unsubscribed"])
	return bool(said and said[0] and not said[1])


def latest_orders(customer: str, companies: frozenset[str] | None, count: int) -> list[dict[str, Any]]:
	"""The customer's latest submitted orders, deliveries and invoices, newest first. `companies`: None for all."""
	found: list[dict[str, Any]] = []
	for doctype, day in SALES_DOCUMENTS.items():
		filters: dict[str, Any] = {"customer": customer, "docstatus": 1}
		if companies is not None:
			filters["company"] = ("in", sorted(companies))
		rows = frappe.get_all(
			doctype,
			filters=filters,
			fields=["name", f"{day} as day", "status", "grand_total", "currency"],
			order_by=f"{day} desc",
			limit=count,
		)
		found += [{**row, "doctype": doctype} for row in rows]
	return sorted(found, key=lambda row: row["day"], reverse=True)[:count]


def units_of(customer: str, companies: frozenset[str] | None, count: int) -> list[dict[str, Any]]:
	"""Serial numbers that ERPNext has for the customer, newest first. `companies`: None for all."""
	filters: dict[str, Any] = {"customer": customer}
	if companies is not None:
		filters["company"] = ("in", sorted(companies))
	return frappe.get_all(
		"Serial No",
		filters=filters,
		fields=["name as serial_no", "item_code", "item_name", "status"],
		order_by="creation desc",
		limit=count,
	)


def issues(company: str) -> list[dict[str, Any]]:
	"""ERPNext's issues of a company and those of none, oldest first. Throws for a user who may not read issues."""
	fields = [
		"name",
		"subject",
		"description",
		"status",
		"priority",
		"issue_type",
		"customer",
		"contact",
		"raised_by",
		"via_customer_portal",
		"opening_date",
		"opening_time",
		"first_responded_on",
		"on_hold_since",
		"sla_resolution_date",
		"resolution_details",
		"creation",
		"modified",
		"modified_by",
	]
	return _records_of("Issue", company, fields)


def warranty_claims(company: str) -> list[dict[str, Any]]:
	"""ERPNext's warranty claims of a company and those of none, oldest first. Throws for a user who may not read them."""
	fields = [
		"name",
		"status",
		"complaint_date",
		"complaint",
		"customer",
		"contact_person",
		"contact_display",
		"contact_mobile",
		"contact_email",
		"service_address",
		"serial_no",
		"item_code",
		"warranty_amc_status",
		"resolution_date",
		"resolved_by",
		"resolution_details",
		"creation",
		"modified",
		"modified_by",
	]
	return _records_of("Warranty Claim", company, fields)


def _records_of(doctype: str, company: str, fields: list[str]) -> list[dict[str, Any]]:
	if not frappe.has_permission(doctype, "read"):
		frappe.throw(
			_("Only somebody who may read records of {0} can bring them in.").format(_(doctype)),
			frappe.PermissionError,
		)
	return frappe.get_all(
		doctype, filters={"company": ("in", ("", company))}, fields=fields, order_by="creation, name"
	)
