"""Complaints of the year in every state: taken down by an agent, judged by quality, looked into by another team's lead; each step by what the
form's buttons call."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import frappe

from aftersales_app.service_desk.services.sweep import Row
from aftersales_app.setup.demo import acting, company, people
from aftersales_app.setup.demo.acting import MANAGER, QUALITY, Steps

COMPLAINT = "Aftersales Complaint"
SEED, FEWEST, MOST, ONE_IN = 11, 24, 48, 30  # one in so many tickets is complained about
LONG_AGO, LATELY = timedelta(days=45), timedelta(days=6)
# what it is about, the customer's words, the remedy wanted, the cause in detail
MATTERS = (
	(
		"师傅迟到未提前告知",
		"约好上午九点，十二点多才来，也没有电话说明。",
		"Apology",
		"派工过满，未按规范提前联系客户。",
	),
	("同一故障修了三次仍未解决", "修了三次还是漏水，要求换机。", "Replacement", "首次诊断未找到根本原因。"),
	("收费与事先说明不符", "电话里说一百二，上门收了二百八。", "Refund", "未在上门前确认价格。"),
	("客服态度生硬", "打了三次热线，每次都说没有办法，还挂我电话。", "Apology", "高峰时段情绪管理不足。"),
	("维修后留下划痕", "修完以后门板上多了一道划痕。", "Compensation", "作业未使用防护垫。"),
	("配件等待时间过长", "说好一周到货，等了一个月。", "Explanation", "备件安全库存设置偏低。"),
	("保修期内被要求付费", "还在保修期里，师傅说要收检测费。", "Refund", "保修政策理解有误。"),
)
DANGER = (
	"插头发热冒烟",
	"用了十分钟插头发烫，还冒烟，太危险了。",
	"Replacement",
	"电源线压接不良，已通知品质部门。",
)
OUTSIDE = (("12315", 7, "Working Days"), ("12345", 5, "Working Days"), ("Court", 15, "Calendar Days"))


@dataclass
class Case:
	"""One complaint as it goes."""

	ticket: Row
	steps: Steps
	random: Random
	name: str = ""

	@property
	def agent(self) -> str:
		"""Somebody of the team who is not complained about."""
		agents = [one.user for one in people.members(self.ticket.team) if one.role == people.AGENT]
		return next(
			(user for user in agents if user != self.ticket.assignee), people.lead(self.ticket.team).user
		)

	@property
	def investigator(self) -> str:
		return people.lead(people.SOUTH if self.ticket.team != people.SOUTH else people.EAST).user

	def take(self, matter: tuple[str, ...], **fields: Any) -> None:
		subject, words, wants, _cause = matter
		with self.steps.by(self.agent):
			about = [{"user": self.ticket.assignee}] if self.random.random() < 0.6 else []
			told = {"subject": subject, "words": words, "wants": wants, "channel": "Phone", "subjects": about}
			place = {"doctype": COMPLAINT, "company": company.NAME, "ticket": self.ticket.name}
			fields = {"source": "Own Channel", **fields}
			received = {"received_at": self.steps.at}
			complaint = frappe.get_doc({**place, **told, **received, **fields})
			complaint.flags.told = True  # nobody of the demo is written to
			self.name = complaint.insert().name

	def do(self, user: str, verb: str, *args: Any, hours: float, **told: Any) -> None:
		"""A step, by somebody, so many hours later."""
		with self.steps.by(user, hours=hours):
			getattr(frappe.get_doc(COMPLAINT, self.name), verb)(*args, **told)

	def day(self, hours: float) -> str:
		return str((min(self.steps.now, self.steps.at + timedelta(hours=hours))).date())


def received(case: Case) -> None:
	case.take(case.random.choice(MATTERS))


def acknowledged(case: Case) -> None:
	received(case)
	late = case.random.random() < 0.12
	case.do(
		case.agent,
		"acknowledge",
		"电话告知客户已受理",
		hours=case.random.uniform(*(26, 40) if late else (0.3, 9)),
	)


def assessed(case: Case) -> None:
	acknowledged(case)
	_assess(case)


def investigated(case: Case) -> None:
	assessed(case)
	_investigate(case)


def responded(case: Case) -> None:
	investigated(case)
	case.do(case.agent, "tell_status", "Phone", "已告知客户调查完成，正在研究处理方案。", hours=2)
	case.do(QUALITY, "respond", "已联系责任团队，三日内给予处理决定。", hours=case.random.uniform(3, 20))


def decided(case: Case) -> None:
	investigated(case)
	_decide(case)


def accepted(case: Case) -> None:
	decided(case)
	_accept(case)


def silent(case: Case) -> None:
	decided(case)
	hours = case.random.uniform(8, 12) * 24
	case.do(case.agent, "record_opinion", "No Answer", case.day(hours), hours=hours)
	case.do(QUALITY, "close", hours=2)


def escalated(case: Case) -> None:
	decided(case)
	_reject(case)


def settled_at_last(case: Case) -> None:
	"""Rejected, appealed, looked into again, and then accepted."""
	escalated(case)
	case.do(case.agent, "appeal", case.day(5), "客户不认可责任认定，要求重新调查。", routes_told=1, hours=5)
	cause = frappe.db.get_value(COMPLAINT, case.name, ["cause", "cause_note"])
	case.do(case.investigator, "investigate", "复核通话录音与工单记录，客户所述属实。", *cause, hours=50)
	case.do(MANAGER, "decide", "致歉并补偿一次免费保养。", "Phone", compensation=200, hours=20)
	_accept(case)


def turned_down(case: Case) -> None:
	"""The complaint is not borne out; the customer learns where else to go."""
	investigated(case)
	told = {"rejects": 1, "routes_told": 1, "hours": 30}
	case.do(QUALITY, "decide", "经核查服务过程符合规范，诉求不予支持。", "Letter", **told)
	_reject(case)


def from_outside(case: Case) -> None:
	source, days, unit = case.random.choice(OUTSIDE)
	letter = {"outside_received_on": case.steps.at.date(), "outside_days": days, "outside_day_unit": unit}
	number = f"{case.steps.at:%Y%m%d}{case.random.randint(100, 999)}"
	case.take(
		case.random.choice(MATTERS), source=source, channel="Letter", outside_reference=number, **letter
	)
	case.do(case.agent, "acknowledge", hours=2)
	_assess(case, public=1)
	_investigate(case)
	_decide(case)
	case.do(QUALITY, "answer_authority", case.day(3), "已与消费者达成一致，处理结果附后。", hours=3)
	_accept(case)


def asked_by_authority(case: Case) -> None:
	"""Of these days: the authority still waits."""
	letter = {
		"outside_received_on": case.steps.at.date(),
		"outside_days": 7,
		"outside_day_unit": "Working Days",
	}
	case.take(
		case.random.choice(MATTERS),
		source="12315",
		channel="Letter",
		outside_reference="330100-0417",
		**letter,
	)
	case.do(case.agent, "acknowledge", hours=1)
	_assess(case, public=1)


def dangerous(case: Case) -> None:
	case.take(DANGER)
	case.do(case.agent, "acknowledge", "请客户立即断电停用", hours=0.2)
	case.do(
		QUALITY,
		"assess",
		impact=3,
		complexity=2,
		safety=1,
		immediate_action="当日上门取回样机，提供备用机。",
		hours=1,
	)
	_investigate(case, DANGER[3])
	_decide(case)
	_accept(case)


def withdrawn(case: Case) -> None:
	acknowledged(case)
	case.do(QUALITY, "withdraw", "客户表示问题已解决，撤回投诉。", hours=20)


Story = Callable[[Case], None]
FRESH: tuple[Story, ...] = (
	received,
	acknowledged,
	assessed,
	asked_by_authority,
	investigated,
	responded,
	decided,
)
RECENT: tuple[Story, ...] = (escalated, accepted, turned_down, withdrawn)
OLD: tuple[Story, ...] = (
	accepted,
	silent,
	from_outside,
	accepted,
	settled_at_last,
	dangerous,
	accepted,
	withdrawn,
)


def make(tickets: list[Row], now: datetime) -> None:
	"""What customers complained about in the year; `now` is the site's naive local time."""
	random = Random(SEED)
	by_name = sorted(tickets, key=lambda one: one.name)
	known = [ticket for ticket in by_name if ticket.get("assignee") and ticket.opened_at + LATELY < now]
	count = min(len(known), MOST, max(FEWEST, len(tickets) // ONE_IN))
	latest = sorted(random.sample(known, count), key=lambda one: one.opened_at, reverse=True)
	told = [(*_story(at, ticket, now, random), ticket) for at, ticket in enumerate(latest)]
	for story, begin, ticket in sorted(told, key=lambda one: one[1]):
		case = Case(ticket, Steps(begin, now), random)
		story(case)
		acting.backdate(COMPLAINT, case.name, begin, case.steps.at)


def _story(at: int, ticket: Row, now: datetime, random: Random) -> tuple[Story, datetime]:
	"""The latest are still being worked on; those of long ago are over."""
	if at < len(FRESH):
		return FRESH[at], now - timedelta(hours=(27, 5, 30, 40, 90, 110, 130)[at])
	if at < len(FRESH) + len(RECENT):
		return RECENT[at - len(FRESH)], now - timedelta(days=random.uniform(20, 40))
	begin = ticket.opened_at + timedelta(hours=random.uniform(30, 90))
	return OLD[at % len(OLD)], min(begin, now - LONG_AGO)


def _assess(case: Case, public: int = 0) -> None:
	weights = {"impact": case.random.choice((1, 2, 2, 3)), "complexity": case.random.choice((1, 1, 2, 3))}
	case.do(QUALITY, "assess", **weights, is_public=public, hours=case.random.uniform(1, 8))


def _investigate(case: Case, cause: str = "") -> None:
	case.do(QUALITY, "assign", case.investigator, hours=1)
	told = cause or case.random.choice(MATTERS)[3]
	known = frappe.get_all("Aftersales Cause", {"name": ("like", "%")}, pluck="name", order_by="name")
	chosen = case.random.choice(known) if known else ""
	case.do(case.investigator, "investigate", told, chosen, told, hours=case.random.uniform(6, 40))


def _decide(case: Case) -> None:
	amount = case.random.choice((0, 0, 50, 100, 200))
	told = "向客户致歉" + (f"，补偿 {amount} 元。" if amount else "，并免费重新上门处理。")
	case.do(QUALITY, "decide", told, "Phone", compensation=amount, hours=case.random.uniform(4, 60))
	cost = amount + case.random.choice((0, 60, 120))
	frappe.db.set_value(COMPLAINT, case.name, "cost", cost, update_modified=False)


def _accept(case: Case) -> None:
	pleased = case.random.choice((0, 3, 4, 4, 5, 5))
	case.do(case.agent, "record_opinion", "Accepted", case.day(6), handling=pleased, hours=6)
	case.do(QUALITY, "close", hours=2)


def _reject(case: Case) -> None:
	pleased = case.random.choice((0, 1, 2, 3))
	told = {"routes_told": 1, "handling": pleased}
	case.do(case.agent, "record_opinion", "Rejected", case.day(9), **told, hours=9)
