"""The only file that knows ERPNext's doctypes: customers, contacts, items, serial numbers, stock, invoices."""

from typing import Any

import frappe


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
