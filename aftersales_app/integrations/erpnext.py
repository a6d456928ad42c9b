"""The only file that knows ERPNext's doctypes: customers, contacts, items, serial numbers, stock, invoices."""

from typing import Any

import frappe
from frappe import _


def customer_by_serial(serial_no: str) -> tuple[str | None, str | None]:
	"""Customer and item of a stock serial number, as ERPNext has them now; both may be None."""
	row = frappe.db.get_value("Serial No", serial_no, ["customer", "item_code"])
	return row or (None, None)


def customer_name(customer: str) -> str:
	return frappe.get_cached_value("Customer", customer, "customer_name")


def default_currency(company: str) -> str:
	return frappe.get_cached_value("Company", company, "default_currency")


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
	if "hrms" not in frappe.get_installed_apps():
		return {}
	from aftersales_app.integrations import hrms

	return hrms.leave_of(users, day)


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
	needs the right to create invoices."""
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
		line = {"item_code": row.item_code, "qty": row.qty, "rate": row.rate}
		invoice.append("items", {**line, **({"description": row.description} if row.get("description") else {})})
	invoice.set_missing_values()
	return invoice.insert().name


def _origin(visit: Any) -> str:
	return _("For visit {0} of ticket {1}").format(visit.name, visit.ticket)
