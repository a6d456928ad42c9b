"""The demo company: a believable year of an appliance maker, brought by one command and taken away by another.

Nothing of it comes to a site by itself. What was made is remembered by the ledger; tickets and what hangs on them belong
to the demo's own company.
"""

from datetime import date, datetime, timedelta
from random import Random

import click
import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.service_desk.services import rollup
from aftersales_app.setup.demo import (
	calendars,
	claims,
	company,
	complaints,
	customers,
	evaluations,
	exemptions,
	feedback,
	goods_back,
	objectives,
	people,
	privacy,
	problems,
	recoveries,
	removal,
	repairs,
	reveals,
	rules,
	sales,
	seals,
	shop,
	trials,
	units,
	visit_rows,
)
from aftersales_app.setup.demo.customers import Customer
from aftersales_app.setup.demo.ledger import Ledger
from aftersales_app.setup.demo.pace import DAYS
from aftersales_app.setup.demo.people import sign_ins as sign_ins
from aftersales_app.setup.demo.progress import Progress
from aftersales_app.setup.demo.year import Year

TICKETS, SEED = 5000, 20


def load(tickets: int = TICKETS, seed: int = SEED) -> None:
	"""Fill this site with the demo company and `tickets` tickets of the year that ends now. Loading twice changes nothing."""
	tickets = int(tickets)
	if frappe.db.exists("Company", company.NAME):
		click.echo(f"{company.NAME} is here already.")
	else:
		_load(tickets, Random(int(seed)))
	for role, user, password in sign_ins():
		click.echo(f"{role:<26} {user:<32} {password}")


def remove() -> None:
	"""Take everything of the demo away again, and nothing else. Removing twice changes nothing."""
	removal.remove()


def _load(tickets: int, random: Random) -> None:
	now, book, progress = moments.now(), Ledger(), Progress(tickets)
	today = moments.to_site(now)
	progress.say("company, people and customers", 2)
	company.make(book)
	calendars.make(book, today.date())
	people.make(book, today)
	rules.make(book)
	known = customers.make(book, max(40, tickets // 2), random, today.date())
	progress.say("warranty policies and registered units", 6)
	units.promise(book, today.date())
	registered = units.register(known)
	year = Year(random, now, progress)
	year.play(tickets, known)
	year.name_units(registered)
	year.write()
	visit_rows.write(year.visits.rows, random, today)
	exemptions.make(year.tickets(), max(6, tickets // 100), random, book, today)
	progress.say("orders, deliveries, a what-if and an import", 92)
	sales.make(known, year.visits.rows, random, book, today.date())
	trials.make(random, book, today)
	progress.say("repairs, claims, returns and what suppliers owe", 94)
	_warranty(year, known, random, book, today)
	progress.say("what customers say", 96)
	feedback.make(year.tickets(), today)
	evaluations.make(today)
	complaints.make(year.tickets(), today)
	problems.make(today)
	evaluations.occasions(today)
	feedback.also(today)
	objectives.make(book, random, today)
	reveals.make(today)
	privacy.make(today)
	book.save()
	_roll_up(today.date())
	progress.say("seals of the archive", 98)
	seals.make()
	frappe.clear_cache()


def _warranty(year: Year, known: list[Customer], random: Random, book: Ledger, today: datetime) -> None:
	"""What became of the year's tickets under warranty, and of what the shop sold."""
	repairs.write(year.tickets(), year.visits.rows)
	recoveries.make(claims.make(year.tickets(), random, book, today), today)
	goods_back.make(shop.make(known, random, book, today.date()), book, today)


def _roll_up(today: date) -> None:
	"""The daily figures of the year."""
	rollup.renew({today - timedelta(days=ago) for ago in range(DAYS + 1)})
