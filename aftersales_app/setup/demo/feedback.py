"""What customers of the demo say of their tickets: most of them fairly, a few against the record, many without a word."""

from datetime import datetime, timedelta
from random import Random

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import invitation as rule
from aftersales_app.domain.scoring import DIMENSIONS
from aftersales_app.domain.verification import PENDING, SET_ASIDE, VALID
from aftersales_app.service_desk.services.sweep import Row
from aftersales_app.service_quality.services import calls, feedback, invitations, verification
from aftersales_app.setup.demo import company
from aftersales_app.setup.demo.acting import QUALITY, acting

CALL, FEEDBACK = "Aftersales Follow-up Call", "Aftersales Feedback"
CALLED_DAYS = 7  # before now
DAYS = 150  # before now, of which people are still asked about in figures
ANSWERS, OPEN_STILL = 0.32, 0.12  # of all that was closed
SEED = 7
AGREEING = "147"  # last digits of tickets whose customers agree to studies
PRAISE = (
	"师傅很专业，一次就修好了",
	"态度很好，讲解清楚",
	"上门准时，干净利落",
	"回复很快，满意",
	"服务不错，谢谢",
)
COMPLAINTS = (
	"等了很久没有人回复",
	"修了两次还是不制冷，不好用",
	"师傅来得太慢，提前也没有电话",
	"收费偏高，没有说明",
	"问题没有解决，又坏了",
	"态度一般，催了好几次",
)


def make(tickets: list[Row], now: datetime) -> None:
	"""Ask the customers of what was closed lately, and let some of them answer; `now` is the site's naive local time."""
	random = Random(SEED)
	for ticket in sorted(tickets, key=lambda one: one.name):
		closed = ticket.get("closed_at")
		if (
			not closed
			or ticket.get("status_category") != "Closed"
			or not now - timedelta(DAYS) < closed < now
		):
			continue
		chance = random.random()
		if chance < ANSWERS + OPEN_STILL:
			_ask(ticket, closed, now, random, answers=chance < ANSWERS)
	for _turn in range(1 + len(tickets) // verification.AT_ONCE):
		verification.run()
	_settle(random)
	for ago in range(CALLED_DAYS, 0, -1):
		_call(now - timedelta(days=ago), random)


def _settle(random: Random) -> None:
	"""Quality has looked into most of what was doubtful."""
	doubtful = frappe.get_all(FEEDBACK, {"status": PENDING}, ["name", "given_at"], order_by="given_at, name")
	for row in doubtful[: len(doubtful) * 4 // 5]:
		with acting(QUALITY, row.given_at + timedelta(hours=random.randint(2, 20))):
			if random.random() < 0.9:
				verification.settle(row.name, VALID, "已电话核实，属实。")
			else:
				verification.settle(row.name, SET_ASIDE, "重复提交，与本次服务无关。")


def _call(day: datetime, random: Random) -> None:
	"""Who is drawn for a day, and what came of the calls on the next."""
	with moments.standing_at(moments.to_utc(day + timedelta(days=1))):
		drawn = calls.draw(day.date(), company.NAME)
	for name in frappe.get_all(CALL, {"draw": drawn or ""}, pluck="name", order_by="name"):
		with acting(QUALITY, day + timedelta(days=1, minutes=random.randint(30, 300))):
			call, chance = frappe.get_doc(CALL, name), random.random()
			if chance < 0.6:
				score = _score(random.gauss(4.2, 0.8))
				words = random.choice(PRAISE if score > 3 else COMPLAINTS)
				calls.answered(call, {"overall": score}, {"words": words, "solved": "Yes", "noticed": 1})
			elif chance < 0.8:
				calls.tried(call, "Not Answered")


def _ask(ticket: Row, closed: datetime, now: datetime, random: Random, answers: bool) -> None:
	asked = min(now, closed + timedelta(minutes=random.randint(3, 90)))
	with moments.standing_at(moments.to_utc(asked)):
		name = invitations.invite(ticket.name, random.choice((invitations.EMAIL, invitations.SMS)))
	answered = asked + timedelta(hours=random.expovariate(1 / 20), seconds=random.randint(20, 90))
	if not answers or answered >= now:
		return
	token = rule.token(invitations.secret(), name)
	opened = moments.to_utc(answered - timedelta(seconds=random.randint(14, 80)))
	with moments.standing_at(moments.to_utc(answered)):
		told, reasons = _answers(ticket, random)
		if ticket.name[-1] in AGREEING:
			told["research"] = "1"
		feedback.give(token, rule.nonce(invitations.secret(), token, opened), told, reasons)


def _answers(ticket: Row, random: Random) -> tuple[dict[str, str], tuple[str, ...]]:
	"""Fair as a rule: late and unsolved cases get less. One in twenty says the opposite."""
	good = 4.6 - 1.1 * (ticket.get("resolution_verdict") == "Missed") - 0.9 * (ticket.get("reopenings") or 0)
	good -= 1.4 * (ticket.get("result") not in ("Solved", "No Fault Found"))
	if random.random() < 0.05:
		good = 6 - good
	overall = _score(random.gauss(good, 0.7))
	told = {"overall": str(overall)}
	if random.random() < 0.7:
		told |= {name: str(_score(random.gauss(overall, 0.6))) for name in DIMENSIONS}
	if random.random() < 0.6:
		told["words"] = random.choice(PRAISE if overall > 3 else COMPLAINTS)
	offered = (
		("Friendly", "Solved at once", "Fast")
		if overall > 3
		else ("Too slow", "Not solved", "Not kept informed")
	)
	known = [reason for reason in offered if reason in feedback.offered()]  # the site's owner may have others
	return told, (random.choice(known),) if known and random.random() < 0.5 else ()


def _score(value: float) -> int:
	return min(5, max(1, round(value)))
