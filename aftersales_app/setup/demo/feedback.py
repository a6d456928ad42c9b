"""What customers of the demo say of their tickets, claims and complaints: most of them fairly, a few against the record, many without a word;
most by mail or text message, some by a code, a few on paper."""

from datetime import datetime, timedelta
from random import Random

import frappe
from frappe.utils import get_datetime

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import invitation as rule
from aftersales_app.domain.scoring import DIMENSIONS
from aftersales_app.domain.verification import PENDING, SET_ASIDE, VALID
from aftersales_app.service_desk.services.sweep import Row
from aftersales_app.service_quality.queries import feedback as reads
from aftersales_app.service_quality.services import (
	call_draws,
	call_scripts,
	calls,
	feedback,
	invitations,
	verification,
)
from aftersales_app.setup.demo import company
from aftersales_app.setup.demo.acting import MANAGER, QUALITY, acting

CALL, FEEDBACK = "Aftersales Follow-up Call", "Aftersales Feedback"
CALLED_DAYS = 21  # before now
OPEN_DAYS = 3  # before now, of which calls are still being made
DAYS = 240  # before now: enough weeks to say what is usual
ANSWERS, OPEN_STILL = 0.32, 0.12  # of all that was closed
ANSWER_LATER = 0.6  # of those who are asked about a claim or a complaint
OVER = ("Executed", "Closed")
CHANNELS = {invitations.EMAIL: 42, invitations.SMS: 42, invitations.QR: 12, invitations.PAPER: 4}  # percent
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
		_call(now - timedelta(days=ago), random, is_over=ago > OPEN_DAYS)


def _settle(random: Random) -> None:
	"""Quality has looked into most of what was doubtful."""
	known = ["name", "given_at", "rated", "entered_by"]
	doubtful = frappe.get_all(FEEDBACK, {"status": PENDING}, known, order_by="given_at, name")
	for row in doubtful[: len(doubtful) * 4 // 5]:
		who = MANAGER if QUALITY in (row.rated, row.entered_by) else QUALITY
		with acting(who, row.given_at + timedelta(hours=random.randint(2, 20))):
			if random.random() < 0.9:
				verification.settle(row.name, VALID, "已电话核实，属实。")
			else:
				verification.settle(row.name, SET_ASIDE, "重复提交，与本次服务无关。")


def _call(day: datetime, random: Random, is_over: bool) -> None:
	"""Who is drawn for a day, and what came of the calls on the next ones."""
	with moments.standing_at(moments.to_utc(day + timedelta(days=1))):
		drawn = call_draws.draw(day.date(), company.NAME)
	for name in frappe.get_all(CALL, {"draw": drawn or ""}, pluck="name", order_by="name"):
		chance = random.random()
		for turn in range(3):
			with acting(QUALITY, day + timedelta(days=1, hours=3 * turn, minutes=random.randint(30, 150))):
				_phone(frappe.get_doc(CALL, name), chance, random)
			if not is_over or frappe.db.get_value(CALL, name, "status") != "To Call":
				break


def _phone(call: Row, chance: float, random: Random) -> None:
	"""Most answer, some at the second or third time, a few do not want to."""
	if chance < 0.08:
		calls.tried(call, "Refused", "客户不愿接受回访")
	elif chance < 0.2 or (chance < 0.35 and not call.attempts):
		calls.tried(call, random.choice(("Not Answered", "Busy or Off")))
	elif chance < 0.9 or call.attempts:
		score = _score(random.gauss(4.2, 0.8))
		words = random.choice(PRAISE if score > 3 else COMPLAINTS)
		told = {"words": words, "solved": "Yes" if score > 2 else "Partly", "noticed": 1}
		told |= {"script": call_scripts.begun(call)["script"], "objected": int(random.random() < 0.05)}
		told |= {"wants_contact": int(score < 3), "offered": int(random.random() < 0.02)}
		scores = {
			"overall": score,
			"timeliness": _score(score + random.gauss(0, 0.5)),
			"attitude": _score(score + 0.4),
		}
		calls.answered(call, scores, told)


def also(now: datetime) -> None:
	"""Ask about the claims that were carried out and about how complaints were handled; `now` is the site's naive local time."""
	random = Random(SEED)
	for kind, moment in ((rule.CLAIM, "executed_on"), (rule.COMPLAINT, "closed_at")):
		over = {"company": company.NAME, "status": ("in", OVER), moment: (">", now - timedelta(DAYS))}
		for row in frappe.get_all(kind, over, ["name", moment], order_by=f"{moment}, name"):
			ended = get_datetime(row[moment]) + timedelta(hours=9 * (kind == rule.CLAIM))
			if ended < now and not reads.is_answered(kind, row.name):
				_ask(frappe._dict(row), ended, now, random, random.random() < ANSWER_LATER, kind)
	verification.run()


def _ask(
	case: Row, closed: datetime, now: datetime, random: Random, answers: bool, kind: str = rule.TICKET
) -> None:
	asked = min(now, closed + timedelta(minutes=random.randint(3, 90)))
	(channel,) = random.choices(tuple(CHANNELS), tuple(CHANNELS.values()))
	with moments.standing_at(moments.to_utc(asked)):
		name = invitations.invite(case.name, channel, kind)
	answered = asked + timedelta(hours=random.expovariate(1 / 20), seconds=random.randint(20, 90))
	if not answers or answered >= now:
		return
	told, reasons = _answers(case, random)
	if kind == rule.COMPLAINT:
		reasons = ()
	if channel == invitations.PAPER:
		rated = frappe.db.get_value(reads.INVITATION, name, "rated")
		with acting(MANAGER if rated == QUALITY else QUALITY, answered):
			feedback.enter_on_paper(name, told, reasons)
		return
	token = rule.token(invitations.secret(), name)
	opened = moments.to_utc(answered - timedelta(seconds=random.randint(14, 80)))
	with moments.standing_at(moments.to_utc(answered)):
		if case.name[-1] in AGREEING:
			told["research"] = "1"
		feedback.give(token, rule.nonce(invitations.secret(), token, opened), told, reasons)


def _answers(ticket: Row, random: Random) -> tuple[dict[str, str], tuple[str, ...]]:
	"""Fair as a rule: late and unsolved cases get less. One in twenty says the opposite."""
	good = 4.6 - 1.1 * (ticket.get("resolution_verdict") == "Missed") - 0.9 * (ticket.get("reopenings") or 0)
	good -= 1.4 * (ticket.get("result") not in ("Solved", "No Fault Found", None))
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
