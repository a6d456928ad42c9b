"""What a ticket is about: who asks for what, and what will turn out to be the matter."""

from collections import defaultdict
from dataclasses import dataclass
from random import Random
from typing import Any

from aftersales_app.domain.identity import normalise_phone
from aftersales_app.setup.demo import company, people, rules, words
from aftersales_app.setup.demo.customers import Customer, Unit
from aftersales_app.setup.demo.pace import Call

FIELD = ("Repair", "Installation", "Parts", "Service Error")
WARRANTY_DAYS = 3 * 365


@dataclass(frozen=True, slots=True)
class Story:
	"""The facts that a ticket starts with, and what its people find out in time."""

	facts: dict[str, Any]
	cause: str
	part: str
	price: int
	bad: bool
	area_team: str


class Town:
	"""All customers, found by what stands in their homes."""

	def __init__(self, customers: list[Customer]) -> None:
		self.owners: dict[str, list[tuple[Customer, Unit]]] = defaultdict(list)
		for customer in customers:
			for unit in customer.units:
				self.owners[unit.product].append((customer, unit))
				self.owners[unit.model].append((customer, unit))

	def owner(self, random: Random, call: Call) -> tuple[Customer, Unit]:
		"""Somebody who had such an appliance by then."""
		owners = self.owners[words.BAD_MODEL if call.bad else call.product] or self.owners[call.product]
		owners = owners or next(iter(self.owners.values()))
		for _try in range(8):
			customer, unit = random.choice(owners)
			if unit.bought < call.at.date():
				break
		return customer, unit


def tell(random: Random, call: Call, town: Town) -> Story:
	customer, unit = town.owner(random, call)
	fault, cause, part = words.BAD_FAULT if call.bad else random.choice(words.FAULTS[unit.product])
	tier = _tier(random, call, unit)
	subject = _subject(random, call, unit, fault, part, customer)
	team = people.EAST if customer.area == "East" else people.SOUTH
	facts = {
		**_caller(random, call, customer),
		"subject": subject,
		"description": f"<p>{random.choice(words.DETAILS).format(subject)}</p>",
		"kind": call.kind,
		"channel": call.channel,
		"taken_by": _taken_by(random, call.channel),
		"priority": _priority(random, call, customer),
		"category": _category(call, unit),
		"team": team if call.kind in FIELD and random.random() > 0.07 else people.HOTLINE,
		"company": company.NAME,
		"item_code": company.model_code(unit.model),
		"serial_no": unit.serial if call.kind != "Consultation" else None,
		"warranty_tier": tier,
		"order_reference": f"SO-{unit.bought:%y%m%d}{random.randint(100, 999)}"
		if random.random() < 0.3
		else None,
		"risky": int(call.kind == "Repair" and unit.product == "WH" and "漏" in fault),
	}
	price = words.PARTS[part][1] + words.FEES["SV-VISIT"][1] + words.FEES["SV-LABOUR"][1]
	return Story(facts, cause, part, 0 if "In" in tier or "Ext" in tier else price, call.bad, team)


def _caller(random: Random, call: Call, customer: Customer) -> dict[str, Any]:
	"""Most write or call as themselves; some mails carry no number."""
	by_mail = call.channel == "E-mail" and customer.email
	phone = None if by_mail and random.random() < 0.4 else customer.phone
	return {
		"customer": customer.name,
		"customer_name": customer.title,
		"vip": customer.vip,
		"contact": customer.contact,
		"contact_name": customer.person,
		"contact_phone": phone,
		"phone_key": normalise_phone(phone or ""),
		"contact_email": customer.email or None,
		"service_address": customer.address,
	}


def _taken_by(random: Random, channel: str) -> str:
	"""Calls and visitors are written down by the hotline, the rest comes in by itself."""
	return (
		random.choice(people.members(people.HOTLINE)).user
		if channel in ("Phone", "Walk-in")
		else "Administrator"
	)


def _subject(random: Random, call: Call, unit: Unit, fault: str, part: str, customer: Customer) -> str:
	product = words.PRODUCTS[unit.product][0]
	if customer.person.isascii():
		return (
			f"{words.ENGLISH[unit.product]} ({unit.model})"
			if call.kind == "Repair"
			else f"{call.kind}: {unit.model}"
		)
	if call.kind == "Repair":
		return f"{product}{fault}"
	return random.choice(words.REQUESTS[call.kind]).format(product, part=words.PARTS[part][0])


def _tier(random: Random, call: Call, unit: Unit) -> str:
	if (call.at.date() - unit.bought).days < WARRANTY_DAYS:
		return "In Warranty"
	return "Extended Warranty" if random.random() < 0.15 else "Out of Warranty"


def _priority(random: Random, call: Call, customer: Customer) -> str:
	if call.kind in ("Consultation", "Usage Guidance", "Extended Warranty"):
		return random.choices(("Low", "Medium"), (60, 40))[0]
	urgent = 12 if customer.vip or call.bad else 4
	return random.choices(("Medium", "High", "Urgent"), (76, 24 - urgent, urgent))[0]


def _category(call: Call, unit: Unit) -> str:
	if call.kind == "Repair":
		return rules.fault_category(unit.product)
	return words.CATEGORY_OF.get(call.kind, "咨询 Advice")
