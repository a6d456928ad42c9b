"""Claims of the year's tickets, in every state: told by an agent, decided by a lead, approved by the manager; each step by the services
that the form's buttons call."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

import frappe

from aftersales_app.domain.claim_flow import APPROVED, GOODWILL, REFUSED, WAITING
from aftersales_app.service_desk.services.sweep import Row
from aftersales_app.setup.demo import acting, company, people, words
from aftersales_app.setup.demo.acting import MANAGER, SELLER, Steps
from aftersales_app.setup.demo.ledger import Ledger
from aftersales_app.warranty.services import answers, claims

CLAIM, DECISION, PRODUCT = "Aftersales Claim", "Aftersales Decision", "Aftersales Product"
SUPPLIERS = {"Haiyun 东莞恒力压缩机 Compressors": 60, "Haiyun 苏州华芯电子 Boards": 30}
CONFIRMED = {"defect_confirmed": "true", "has_invoice": "true"}
MISUSED = {"defect_confirmed": "true", "has_invoice": "true", "cause": "user", "test_report": "true"}
REGIONS = {"上海": "CN-SH", "杭州": "CN-ZJ", "广州": "CN-GD", "深圳": "CN-GD"}


@dataclass
class Story:
	"""One claim as it goes."""

	ticket: Row
	unit: Any
	steps: Steps
	book: Ledger
	random: Random
	claim: Any = None

	@property
	def agent(self) -> str:
		return acting.agent(self.ticket.team)

	@property
	def lead(self) -> str:
		"""The lead of the ticket's team; the quotations of the hotline's are their own work."""
		return people.lead(self.ticket.team).user

	def by(self, user: str, **time: float) -> Any:
		return self.steps.by(user, **time)

	def tell(self, facts: dict[str, str] | None = None, **fields: Any) -> Any:
		"""The customer's word, as the agent enters it, who asks where it was bought as well."""
		with self.by(self.agent, hours=self.random.uniform(1, 5)):
			unit = frappe.get_doc(PRODUCT, self.unit.name)
			unit.update({"channel": "store", "region": REGIONS[self.ticket.service_address[:2]]})
			unit.save()
			claim = frappe.get_doc(
				{
					"doctype": CLAIM,
					"company": company.NAME,
					"customer": self.unit.customer,
					"product": self.unit.name,
					"ticket": self.ticket.name,
					"event_on": self.steps.at.date(),
					"fault": self.ticket.subject,
					**fields,
				}
			)
			known = {**(facts or {}), "received_on": str(self.unit.delivered_on)}
			claim.cause = known.pop("cause", None)
			for fact, value in known.items():
				source = "Inspection" if fact == "defect_confirmed" else "Document"
				claim.append("facts", {"fact": fact, "value": value, "source": source})
			self.claim = claim.insert()
		return self.claim

	def decide(self, user: str, verdict: str, remedy: str = "", reason: str = "") -> None:
		with self.by(user, days=self.random.uniform(0.5, 2)):
			claims.decide(self.fresh(), verdict, remedy, reason)

	def approve(self) -> None:
		with self.by(MANAGER, days=self.random.uniform(0.3, 2)):
			claims.approve(self.fresh())

	def move(self, user: str, status: str) -> None:
		"""A step that the workflow's button takes."""
		with self.by(user, days=self.random.uniform(0.2, 2)):
			claim = self.fresh()
			claim.status = status
			claim.save()

	def execute(self, what: str) -> None:
		with self.by(acting.technician(self.ticket.team), days=self.random.uniform(1, 4)):
			claims.execute(self.fresh(), what)

	def fresh(self) -> Any:
		self.claim = frappe.get_doc(CLAIM, self.claim.name)
		return self.claim


# the stories


def submitted(story: Story) -> None:
	story.tell()


def waiting(story: Story) -> None:
	story.tell({"has_invoice": "false"})
	story.move(story.agent, WAITING)


def checked(story: Story) -> None:
	story.tell(CONFIRMED, amounts=parts_of(story))
	story.move(story.agent, "Evidence Checked")


def to_do(story: Story) -> None:
	story.tell(CONFIRMED, amounts=parts_of(story))
	story.decide(story.lead, APPROVED, "repair")


def repaired(story: Story) -> None:
	to_do(story)
	story.execute("更换部件，试机正常。")
	story.move(story.agent, "Closed")


def done(story: Story) -> None:
	to_do(story)
	story.execute("更换部件，试机正常，客户签收。")


def goodwill_proposed(story: Story) -> None:
	story.tell(CONFIRMED, amounts=parts_of(story))
	story.decide(story.lead, GOODWILL, "price_reduction", "老客户，同一故障第二次报修，建议优惠。")


def goodwill(story: Story) -> None:
	story.tell(CONFIRMED, amounts=parts_of(story))
	story.decide(story.lead, GOODWILL, "repair", "过保不足一个月，客户购买海韵产品多年。")
	story.approve()
	story.execute("免费更换部件，试机正常。")
	story.move(story.agent, "Closed")


def misuse(story: Story) -> None:
	story.tell(MISUSED)
	story.decide(story.lead, REFUSED, "", "检测报告显示为进液损坏，不属于产品质量问题。")
	story.approve()


def misuse_closed(story: Story) -> None:
	misuse(story)
	story.move(story.agent, "Closed")


def appealed(story: Story) -> None:
	"""The customer brings a test of their own: the fault was the product's."""
	misuse(story)
	with story.by(story.agent, days=4):
		claims.appeal(story.fresh(), "客户提供第三方检测报告：主板电容失效，与使用无关。")
		answers.give(story.fresh(), {"cause": "product", "defect_confirmed": "true"})
	other = people.lead(people.SOUTH if story.ticket.team != people.SOUTH else people.EAST).user
	story.decide(other, APPROVED, "repair")


def out_of_warranty(story: Story) -> None:
	"""Not owed any more: quoted."""
	story.tell(CONFIRMED, amounts=parts_of(story, supplier=""))
	story.decide(
		story.lead if story.lead != SELLER else people.lead(people.EAST).user, REFUSED, "", "已过保修期。"
	)
	story.approve()
	with story.by(SELLER, hours=5):
		claims.quote(story.fresh())


def agreed(story: Story) -> None:
	out_of_warranty(story)
	with story.by(SELLER, days=1):
		quotation = frappe.get_doc("Quotation", story.fresh().quotation)
		quotation.submit()
		story.book.made.setdefault("Quotation", []).append(quotation.name)
		evidence = acting.note(story.book, "haiyun-consent.txt", "客户微信回复：同意按报价维修。")
		who = story.ticket.contact_name or story.claim.customer_name
		claims.record_consent(story.fresh(), who, "Chat", story.steps.at.date(), evidence)


def paid(story: Story) -> None:
	agreed(story)
	story.execute("按报价更换部件，收费完成。")
	story.move(story.agent, "Closed")


def withdrawn(story: Story) -> None:
	story.tell()
	story.move(story.agent, "Withdrawn")


Plot = Callable[[Story], None]
# What still goes on is of the last days; what is over happened some time in the year. (story, covered)
GOES_ON: tuple[tuple[Plot, bool], ...] = (
	(submitted, True),
	(waiting, True),
	(checked, True),
	(goodwill_proposed, False),
	(to_do, True),
	(out_of_warranty, False),
	(agreed, False),
	(done, True),
)
OVER: tuple[tuple[Plot, bool], ...] = (
	(repaired, True),
	(misuse, True),
	(goodwill, False),
	(appealed, True),
	(repaired, True),
	(paid, False),
	(repaired, True),
	(misuse_closed, True),
	(withdrawn, True),
	(repaired, True),
)
OPEN_STORIES = 2  # of each that goes on, in a year of full size
RECENT = timedelta(days=9)
LONG_AGO = timedelta(days=30)


def make(tickets: list[Row], random: Random, book: Ledger, now: datetime) -> list[Any]:
	"""About one claim for eighty tickets; returns them as they ended. `now` is the site's naive local time."""
	suppliers(book)
	repairs = sorted((one for one in tickets if one.kind == "Repair"), key=lambda ticket: ticket.opened_at)
	units = _units(ticket.product for ticket in repairs if ticket.product)
	told = [ticket for ticket in repairs if ticket.product in units]
	made, used = [], set()
	for plot, covered, recent in _plots(len(tickets)):
		story = _begin(told, units, used, covered, recent, Story(None, None, None, book, random), now)
		if story:
			plot(story)
			made.append(_finish(story))
	return made


def suppliers(book: Ledger) -> None:
	group = frappe.get_all("Supplier Group", {"is_group": 0}, pluck="name", order_by="lft", limit=1)[0]
	for name, days in SUPPLIERS.items():
		values = {"supplier_name": name, "supplier_group": group, "aftersales_recovery_days": days}
		book.once("Supplier", name, values)


def parts_of(story: Story, supplier: str | None = None) -> list[dict[str, Any]]:
	"""What the repair costs: the part that such a fault needs, and an hour's work."""
	product = story.unit.item_code
	faults = words.FAULTS[next(code for code, row in words.PRODUCTS.items() if product[3:] in row[3])]
	code = next((part for fault, _cause, part in faults if fault in story.ticket.subject), faults[0][2])
	name, price = words.PARTS[code]
	labour, fee = words.FEES["SV-LABOUR"]
	maker = (
		list(SUPPLIERS)[code in ("PT-PCB", "PT-SENSOR", "PT-WIFI", "PT-PANEL")] if supplier is None else None
	)
	part = {
		"kind": "Part",
		"item": f"HY-{code}",
		"description": name,
		"qty": 1,
		"rate": price,
		"supplier": maker,
	}
	return [part, {"kind": "Labour", "item": "HY-SV-LABOUR", "description": labour, "qty": 1, "rate": fee}]


def _plots(tickets: int) -> Iterator[tuple[Plot, bool, bool]]:
	for _time in range(OPEN_STORIES if tickets > 1000 else 1):
		yield from ((plot, covered, True) for plot, covered in GOES_ON)
	over = cycle(OVER)
	for _number in range(max(len(OVER), tickets // 100)):
		yield (*next(over), False)


def _begin(
	told: list[Row],
	units: dict[str, Any],
	used: set[str],
	covered: bool,
	recent: bool,
	story: Story,
	now: datetime,
) -> Story | None:
	"""The story of a ticket that fits: opened lately or long ago, its unit covered on that day or not."""
	able = []
	for ticket in told:
		unit = units[ticket.product]
		begin = max(ticket.opened_at, now - RECENT) if recent else ticket.opened_at
		fits = unit.name not in used and ticket.opened_at.date() > unit.delivered_on
		if recent or begin < now - LONG_AGO:
			if fits and bool(unit.coverage_until and unit.coverage_until >= begin.date()) == covered:
				able.append((ticket, unit, begin))
	if not able:
		return None
	ticket, unit, begin = story.random.choice(able[-12:] if recent else able)
	used.add(unit.name)
	return replace(story, ticket=ticket, unit=unit, steps=Steps(begin, now))


def _units(names: Iterator[str]) -> dict[str, Any]:
	fields = ["name", "customer", "item_code", "delivered_on", "coverage_until"]
	told = {"name": ("in", list(set(names)) or [""]), "buyer": "consumer"}
	found = frappe.get_all(PRODUCT, told, fields, limit=0)
	return {unit.name: unit for unit in found}


def _finish(story: Story) -> Any:
	claim = story.fresh()
	acting.backdate(CLAIM, claim.name, story.steps.begin, story.steps.at)
	for name, made_on in frappe.get_all(DECISION, {"claim": claim.name}, ["name", "made_on"], as_list=True):
		made = datetime.combine(made_on, story.steps.at.time())
		acting.backdate(DECISION, name, made, made)
	return claim
