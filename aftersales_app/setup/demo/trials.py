"""Two What-ifs with their answers, and an import of an older system's tickets that was checked and found wanting."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import frappe

from aftersales_app.service_desk.services import crews, imports, whatif
from aftersales_app.setup.demo import company, people, rules
from aftersales_app.setup.demo.ledger import Ledger

STANDARD, FASTER = "海韵标准服务 Standard", "海韵快速服务 Faster (Draft)"
DAYS, OLD_TICKETS = 30, 24
HANDLING = 4 * 3600  # a visit with its way
MANAGER = f"manager@{people.DOMAIN}"
OLD_SYSTEM = "HaiyunCall 2"


def make(random: Random, book: Ledger, now: datetime) -> None:
	"""`now` is the site's naive local time."""
	_what_if(book, now)
	_staffing(book, now)
	_import(random, book, now)


def _what_if(book: Ledger, now: datetime) -> None:
	"""What if the usual promise were a third shorter? Tried on the last month."""
	conditions, hours, plan = rules.POLICIES[STANDARD]
	shorter = rules.policy(FASTER, conditions, tuple(spent * 2 / 3 for spent in hours), plan)
	book.once("Aftersales Service Policy", FASTER, {**shorter, "status": "Draft"})
	today = now.date()
	values = {
		"title": "承诺缩短三分之一？ A third faster?",
		"company": company.NAME,
		"policy": FASTER,
		"replaces": STANDARD,
		"from_date": today - timedelta(days=DAYS),
		"to_date": today,
	}
	whatif.run(_ask(book, "Aftersales What-if", values))


def _staffing(book: Ledger, now: datetime) -> None:
	"""What if the South had one less? Tried on the last month, under the policies in force."""
	[row] = crews.present(company.NAME, people.SOUTH)
	today = now.date()
	values = {
		"title": "华南减少一人？ One less in the South?",
		"company": company.NAME,
		"team": people.SOUTH,
		"staffing": [{**row, "people": row["people_today"] - 1, "handling": HANDLING}],
		"from_date": today - timedelta(days=DAYS),
		"to_date": today,
	}
	whatif.run(_ask(book, "Aftersales What-if", values))


def _import(random: Random, book: Ledger, now: datetime) -> None:
	"""The tickets of the call centre's old system: checked, not brought in."""
	text = "number,moment,state,team,owner,opened_at,priority\n" + "\n".join(_lines(random, now))
	file = frappe.get_doc(
		{"doctype": "File", "file_name": "haiyun-old-tickets.csv", "content": text, "is_private": 1}
	)
	file.insert(ignore_permissions=True)
	book.made.setdefault("File", []).append(file.name)
	values = {
		"source": "CSV File",
		"company": company.NAME,
		"team": people.HOTLINE,
		"source_system": OLD_SYSTEM,
		"time_zone": "Asia/Shanghai",
		"file": file.file_url,
	}
	imports.check(_ask(book, "Aftersales Import", values))


def _ask(book: Ledger, doctype: str, values: dict[str, object]) -> str:
	doc = frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)
	doc.db_set({"owner": MANAGER}, update_modified=False)
	book.made.setdefault(doctype, []).append(doc.name)
	return doc.name


def _lines(random: Random, now: datetime) -> Iterator[str]:
	"""A log of states; a moment that is none, a ticket resolved before it was opened, one of no known state."""
	for number in range(1, OLD_TICKETS + 1):
		opened = (now - timedelta(days=random.randint(400, 700))).replace(hour=9, minute=0)
		at = opened
		for state in ("New", "Working", "Resolved", "Closed"):
			yield _line(number, at, state, opened)
			at += timedelta(minutes=random.randint(20, 2000))
	yield _line(OLD_TICKETS + 1, now - timedelta(days=500), "New", now - timedelta(days=499))
	yield _line(OLD_TICKETS + 2, now - timedelta(days=450), "Parked", now - timedelta(days=450))
	yield f"HC-{OLD_TICKETS + 3:04d},昨天,New,{people.HOTLINE},,昨天,2 - High"


def _line(number: int, at: datetime, state: str, opened: datetime) -> str:
	cells = (f"HC-{number:04d}", f"{at:%Y-%m-%d %H:%M}", state, people.HOTLINE, "")
	return ",".join((*cells, f"{opened:%Y-%m-%d %H:%M}", "3 - Moderate"))
