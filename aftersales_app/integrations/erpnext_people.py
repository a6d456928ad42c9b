"""What ERPNext knows about a person, and the customers that stand in for people who are forgotten."""

import secrets
from collections.abc import Iterable

import frappe
from frappe import _

from aftersales_app.domain.anonymity import Person

CUSTOMER, CONTACT, ADDRESS = "Customer", "Contact", "Address"
STAND_IN = "aftersales_stand_in_for"  # the key of whom it stands for; DONE once nobody can tell any more
DONE = "-"
LINES = ("address_line1", "address_line2")
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
STAYS = (CUSTOMER, "Sales Order", "Delivery Note", "Sales Invoice", "Quotation", "Payment Entry")
PARTY = {CUSTOMER: "name", "Quotation": "party_name", "Payment Entry": "party"}


def of_customer(customer: str) -> Person:
	"""A customer with the contacts and addresses that ERPNext links to it."""
	facts = frappe.db.get_value(CUSTOMER, customer, ["customer_name", "mobile_no", "email_id"], as_dict=True)
	own = Person(
		customers=frozenset({customer}),
		names=_some(facts and facts.customer_name),
		phones=_some(facts and facts.mobile_no),
		emails=_some(facts and facts.email_id),
		addresses=frozenset(_addresses(CUSTOMER, customer)),
	)
	for contact in _linked(CONTACT, CUSTOMER, customer):
		own = own.joined(of_contact(contact))
	return own


def of_contact(contact: str) -> Person:
	"""A contact with all its numbers and addresses."""
	facts = frappe.db.get_value(
		CONTACT,
		contact,
		["full_name", "first_name", "last_name", "mobile_no", "phone", "email_id", "address"],
		as_dict=True,
	)
	if not facts:
		return Person(contacts=frozenset({contact}))
	child = {"parent": contact, "parenttype": CONTACT}
	phones = frappe.get_all("Contact Phone", child, pluck="phone")
	emails = frappe.get_all("Contact Email", child, pluck="email_id")
	full = " ".join(filter(None, (facts.first_name, facts.last_name)))
	return Person(
		contacts=frozenset({contact}),
		names=_some(facts.full_name, full),
		phones=_some(facts.mobile_no, facts.phone, *phones),
		emails=_some(facts.email_id, *emails),
		addresses=frozenset(
			[*_addresses(CONTACT, contact), *(_lines(facts.address) if facts.address else ())],
		),
	)


def of_account(email: str) -> tuple[str | None, str | None]:
	"""The contact of a portal user, and the customer where that is a person and not a company."""
	contact = frappe.db.get_value(CONTACT, {"user": email}) or frappe.db.get_value(
		CONTACT, {"email_id": email}
	)
	if not contact:
		return None, None
	link = {"parenttype": CONTACT, "parent": contact, "link_doctype": CUSTOMER}
	own = natural(frappe.get_all("Dynamic Link", link, pluck="link_name"))
	return contact, next(iter(sorted(own)), None)


def namesakes(person: Person) -> frozenset[str]:
	"""Those of the person's names that other customers or contacts have as well."""
	if not person.names:
		return frozenset()
	names = ("in", sorted(person.names))
	others = frappe.get_all(
		CUSTOMER,
		{
			"customer_name": names,
			"name": ("not in", sorted(person.customers) or [""]),
			STAND_IN: ("is", "not set"),
		},
		pluck="customer_name",
	)
	others += frappe.get_all(
		CONTACT, {"full_name": names, "name": ("not in", sorted(person.contacts) or [""])}, pluck="full_name"
	)
	return frozenset(others)


def natural(customers: Iterable[str]) -> frozenset[str]:
	"""Which of these customers are people, and not companies or stand-ins."""
	people = {
		"name": ("in", sorted(set(customers)) or [""]),
		"customer_type": "Individual",
		STAND_IN: ("is", "not set"),
	}
	return frozenset(frappe.get_all(CUSTOMER, people, pluck="name"))


def stand_in(customer: str, key: str) -> tuple[str, str]:
	"""Who stands in for a customer: name and what it is called. Of the same group and territory, so that figures by these stay. `key`
	leads from the customer to it, until `forget_stand_in`."""
	found = frappe.db.get_value(CUSTOMER, {STAND_IN: key}, ["name", "customer_name"])
	if found:
		return found
	facts = frappe.db.get_value(
		CUSTOMER, customer, ["customer_group", "territory", "customer_type", "language"], as_dict=True
	)
	record = frappe.new_doc(CUSTOMER)
	record.update(facts or {})
	called = f"Anonymous {''.join(secrets.choice(LETTERS) for _one in range(8))}"
	record.update({"customer_name": called, "disabled": 1, STAND_IN: key})
	record.insert(ignore_mandatory=True)
	return record.name, record.customer_name


def forget_stand_in(key: str) -> None:
	"""Nobody can tell any more for whom it stands."""
	name = frappe.db.get_value(CUSTOMER, {STAND_IN: key})
	if name:
		frappe.db.set_value(CUSTOMER, name, STAND_IN, DONE, update_modified=False)
		frappe.db.delete("Version", {"ref_doctype": CUSTOMER, "docname": name})


def has_stand_in(key: str) -> bool:
	return bool(frappe.db.exists(CUSTOMER, {STAND_IN: key}))


def what_stays(person: Person) -> str:
	"""What ERPNext keeps about the person in records of its own, a line each."""
	lines = [
		f"{_(doctype)}: {count}"
		for doctype in STAYS
		if person.customers
		and (
			count := frappe.db.count(
				doctype, {PARTY.get(doctype, "customer"): ("in", sorted(person.customers))}
			)
		)
	]
	if person.contacts:
		lines.append(f"{_(CONTACT)}: {len(person.contacts)}")
	places = {place for customer in person.customers for place in _linked(ADDRESS, CUSTOMER, customer)}
	if places:
		lines.append(f"{_(ADDRESS)}: {len(places)}")
	return "\n".join(lines)


def _linked(doctype: str, to: str, name: str) -> list[str]:
	link = {"parenttype": doctype, "link_doctype": to, "link_name": name}
	return frappe.get_all("Dynamic Link", link, pluck="parent", distinct=True, order_by="parent")


def _addresses(doctype: str, name: str) -> list[str]:
	return [line for place in _linked(ADDRESS, doctype, name) for line in _lines(place)]


def _lines(address: str) -> list[str]:
	return [line for line in frappe.db.get_value(ADDRESS, address, list(LINES)) or () if line]


def _some(*values: str | None) -> frozenset[str]:
	return frozenset(value.strip() for value in values if value and value.strip())
