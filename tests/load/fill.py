"""A year of a believable service desk, for measuring: tickets, their event logs and their warnings, made fast.

Run with the bench's Python: `python tests/load/fill.py SITE [--tickets 200000] [--seed 7]`. About one ticket in forty
is open. Rows go past the documents' rules on purpose; what they say obeys them: a ticket's columns agree with its
events, its events with their times. The same seed makes the same year up to the present moment. Refuses a site
without `allow_tests`.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random

import frappe
from frappe.model import data_fieldtypes

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aftersales_app.aftersales_core import services as core
from aftersales_app.domain.identity import normalise_phone
from aftersales_app.domain.service_clock import warning_key
from aftersales_app.domain.text_terms import index_terms

TICKET, EVENT, NOTICE = "Aftersales Ticket", "Aftersales Ticket Event", "Aftersales Notice"
DAY, HOUR, MINUTE = 86400, 3600, 60
DAYS, BATCH = 365, 2000
NUMBERS = ("Check", "Int", "Currency", "Float", "Percent")
TEAMS = ("维修一组", "维修二组", "安装组", "配件组", "客服热线", "在线客服", "投诉处理", "Export Service")
MEMBERS = 6
CALENDAR = "Office Hours (China)"
KINDS = {"Repair": 46, "Installation": 18, "Parts": 8, "Consultation": 8, "Usage Guidance": 7, "Complaint": 7}
CHANNELS = {"Phone": 45, "WeChat": 20, "Portal": 10, "E-mail": 10, "Chat": 8, "App": 5, "Walk-in": 2}
PRIORITIES = {"Low": 15, "Medium": 60, "High": 20, "Urgent": 5}
PRODUCTS = ("空调", "冰箱", "洗衣机", "热水器", "油烟机", "燃气灶", "净水器", "电视")
FAULTS = (
	"不制冷",
	"漏水",
	"噪音很大",
	"无法开机",
	"显示故障代码E4",
	"不通电",
	"需要安装",
	"缺少配件",
	"异味",
	"跳闸",
)
PLACES = ("上海浦东", "北京朝阳", "广州天河", "深圳南山", "杭州西湖", "成都锦江", "武汉江汉", "苏州园区")
PROMISED = {"first_response": 24 * HOUR, "diagnosis": 2 * HOUR, "resolution": 24 * HOUR}
WAITS = {True: ("Waiting for Customer", "Waiting Customer"), False: ("Waiting for Parts", "Waiting Parts")}
LADDER = ((1, 2 * HOUR, "Assignee", 0), (2, 4 * HOUR, "Team Lead", 0), (3, 8 * HOUR, "Operations Manager", 1))
# share, median days to resolve, spread
PACE = ((0.64, 0.4, 0.9), (0.25, 3.0, 0.6), (0.11, 50.0, 0.7))


def fill(n: int, seed: int = 7) -> int:
	"""Make `n` tickets that were opened in the last 365 days and commit them; returns how many are open."""
	year = Year(Random(seed))
	first = frappe.db.sql("select nextval(`aftersales_ticket_number_seq`)")[0][0]
	tickets, events, notices, still_open = [], [], [], 0
	for number, opened in enumerate(year.openings(n), first):
		ticket = year.ticket(f"TK-{number:07d}", opened)
		still_open += ticket["status_category"] in ("New", "Working", "Waiting Customer", "Waiting Parts")
		tickets.append(ticket)
		events += year.events
		notices += year.notices
		if len(tickets) == BATCH:
			_write(tickets, events, notices)
	_write(tickets, events, notices)
	frappe.db.sql(f"select setval(`aftersales_ticket_number_seq`, {first + n})")
	for doctype in (TICKET, EVENT, NOTICE):
		frappe.db.sql(f"analyze table `tab{doctype}`")
	frappe.db.commit()
	return still_open


def _write(*tables: list[dict]) -> None:
	for doctype, rows in zip((TICKET, EVENT, NOTICE), tables, strict=True):
		insert(doctype, rows)
		rows.clear()
	frappe.db.commit()


def insert(doctype: str, rows: Iterable[dict]) -> None:
	"""Rows into a table, many to a statement, without any rule; every row has the columns of the first."""
	rows = list(rows)
	if rows:
		columns = list(rows[0])
		names, marks = ", ".join(f"`{name}`" for name in columns), ", ".join(["%s"] * len(columns))
		frappe.db.sql("select 1")
		frappe.db._cursor.executemany(
			f"insert into `tab{doctype}` ({names}) values ({marks})",
			[tuple(row[column] for column in columns) for row in rows],
		)


class Year:
	"""Makes one ticket after another; `events` and `notices` are those of the ticket made last."""

	def __init__(self, random: Random) -> None:
		self.random, self.events, self.notices = random, [], []
		self.now = int(time.time())
		self.company = frappe.get_all("Company", pluck="name", order_by="creation", limit=1)[0]
		self.calendar = core.calendar(CALENDAR)
		self.teams = {team: _team(team, number, self.company) for number, team in enumerate(TEAMS)}
		self.customers = _customers(400)
		self.categories = frappe.get_all(
			"Aftersales Category", {"is_group": 0}, pluck="name", order_by="name"
		)
		self.causes = frappe.get_all("Aftersales Cause", pluck="name", order_by="name")
		self.micros = 0
		self.blank = {doctype: _blank(doctype) for doctype in (TICKET, EVENT, NOTICE)}

	def openings(self, n: int) -> Iterator[int]:
		"""Moments of opening, earliest first, more by day and on workdays than at night and on Sundays."""
		found: list[int] = []
		while len(found) < n:
			at = self.now - MINUTE - self.random.randrange(DAYS * DAY)
			local = at + 8 * HOUR
			weight = (1.0 if 8 <= local % DAY // HOUR < 21 else 0.15) * (
				0.6 if local // DAY % 7 == 3 else 1.0
			)
			if self.random.random() < weight:
				found.append(at)
		return iter(sorted(found))

	def ticket(self, name: str, opened: int) -> dict:
		pick, self.events, self.notices = self.random, [], []
		team = pick.choice(TEAMS)
		people = self.teams[team]
		kind = _weighted(pick, KINDS)
		customer, phone = pick.choice(self.customers)
		subject = f"{pick.choice(PLACES)}{pick.choice(PRODUCTS)}{pick.choice(FAULTS)}"
		serial = f"SN{pick.randrange(10**9):09d}" if pick.random() < 0.7 else None
		row = self.blank[TICKET].copy()
		row.update(
			name=name,
			subject=subject,
			kind=kind,
			channel=_weighted(pick, CHANNELS),
			priority=_weighted(pick, PRIORITIES),
			category=pick.choice(self.categories),
			team=team,
			assignee=pick.choice(people["members"]) if pick.random() < 0.97 else None,
			company=self.company,
			customer=customer,
			customer_name=customer,
			contact_phone=phone,
			phone_key=normalise_phone(phone),
			serial_no=serial,
			warranty_tier=pick.choice(("In Warranty", "In Warranty", "Out of Warranty", "Unknown")),
			policy="Complaints" if kind == "Complaint" else "Standard Service",
			risky=int(pick.random() < 0.05),
			contacts=1 + pick.randrange(3),
			reassignments=0,
			handovers=0,
			reopenings=0,
			status="New",
			status_category="New",
			owner="Administrator",
			search_terms=index_terms(f"{subject} {serial or ''} {customer}"),
		)
		for field in ("opened_at", "creation", "team_since", "state_since"):
			row[field] = _site(opened)
		if row["assignee"]:
			row["assigned_at"] = row["opened_at"]
		self._live(row, opened)
		row["modified"] = self.events[-1]["at"]
		row["modified_by"] = self.events[-1]["actor"]
		return row

	def _live(self, row: dict, opened: int) -> None:
		"""From intake as far as the ticket has come by now."""
		pick = self.random
		resolved = opened + max(20 * MINUTE, int(DAY * self._pace()))
		answered = opened + min((resolved - opened) // 3, int(HOUR * pick.lognormvariate(0, 1.2)) + MINUTE)
		diagnosed = answered + min((resolved - answered) // 2, int(HOUR * pick.lognormvariate(0, 0.9)))
		self._event(row, opened, "Opened", to_value="New")
		self._promise(row, "first_response", opened)
		self._promise(row, "resolution", opened)
		if row["assignee"]:
			self._event(row, opened, "Owner", to_value=row["assignee"])
		stays = self._stays(answered, diagnosed, resolved)
		began = opened
		for at, status, category in stays:
			if status == "In Diagnosis":
				self._met(row, "first_response", at)
				self._promise(row, "diagnosis", at)
			if at == diagnosed:
				row["diagnosis"] = "主板损坏"
				self._met(row, "diagnosis", at)
			if status == "Resolved":
				self._resolve(row, at)
			self._move(row, began, at, status, category)
			began = at
		self._warnings(row)
		still = row["status_category"] not in ("Resolved", "Closed") and row["resolution_due"]
		row["resolution_pending"] = int(bool(still) and not row["resolution_at"])
		row["is_open"] = int(row["status_category"] not in ("Resolved", "Closed"))

	def _pace(self) -> float:
		"""Days from opening to resolving."""
		_share, days, spread = self.random.choices(PACE, [share for share, _days, _spread in PACE])[0]
		return days * self.random.lognormvariate(0, spread)

	def _stays(self, answered: int, diagnosed: int, resolved: int) -> list[tuple[int, str, str]]:
		"""Where the ticket has been after New: (from, status, stage), as far as that is not ahead."""
		stays = [(answered, "In Diagnosis", "Working"), (diagnosed, "In Service", "Working")]
		waits = self.random.random()
		if waits < 0.3:
			left, place = resolved - diagnosed, WAITS[waits < 0.18]
			stays += [(diagnosed + left // 4, *place), (diagnosed + left * 3 // 4, "In Service", "Working")]
		stays.append((resolved, "Resolved", "Resolved"))
		stays.append((resolved + self.random.choice((1, 2, 7, 7)) * DAY, "Closed", "Closed"))
		return [stay for stay in stays if stay[0] < self.now]

	def _move(self, row: dict, began: int, at: int, status: str, category: str) -> None:
		before, row["status"], row["status_category"] = row["status"], status, category
		row["state_since"] = _site(at)
		if category == "Closed":
			row["closed_at"] = row["first_closed_at"] = _site(at)
			row["confirmation"] = self.random.choice(("Confirmed", "No Answer"))
			row["next_check_at"] = None
		spent = {
			"working_seconds": self.calendar.between(_utc(began), _utc(at)),
			"elapsed_seconds": at - began,
		}
		self._event(row, at, "State", from_value=before, to_value=status, **spent)

	def _resolve(self, row: dict, at: int) -> None:
		row.update(
			cause=self.random.choice(self.causes),
			action_taken="Repair",
			result="Solved",
			resolved_at=_site(at),
			next_check_at=_site(at + 7 * DAY),
		)
		self._met(row, "resolution", at)

	def _promise(self, row: dict, clock: str, at: int) -> None:
		if clock == "diagnosis" and row["policy"] == "Complaints":
			return
		target = PROMISED[clock] * (5 if clock == "resolution" and row["policy"] == "Complaints" else 1)
		row[f"{clock}_verdict"] = "Running"
		row["clock_terms"] = json.dumps(json.loads(row.get("clock_terms") or "{}") | {clock: [target, 0, 0]})
		row[f"{clock}_due"] = _site(at + target)

	def _met(self, row: dict, clock: str, at: int) -> None:
		due = row[f"{clock}_due"]
		if not due:
			return
		row[f"{clock}_at"] = _site(at)
		if row[f"{clock}_at"] <= due:
			row[f"{clock}_verdict"] = "Met"
			self._event(row, at, "Met", clock=clock, due=due, to_value="Met")
		else:
			self._miss(row, clock)

	def _miss(self, row: dict, clock: str) -> None:
		row[f"{clock}_verdict"], row[f"{clock}_missed_by"] = "Missed", row["assignee"]
		self._event(
			row,
			_epoch(row[f"{clock}_due"]) + 1,
			"Missed",
			clock=clock,
			due=row[f"{clock}_due"],
			to_value="Missed",
		)

	def _warnings(self, row: dict) -> None:
		"""What the ladder has said by now about clocks that were late; the next thing it will say."""
		ahead = [at for clock in PROMISED if row[f"{clock}_due"] for at in self._climb(row, clock)]
		if row["status_category"] not in ("Resolved", "Closed"):
			row["next_check_at"] = _site(min(ahead)) if ahead else None
		self.events.sort(key=lambda event: event["name"])

	def _climb(self, row: dict, clock: str) -> Iterator[int]:
		"""Warn as far as the clock is late; the moments at which it will be missed or warned of later."""
		due, done = _epoch(row[f"{clock}_due"]), row[f"{clock}_at"]
		until = _epoch(done) if done else self.now
		if not done and due < self.now:
			self._miss(row, clock)
		elif not done:
			yield due + 1
		for level, after, role, escalates in LADDER:
			if due + after < until:
				self._warn(row, clock, level, due, after, role, escalates)
			elif not done:
				yield due + after

	def _warn(
		self, row: dict, clock: str, level: int, due: int, after: int, role: str, escalates: int
	) -> None:
		people, at = self.teams[row["team"]], due + after
		told = {"Assignee": row["assignee"], "Team Lead": people["lead"]}.get(role) or people["manager"]
		self._event(
			row,
			at,
			"Escalation" if escalates else "Warning",
			clock=clock,
			due=_site(due),
			from_value=level,
			to_value=told,
		)
		key = warning_key(row["name"], clock, level, _utc(due))
		notice = self.blank[NOTICE].copy()
		notice.update(
			name=f"{len(self.notices):x}{row['name'][3:]}",
			owner="Administrator",
			modified_by="Administrator",
			ticket=row["name"],
			clock=clock,
			level=level,
			due=_site(due),
			recipient=told,
			recipient_role=role,
			status="Delivered",
			notice_key=key,
			escalates=escalates,
			node=row["status"],
			company=row["company"],
			team=row["team"],
		)
		for field in ("creation", "modified", "raised_at", "deliver_after", "delivered_at"):
			notice[field] = _site(at)
		self.notices.append(notice)

	def _event(self, row: dict, at: int, kind: str, **facts: object) -> None:
		self.micros = (self.micros + 1) % 1_000_000
		stamp = at * 1_000_000 + self.micros
		event = self.blank[EVENT].copy()
		event.update(
			name=f"{stamp:014x}00000{self.random.randrange(16**6):06x}",
			ticket=row["name"],
			company=row["company"],
			at=_site(at),
			kind=kind,
			category=row["status_category"],
			team=row["team"],
			assignee=row["assignee"],
			actor=row["assignee"] or "Administrator",
			working_seconds=0,
			elapsed_seconds=0,
		)
		event["owner"] = event["modified_by"] = event["actor"]
		event["creation"] = event["modified"] = event["at"]
		event.update(facts)
		self.events.append(event)


EPOCH = datetime(1970, 1, 1)


def _site(at: int) -> datetime:
	"""Epoch seconds as the site stores moments; the load site is in China."""
	return EPOCH + timedelta(seconds=at + 8 * HOUR)


def _epoch(moment: datetime) -> int:
	return int((moment - EPOCH).total_seconds()) - 8 * HOUR


def _utc(at: int) -> datetime:
	return datetime.fromtimestamp(at, timezone.utc)


def _weighted(random: Random, weights: dict[str, int]) -> str:
	return random.choices(list(weights), weights.values())[0]


def _team(name: str, number: int, company: str) -> dict:
	lead = _user(f"lead{number}", "Service Team Lead")
	manager = _user("operations", "Operations Manager")
	members = [_user(f"agent{number}{member}", "Service Agent") for member in range(MEMBERS)]
	if not frappe.db.exists("Aftersales Team", name):
		frappe.get_doc(
			doctype="Aftersales Team",
			team_name=name,
			company=company,
			calendar=CALENDAR,
			lead=lead,
			operations_manager=manager,
			members=[{"user": user, "capacity": 100000} for user in members],
		).insert()
	return {"lead": lead, "manager": manager, "members": members}


def _user(word: str, role: str) -> str:
	email = f"{word}@load.example"
	if not frappe.db.exists("User", email):
		frappe.get_doc(
			doctype="User", email=email, first_name=word, send_welcome_email=0, roles=[{"role": role}]
		).insert()
	return email


def _customers(count: int) -> list[tuple[str, str]]:
	found = []
	for number in range(count):
		name = f"Load Customer {number:03d}"
		if not frappe.db.exists("Customer", name):
			frappe.get_doc(
				doctype="Customer",
				customer_name=name,
				customer_group="Commercial",
				territory="All Territories",
			).insert()
		found.append((name, f"138{number * 7919 % 10**8:08d}"))
	return found


def _blank(doctype: str) -> dict:
	"""A row of the doctype's table with nothing in it yet."""
	fields = [field for field in frappe.get_meta(doctype).fields if field.fieldtype in data_fieldtypes]
	return dict.fromkeys(("name", "owner", "creation", "modified", "modified_by")) | {
		field.fieldname: 0 if field.fieldtype in NUMBERS else None for field in fields
	}


def main() -> None:
	parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
	parser.add_argument("site")
	parser.add_argument("--tickets", type=int, default=200_000)
	parser.add_argument("--seed", type=int, default=7)
	options = parser.parse_args()
	sites = Path(frappe.__file__).resolve().parents[3] / "sites"
	os.chdir(sites)
	frappe.init(site=options.site, sites_path=str(sites))
	frappe.connect()
	if not frappe.conf.allow_tests:
		sys.exit(f"{options.site} does not allow tests")
	began = time.perf_counter()
	still_open = fill(options.tickets, options.seed)
	took = time.perf_counter() - began
	print(f"{options.tickets:,} tickets, {still_open:,} open, {took:.0f} s, {options.tickets / took:,.0f}/s")
	frappe.destroy()


if __name__ == "__main__":
	main()
