"""Households and businesses of the demo with contacts and the appliances they own. Phone numbers that nobody has."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import frappe

from aftersales_app.setup.demo import company, rules, words
from aftersales_app.setup.demo.ledger import Ledger, insert_rows

REGIONS = {"East": "华东 East China", "South": "华南 South China"}


@dataclass(frozen=True, slots=True)
class Unit:
	"""An appliance at a customer's."""

	serial: str
	product: str
	model: str
	bought: date


@dataclass(frozen=True, slots=True)
class Customer:
	"""Whom a ticket is for. `area` says which team comes."""

	name: str
	title: str
	person: str
	contact: str
	phone: str
	email: str
	area: str
	address: str
	vip: bool
	units: tuple[Unit, ...]


def make(ledger: Ledger, count: int, random: Random, today: date) -> list[Customer]:
	"""`count` customers, written; about one in thirty is a business that pays for faster service."""
	found = [_customer(number, random, today) for number in range(1, count + 1)]
	group = _leaf("Customer Group", "Individual")
	regions = _regions(ledger)
	ledger.rows("Customer", [_customer_row(one, group, regions[one.area]) for one in found])
	ledger.rows("Contact", [_contact_row(one) for one in found])
	insert_rows(
		"Contact Phone", [_child(one, "phone_nos", phone=one.phone, is_primary_mobile_no=1) for one in found]
	)
	mails = [_child(one, "email_ids", email_id=one.email, is_primary=1) for one in found if one.email]
	insert_rows("Contact Email", mails or [_child(found[0], "email_ids", email_id=found[0].email)])
	link = {"link_doctype": "Customer"}
	links = [_child(one, "links", link_name=one.name, link_title=one.title, **link) for one in found]
	insert_rows("Dynamic Link", links)
	ledger.rows("Serial No", [_serial_row(one, unit) for one in found for unit in one.units])
	return found


def _customer(number: int, random: Random, today: date) -> Customer:
	area, city = random.choice([(area, city) for area, cities in words.CITIES.items() for city in cities])
	person, vip = _person(random), random.random() < 1 / 30
	title = f"{city[0][:2]}{random.choice(words.BRANDS)}{random.choice(words.BUSINESSES)}" if vip else person
	estate = f"{random.choice(words.ESTATES)}{random.randint(1, 28)}栋{random.randint(2, 32)}0{random.randint(1, 4)}室"
	street = f"{random.choice(words.STREETS)}{random.randint(1, 980)}号"
	mail = f"customer{number:05d}@mail.example" if vip or random.random() < 0.5 else ""
	return Customer(
		name=f"{company.ABBR}-C{number:05d}",
		title=title,
		person=person,
		contact=f"{person}-{company.ABBR}-C{number:05d}",
		phone=f"1990000{number:04d}" if number < 10_000 else f"199000{number:05d}",
		email=mail,
		area=area,
		address=f"{city[0]}{random.choice(city[1])}{street}{'' if vip else estate}",
		vip=vip,
		units=tuple(
			_unit(number, place, random, today)
			for place in range(random.choice((4, 6)) if vip else random.choice((1, 1, 2)))
		),
	)


def _person(random: Random) -> str:
	if random.random() < 0.04:
		return f"{random.choice(words.FIRST_NAMES)} {random.choice(words.LAST_NAMES)}"
	return random.choice(words.SURNAMES) + random.choice(words.GIVEN)


def _unit(number: int, place: int, random: Random, today: date) -> Unit:
	product = random.choices(list(words.PRODUCTS), [facts[1] for facts in words.PRODUCTS.values()])[0]
	bought = today - timedelta(days=int(random.triangular(10, 2600, 500)))
	model = random.choice(words.PRODUCTS[product][3])
	return Unit(f"HY{product}{bought:%y%m}{number:05d}{place + 1}", product, model, bought)


def _leaf(doctype: str, wanted: str) -> str:
	"""The node of that name where the site has it as a leaf, else its first leaf."""
	if frappe.db.get_value(doctype, {"name": wanted, "is_group": 0}):
		return wanted
	return frappe.get_all(doctype, {"is_group": 0}, pluck="name", order_by="lft", limit=1)[0]


def _regions(ledger: Ledger) -> dict[str, str]:
	"""The territory of each area."""
	root = frappe.db.get_value("Territory", {"is_group": 1, "parent_territory": ("in", ("", None))})
	return {
		area: ledger.once("Territory", name, {"territory_name": name, "parent_territory": root})
		for area, name in REGIONS.items()
	}


def _customer_row(one: Customer, group: str, territory: str) -> dict[str, object]:
	return {
		"name": one.name,
		"customer_name": one.title,
		"customer_type": "Company" if one.vip else "Individual",
		"customer_group": rules.VIP if one.vip else group,
		"territory": territory,
		"customer_primary_contact": one.contact,
		"mobile_no": one.phone,
		"email_id": one.email,
	}


def _contact_row(one: Customer) -> dict[str, object]:
	return {
		"name": one.contact,
		"first_name": one.person,
		"full_name": one.person,
		"status": "Passive",
		"mobile_no": one.phone,
		"email_id": one.email,
		"is_primary_contact": 1,
		"company_name": one.title if one.vip else None,
	}


def _child(one: Customer, field: str, **values: object) -> dict[str, object]:
	row = {
		"name": f"{one.name}-{field}",
		"parent": one.contact,
		"parenttype": "Contact",
		"parentfield": field,
	}
	return {**row, "idx": 1, **values}


def _serial_row(one: Customer, unit: Unit) -> dict[str, object]:
	model = f"海韵{words.PRODUCTS[unit.product][0]} {unit.model}"
	return {
		"name": unit.serial,
		"serial_no": unit.serial,
		"item_code": company.model_code(unit.model),
		"item_name": model,
		"item_group": f"Haiyun {words.GROUPS[unit.product]}",
		"company": company.NAME,
		"customer": one.name,
		"status": "Delivered",
		"warranty_expiry_date": unit.bought + timedelta(days=3 * 365),
	}
