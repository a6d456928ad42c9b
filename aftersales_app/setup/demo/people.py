"""The people of the demo: one sign-in per role, of whom the lead may also quote, and one for ERPNext's stock and invoices, three teams, their shifts and absences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import frappe
from frappe.utils.password import update_password

from aftersales_app.setup.demo import calendars, company
from aftersales_app.setup.demo.ledger import Ledger

PASSWORD = "haiyun-demo-2468"
DOMAIN = "demo.example"
EAST, SOUTH, HOTLINE = "华东服务站 Shanghai", "华南服务站 Guangzhou", "客服热线 Hotline"
WOMEN = "梅敏艳怡朱丽琴慧娜"
AGENT, TECHNICIAN, LEAD = "Service Agent", "Service Technician", "Service Team Lead"


@dataclass(frozen=True, slots=True)
class Person:
	"""Somebody of the demo; `role` may name several, `skills` are product codes as categories ask for them."""

	mailbox: str
	name: str
	role: str
	team: str = ""
	skills: str = ""
	shift: str = ""

	@property
	def user(self) -> str:
		return f"{self.mailbox}@{DOMAIN}"


PEOPLE = (
	Person("agent", "林晓梅", AGENT, HOTLINE, shift=calendars.EARLY),
	Person("zhou.jie", "周杰敏", AGENT, HOTLINE, shift=calendars.EARLY),
	Person("wu.yan", "吴艳", AGENT, HOTLINE, shift=calendars.LATE),
	Person("emily.chen", "陈静怡 Emily", AGENT, HOTLINE, shift=calendars.LATE),
	Person("xu.peng", "徐鹏", AGENT, HOTLINE),
	Person("lead", "何志远", f"{LEAD}, Sales User", EAST),
	Person("technician", "张建国", TECHNICIAN, EAST, "AC, RF"),
	Person("li.qiang", "李强", TECHNICIAN, EAST, "AC, WH"),
	Person("sun.bo", "孙博", TECHNICIAN, EAST, "WM, TV"),
	Person("ma.chao", "马超群", TECHNICIAN, EAST, "RF, WM"),
	Person("zhu.min", "朱敏", AGENT, EAST),
	Person("deng.lead", "邓国华", LEAD, SOUTH),
	Person("huang.wei", "黄伟", TECHNICIAN, SOUTH, "AC, RF"),
	Person("liang.tao", "梁涛", TECHNICIAN, SOUTH, "AC, WM"),
	Person("xie.feng", "谢锋", TECHNICIAN, SOUTH, "TV, RF"),
	Person("luo.gang", "罗刚", TECHNICIAN, SOUTH, "WH, AC"),
	Person("he.li", "何丽", AGENT, SOUTH),
	Person("hotline.lead", "宋雅琴", f"{LEAD}, Sales User", HOTLINE),
	Person("quality", "郭慧", "Quality Specialist"),
	Person("manager", "高明远", "Operations Manager"),
	Person("executive", "唐宏", "Service Executive"),
	Person("training", "冯丽娜", "Training Coordinator"),
	Person("auditor", "曹正", "Service Auditor"),
	Person("booking", "沈慧琴", "Stock User, Accounts User"),
)
FIRST = ("agent", "technician", "lead", "quality", "manager", "executive", "training", "auditor", "booking")


def sign_ins() -> list[tuple[str, str, str]]:
	"""One person per role, and whoever books what visits used and charged: (role, user, password)."""
	return [(person.role, person.user, PASSWORD) for person in PEOPLE if person.mailbox in FIRST]


def members(team: str) -> list[Person]:
	"""Who gets tickets of a team; its lead gets none by themselves."""
	return [person for person in PEOPLE if person.team == team and LEAD not in person.role]


def lead(team: str) -> Person:
	return next(person for person in PEOPLE if person.team == team and LEAD in person.role)


def make(ledger: Ledger, now: datetime) -> None:
	"""`now` is the site's naive local time."""
	department = ledger.once(
		"Department",
		f"After-sales Service - {company.ABBR}",
		{"department_name": "After-sales Service", "company": company.NAME},
	)
	for person in PEOPLE:
		_user(ledger, person)
	ledger.rows("Employee", _employees(department, now.date()))
	ledger.rows("User Permission", _bounds())
	for team, calendar in ((EAST, calendars.SERVICE), (SOUTH, calendars.SERVICE), (HOTLINE, calendars.DESK)):
		_team(ledger, team, calendar, department)
	ledger.rows("Aftersales Absence", list(_absences(now)))


def _user(ledger: Ledger, person: Person) -> None:
	values = {
		"email": person.user,
		"first_name": person.name,
		"language": "en" if "Emily" in person.name else None,
		"send_welcome_email": 0,
		"roles": [{"role": role} for role in (*person.role.split(", "), "Employee")],
	}
	ledger.once("User", person.user, values, no_welcome_mail=True)
	if person.user in ledger.made.get("User", ()):
		update_password(person.user, PASSWORD)
		# Their mailboxes do not exist.
		frappe.db.set_value("Notification Settings", person.user, "enable_email_notifications", 0)


def _employees(department: str, today: date) -> Iterator[dict[str, object]]:
	"""Rows: saving an Employee empties every cache of the site, each time."""
	last = frappe.db.get_value("Employee", {}, "max(rgt)") or 0
	for number, person in enumerate(PEOPLE, 1):
		name = f"{company.ABBR}-EMP-{number:03d}"
		yield {
			"name": name,
			"employee": name,
			"first_name": person.name,
			"employee_name": person.name,
			"gender": "Female" if person.name[-1] in WOMEN else "Male",
			"date_of_birth": date(1970 + number, 1 + number % 12, 5),
			"date_of_joining": date(today.year - 2 - number % 7, 1 + number % 12, 1),
			"company": company.NAME,
			"department": department,
			"user_id": person.user,
			"company_email": person.user,
			"prefered_contact_email": "Company Email",
			"prefered_email": person.user,
			"status": "Active",
			"lft": last + 2 * number - 1,
			"rgt": last + 2 * number,
		}


def _bounds() -> Iterator[dict[str, object]]:
	"""Everybody sees their own company only, as ERPNext arranges it for employees."""
	for number, person in enumerate(PEOPLE, 1):
		own = {"Employee": f"{company.ABBR}-EMP-{number:03d}", "Company": company.NAME}
		for doctype, value in own.items():
			bound = {"user": person.user, "allow": doctype, "for_value": value}
			yield {
				"name": f"{company.ABBR}-{doctype}-{number:03d}",
				**bound,
				"apply_to_all_doctypes": 1,
				"is_default": 1,
			}


def _team(ledger: Ledger, team: str, calendar: str, department: str) -> None:
	rows = [
		{"user": person.user, "capacity": 40, "shift": person.shift, "skills": person.skills}
		for person in members(team)
	]
	values = {
		"team_name": team,
		"company": company.NAME,
		"department": department,
		"calendar": calendar,
		"lead": lead(team).user,
		"operations_manager": f"manager@{DOMAIN}",
		"strategy": "Least Loaded" if team == HOTLINE else "Best Match",
		"members": rows,
	}
	ledger.once("Aftersales Team", team, values)


def _absences(now: datetime) -> Iterator[dict[str, object]]:
	"""A week of leave for everybody some time in the year; half of the South away in spring; somebody today and soon."""
	today = now.replace(hour=0, minute=0, second=0, microsecond=0)
	staff = [person for person in PEOPLE if person.team]
	away = [(person.user, -350 + 19 * place, 5, "Leave") for place, person in enumerate(staff)]
	spring = (today - datetime(now.year if now.month > 4 else now.year - 1, 3, 5)).days
	away += [(f"{name}@{DOMAIN}", -spring, 50, "Sick Leave") for name in ("liang.tao", "xie.feng")]
	away += [(f"zhou.jie@{DOMAIN}", 0, 1, "Training"), (f"sun.bo@{DOMAIN}", 3, 4, "Leave")]
	for number, (user, start, days, reason) in enumerate(away, 1):
		begins = today + timedelta(days=start)
		yield {
			"name": f"{company.ABBR}-ABS-{number:03d}",
			"user": user,
			"from_time": begins,
			"to_time": begins + timedelta(days=days),
			"reason": reason,
		}
