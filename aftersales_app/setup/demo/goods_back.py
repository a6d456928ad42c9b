"""Goods that come back to the online shop: without a reason inside seven days, for a defect, for another piece; and extended warranties.
Each step by the form's own methods, by whoever may take it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import frappe

from aftersales_app.domain.claim_flow import APPROVED
from aftersales_app.setup.demo import acting, company, people, sales, shop
from aftersales_app.setup.demo.acting import BOOKING, MANAGER, Steps
from aftersales_app.setup.demo.ledger import Ledger
from aftersales_app.setup.demo.shop import Sold
from aftersales_app.warranty.services import claims

RETURN, CLAIM, EXTENSION, NOTE = (
	"Aftersales Return",
	"Aftersales Claim",
	"Aftersales Extension",
	"Delivery Note",
)
NO_REASON, QUALITY, EXCHANGE = "No Reason", "Quality", "Exchange"
AGENT = acting.agent(people.HOTLINE)
LEAD = people.lead(people.HOTLINE).user
# Days after delivery that are past the seven days even when those end on the first day of a nine-day holiday.
LATE = 17
DEFECT = "屏幕右侧有一条竖线，开机十分钟后出现。"


class GoodsBack:
	"""One return as it goes."""

	def __init__(self, sold: Sold, book: Ledger, now: datetime) -> None:
		self.sold, self.book = sold, book
		self.steps = Steps(datetime.combine(sold.delivered, now.time().replace(hour=10)), now)
		self.doc: Any = None

	def ask(self, kind: str, days: float = 3, **fields: Any) -> None:
		with self.steps.by(AGENT, days=days):
			doc = frappe.get_doc(
				{
					"doctype": RETURN,
					"company": company.NAME,
					"customer": self.sold.customer.name,
					"product": self.sold.unit,
					"return_kind": kind,
					"requested_on": self.steps.at.date(),
					"team": people.HOTLINE,
					"assignee": AGENT,
					"grounds": None if kind == NO_REASON else DEFECT,
					**fields,
				}
			)
			self.doc = doc.insert()

	def call(self, user: str, method: str, *args: Any, **time: float) -> None:
		"""A button of the form."""
		with self.steps.by(user, **time):
			getattr(self.fresh(), method)(*args)

	def claim(self, remedy: str) -> None:
		"""What goes back for a defect is decided on as a claim, by the manager."""
		with self.steps.by(AGENT, hours=1):
			about = {
				field: self.doc.get(field) for field in ("company", "customer", "product", "team", "assignee")
			}
			told = {"event_on": self.doc.requested_on, "fault": DEFECT, "wants": remedy}
			claim = frappe.get_doc({"doctype": CLAIM, **about, **told})
			for fact, value in {"defect_confirmed": "true", "received_on": str(self.sold.delivered)}.items():
				claim.append("facts", {"fact": fact, "value": value, "source": "Document"})
			claim.insert()
		with self.steps.by(MANAGER, hours=4):
			claims.decide(frappe.get_doc(CLAIM, claim.name), APPROVED, remedy)
		with self.steps.by(AGENT, hours=1):
			doc = self.fresh()
			doc.claim = claim.name
			doc.save()

	def authorise(self) -> None:
		self.call(AGENT, "authorise", hours=5)

	def receive(self) -> None:
		with self.steps.by(AGENT, days=3):
			self.fresh().receive(str(self.steps.at.date()), self.doc.serial_no)

	def inspect(self) -> None:
		with self.steps.by(AGENT, hours=20):
			doc = self.fresh()
			for row in doc.findings:
				row.found = "No"
			doc.update({"intact": "Yes"} if doc.return_kind == NO_REASON else {"defect_confirmed": "Yes"})
			doc.inspection_note = "外观完好，附件齐全。"
			doc.save()
			doc.inspect()

	def refund(self) -> None:
		self.call(BOOKING, "make_credit_note", hours=20)
		self.submit("Sales Invoice", self.fresh().credit_note)
		with self.steps.by(AGENT, days=1):
			self.fresh().record_refund(str(self.steps.at.date()))

	def deliver(self) -> None:
		"""The replacement leaves the warehouse."""
		self.call(BOOKING, "make_delivery", hours=3)
		self.submit(NOTE, self.fresh().replacement_delivery)

	def submit(self, doctype: str, name: str) -> None:
		"""Accounting or stock books a draft."""
		with self.steps.by(BOOKING, hours=1):
			document = frappe.get_doc(doctype, name)
			document.flags.ignore_permissions = True
			document.submit()
		self.book.made.setdefault(doctype, []).append(name)

	def fresh(self) -> Any:
		self.doc = frappe.get_doc(RETURN, self.doc.name)
		return self.doc


# the stories


def asked(back: GoodsBack) -> None:
	back.ask(NO_REASON, package_opened="No")


def in_the_post(back: GoodsBack) -> None:
	back.ask(NO_REASON, package_opened="Yes")
	back.authorise()


def to_be_paid(back: GoodsBack) -> None:
	"""Inspected; the refund is due in a few days."""
	back.ask(NO_REASON, days=6, package_opened="Yes", outbound_freight=60)
	back.authorise()
	back.receive()
	back.inspect()


def paid_late(back: GoodsBack) -> None:
	"""Came back long enough ago for the refund to be overdue."""
	back.ask(NO_REASON, days=4)
	back.authorise()
	back.receive()


def paid(back: GoodsBack) -> None:
	back.ask(NO_REASON, days=2)
	back.authorise()
	back.receive()
	back.inspect()
	back.refund()


def too_late(back: GoodsBack) -> None:
	"""Asked when the seven days are over: one proposes to refuse, another agrees."""
	back.ask(NO_REASON, days=LATE)
	back.call(AGENT, "propose_refusal", "签收已满七日，超出无理由退货期限。", hours=3)
	back.call(LEAD, "refuse", "核对物流签收时间，属实。", days=1)


def granted(back: GoodsBack) -> None:
	"""The same, taken back all the same."""
	back.ask(NO_REASON, days=LATE)
	back.call(MANAGER, "grant", "客户为长期会员，同意受理。", days=1)
	back.authorise()
	back.receive()


def defective(back: GoodsBack) -> None:
	back.ask(QUALITY, days=3)
	back.claim("return")
	back.authorise()
	back.receive()


def defective_paid(back: GoodsBack) -> None:
	back.ask(QUALITY, days=4)
	back.claim("return")
	back.authorise()
	back.receive()
	back.inspect()
	back.refund()


def not_defective(back: GoodsBack) -> None:
	"""The test found nothing; a second person has to agree."""
	back.ask(QUALITY, days=2)
	with back.steps.by(AGENT, hours=20):
		report = acting.note(back.book, "haiyun-test-report.txt", "检测报告：连续开机 24 小时，未见异常。")
	back.call(AGENT, "propose_refusal", "检测未发现客户所述故障。", "No Defect Found", report, days=1)


def exchanged(back: GoodsBack) -> None:
	"""Another piece, handed over: it takes the old one's place in the register."""
	back.ask(EXCHANGE, days=5)
	back.claim("exchange")
	back.authorise()
	back.receive()
	back.inspect()
	serial = shop.spares()[0]
	with back.steps.by(AGENT, hours=2):
		doc = back.fresh()
		doc.update({"warehouse": sales.warehouse(), "out_serial": serial})
		doc.save()
	back.deliver()
	with back.steps.by(AGENT, days=2):
		back.fresh().hand_over(str(back.steps.at.date()), serial)


def to_be_exchanged(back: GoodsBack) -> None:
	back.ask(EXCHANGE, days=3)
	back.claim("exchange")
	back.authorise()


def kept(back: GoodsBack) -> None:
	back.ask(NO_REASON, days=3)
	back.call(AGENT, "call_off", "客户决定保留。", hours=8)


# By the days of `shop.DELIVERED`.
STORIES: tuple[Callable[[GoodsBack], None], ...] = (
	asked,
	in_the_post,
	to_be_paid,
	paid_late,
	too_late,
	granted,
	defective,
	not_defective,
	exchanged,
	to_be_exchanged,
	defective_paid,
	paid,
	kept,
)


def make(sold: list[Sold | None], book: Ledger, now: datetime) -> None:
	"""`now` is the site's naive local time."""
	for one, story in zip(sold, STORIES, strict=False):
		if not one:
			continue
		back = GoodsBack(one, book, now)
		story(back)
		acting.backdate(RETURN, back.doc.name, back.steps.begin, back.steps.at)
	_extend([one for one in sold[-shop.EXTENDED :] if one], now)
	_extended_for_years(now)


def _extend(sold: list[Sold], now: datetime) -> None:
	"""Extended warranties: put to the units that are still in use, the last of them given back."""
	for one in sold:
		name = frappe.db.get_value(EXTENSION, {"sales_invoice": one.invoice})
		next_day = datetime.combine(one.delivered, now.time().replace(hour=15)) + timedelta(days=1)
		if frappe.db.get_value("Aftersales Product", one.unit, "status") == "In Use":
			with acting.acting(AGENT, next_day):
				frappe.get_doc(EXTENSION, name).activate(one.unit, str(next_day.date()))
		if one is sold[-1]:
			with acting.acting(MANAGER, now):
				reason = "客户已换购新机，不再需要延保。"
				frappe.get_doc(EXTENSION, name).call_off(str(now.date()), reason)


def _extended_for_years(now: datetime) -> None:
	"""A unit of years ago whose extended warranty runs now: what the company promises is over. It was sold before there was this site."""
	today = now.date()
	over = ("between", [today - timedelta(days=500), today - timedelta(days=100)])
	told = {"company": company.NAME, "status": "In Use", "has_history": 0, "coverage_until": over}
	facts = ["name", "customer", "delivered_on", "currency"]
	[unit] = frappe.get_all("Aftersales Product", told, facts, order_by="name", limit=1) or [None]
	if not unit:
		return
	_name, price, months = company.EXTENSION
	sale = {"company": company.NAME, "customer": unit.customer, "item": company.EXTENSION_ITEM}
	sale |= {"months": months, "sold_on": unit.delivered_on, "price": price, "currency": unit.currency}
	with acting.acting(MANAGER, now):
		extension = frappe.get_doc({"doctype": EXTENSION, **sale}).insert()
		extension.activate(unit.name, str(unit.delivered_on))
