"""What the rules say of a return: may it go back without a reason, what is paid, until when we have to act."""

from datetime import date
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, getdate

from aftersales_app.aftersales_core import messages
from aftersales_app.domain import fees, no_reason_return, remedies, return_findings
from aftersales_app.domain.case_sources import RETURN
from aftersales_app.domain.no_reason_return import NoReasonReturn
from aftersales_app.domain.return_flow import EXCHANGE, NO_REASON, QUALITY
from aftersales_app.warranty.queries import products
from aftersales_app.warranty.services import cases, rules, telling
from aftersales_app.warranty.services.cases import Known, Word

YES_NO = {"Yes": True, "No": False}
WORDS = ("excluded_goods", "goods_nature", "confirmation")
FLAGS = ("package_opened", "activated", "intact")
# What may be held back, by the kind of return: a defect costs the customer no freight (rules.md R2, R3).
HELD_BACK = {NO_REASON: ("card_fee", "outbound_freight", "gift_price"), QUALITY: ("use_fee",), EXCHANGE: ()}
AMOUNTS = ("paid_total", "card_fee", "outbound_freight", "gift_price", "use_fee")
OTHER_GOODS = "other"


def day(value: Any) -> date | None:
	"""A day as a form or the database has it."""
	return getdate(value) if value else None


def flag(value: str | None) -> bool | None:
	"""Yes, no or not known."""
	return YES_NO.get(value or "")


def known(doc: Any) -> Known:
	"""The return as the rules see it. Throws for what cannot be a case, say an invoice after the notice."""
	unit = products.record(doc.product)
	event_on = day(doc.notice_on) or day(doc.requested_on)
	facts = {
		"received_on": day(doc.signed_on),  # which may be later than the day on which it left us
		"notice_on": event_on,
		"requested_on": day(doc.requested_on),
		"answered_on": day(doc.authorised_on) or day(doc.refused_on),
		"goods_back_on": None if doc.return_kind == EXCHANGE else day(doc.received_on),
		"refunded_on": day(doc.refunded_on),
		"defect_confirmed": flag(doc.defect_confirmed),
		"findings": found(doc) or None,
		**{word: frappe.scrub(doc.get(word)) for word in WORDS if doc.get(word)},
		**{name: flag(doc.get(name)) for name in FLAGS},
	}
	category = rules.goods_category(unit.item_code) or OTHER_GOODS
	with messages.translated():
		return cases.known(Word(RETURN, doc.company, event_on, facts, category=category), unit)


def found(doc: Any) -> tuple[str, ...]:
	"""What the inspection found."""
	return tuple(frappe.scrub(row.finding) for row in doc.findings if row.found == "Yes")


def to_look_for(doc: Any) -> list[str]:
	"""The findings to look for in such goods, as the form offers them."""
	if doc.return_kind != NO_REASON:
		return []
	case = known(doc)
	with messages.translated():
		words = return_findings.to_look_for(case.case, case.book)
	offered = frappe.get_meta("Aftersales Return Finding").get_options("finding").split("\n")
	return [label for label in offered if frappe.scrub(label) in words]


def damaging(doc: Any) -> tuple[str, ...]:
	"""Those findings by which the rules call the goods not intact, as the form names them."""
	case = known(doc)
	with messages.translated():
		words = return_findings.damaging(case.case, case.book, found(doc))
	return tuple(row.finding for row in doc.findings if frappe.scrub(row.finding) in words)


def answer(doc: Any, case: Known | None = None) -> NoReasonReturn | None:
	"""May it go back without a reason? None where one is given."""
	if doc.return_kind != NO_REASON:
		return None
	case = case or known(doc)
	with messages.translated():
		return no_reason_return.judge(case.case, case.book, rules.day_calendar(doc.company))


def settlement(doc: Any) -> fees.Settlement | None:
	"""What is paid back, with the arithmetic; None where nothing is paid back or the price is not known yet."""
	if doc.return_kind == EXCHANGE or not flt(doc.paid_total):
		return None
	held = {field: money(doc.get(field)) for field in HELD_BACK[doc.return_kind]}
	renamed = {field: held.get(field, fees.FREE) for field in AMOUNTS[1:]}
	kept = tuple(money(row.price) for row in doc.kept)
	with messages.translated():
		return fees.settle(fees.Purchase(money(doc.paid_total), kept, **renamed))


def money(value: Any) -> Decimal:
	"""An amount to the cent."""
	return Decimal(f"{flt(value):.2f}")


def judge(doc: Any, case: Known) -> None:
	"""Write down what the rules say of it now: outcome, last day, deciding norm, refund, and the reasons of both."""
	judged, settled = answer(doc, case), settlement(doc)
	norm = judged.norm if judged else None
	doc.update(
		{
			"outcome": judged.outcome if judged else None,
			"notice_until": judged.last_day if judged else None,
			"norm": norm.id if norm else None,
			"norm_version": norm.version if norm else 0,
			"refund_amount": float(settled.amount) if settled else 0,
			"reasons": frappe.as_json(
				{
					"judgement": remedies.record(judged.reasons) if judged else [],
					"missing": list(judged.missing) if judged else [],
					"citation": norm.citation if norm else "",
					"settlement": remedies.record(settled.reasons) if settled else [],
					"contradictions": remedies.record(case.contradictions),
				}
			),
		}
	)


def told(doc: Any) -> dict[str, Any]:
	"""The reasons that are stored, in the reader's language."""
	stored = frappe.parse_json(doc.reasons) or {}
	parts = ("judgement", "settlement", "contradictions")
	said = {part: telling.lines(stored.get(part, ())) for part in parts}
	missing = [fact_label(fact) for fact in stored.get("missing", ())]
	return {**said, "missing": missing, "citation": stored.get("citation", "")}


def fact_label(fact: str) -> str:
	"""A fact of a case as the form calls it."""
	own = {"received_on": _("Signed for on"), "intact": _("Goods Intact"), "channel": _("Channel of Sale")}
	return own.get(fact) or _(frappe.unscrub(fact))
