"""Reads of what is to be verified, and of what the record tells beside it."""

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce, Count, Sum

from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.domain.invitation import COMPLAINT
from aftersales_app.domain.ratings import LOW
from aftersales_app.domain.score_sums import Sums
from aftersales_app.integrations import erpnext
from aftersales_app.service_quality.queries.feedback import FEEDBACK, INVITATION

RAW = ("overall", "timeliness", "solving", "attitude", "compliance", "perception")
FACTS = (
	*(
		"name",
		"owner",
		"company",
		"team",
		"rated",
		"status",
		"invitation",
		"given_at",
		"seconds",
		"words",
		"entered_by",
	),
	*(*RAW, "record_timeliness", "record_solving", "record_compliance"),
)
DAY = timedelta(hours=24)


def unseen(most: int) -> list[Any]:
	"""Answers at which nobody and no rule has looked yet, the earliest first."""
	filters = {"status": "To Be Verified", "verify_by": ("is", "not set")}
	return frappe.get_all(FEEDBACK, filters, list(FACTS), order_by="given_at, name", limit=most)


def facts(name: str) -> Any:
	"""One answer, locked against a second verdict; None where there is none of that name."""
	return frappe.db.get_value(FEEDBACK, name, list(FACTS), as_dict=True, for_update=True)


def sender(invitation: str | None) -> tuple[str, ...]:
	"""The address and the number that an invitation went to."""
	found = (
		frappe.db.get_value(INVITATION, invitation, ["contact_email", "contact_phone"])
		if invitation
		else None
	)
	return tuple(value for value in found or () if value)


def given_by(sender: tuple[str, ...], besides: str, moment: datetime) -> list[datetime]:
	"""When else somebody with one of these addresses or numbers answered, within a day before and after."""
	if not sender:
		return []
	answer, asked = frappe.qb.DocType(FEEDBACK), frappe.qb.DocType(INVITATION)
	query = frappe.qb.from_(answer).join(asked).on(asked.name == answer.invitation).select(answer.given_at)
	query = query.where(asked.contact_email.isin(sender) | asked.contact_phone.isin(sender))
	query = query.where((answer.name != besides) & answer.given_at[moment - DAY : moment + DAY])
	return query.run(pluck=True)


def staff_contacts() -> frozenset[str]:
	"""The addresses and numbers of our own people."""
	found: set[str] = set()
	for row in frappe.get_all(
		"User", {"enabled": 1, "user_type": "System User"}, ["email", "mobile_no", "phone"]
	):
		found.update(value for value in row.values() if value)
	return frozenset(found)


def ticked(feedback: str) -> list[tuple[str, str]]:
	"""What a customer ticked of an answer, of a dimension: the dimension, and whether it is praise or complaint."""
	tick, reason = (
		frappe.qb.DocType("Aftersales Feedback Tick"),
		frappe.qb.DocType("Aftersales Feedback Reason"),
	)
	query = (
		frappe.qb.from_(tick)
		.join(reason)
		.on(reason.name == tick.reason)
		.select(reason.dimension, reason.tells)
	)
	query = query.where((tick.parent == feedback) & (tick.parenttype == FEEDBACK) & (reason.dimension > ""))
	return [(dimension, tells) for dimension, tells in query.run()]


def sums_by(company: str, field: str, period: Period) -> dict[str, Sums]:
	"""The verified overall scores of a period by a column of the answers, those of nobody under ""."""
	answer = frappe.qb.DocType(FEEDBACK)
	score = answer.verified_overall
	query = frappe.qb.from_(answer).select(answer[field], Count("*"), Sum(score), Sum(score * score))
	query = query.select(Count(Case().when(score <= LOW, 1))).groupby(answer[field])
	query = query.where((answer.company == company) & (answer.counts == 1) & (score > 0))
	query = query.where(Coalesce(answer.reference_doctype, "") != COMPLAINT)
	query = query.where(answer.given_at >= period.first)
	query = query.where(answer.given_at < period.last + timedelta(days=1))
	return {name or "": Sums(*map(int, sums)) for name, *sums in query.run()}


def doubted(company: str, field: str, name: str, period: Period, code: str) -> int:
	"""How many answers of a period about somebody were doubted for this."""
	filters = {**_about(company, field, name, period), "doubts": ("like", f'%"{code}"%')}
	return frappe.db.count(FEEDBACK, filters)


def valid_by_rule(company: str, field: str, name: str, period: Period) -> list[Any]:
	"""The answers of a period about somebody into which nobody has looked, the latest first."""
	filters = {**_about(company, field, name, period), "status": "Valid", "verified_by": ("is", "not set")}
	return frappe.get_all(FEEDBACK, filters, ["name", "overall", "doubts"], order_by="given_at desc, name")


def own_names() -> list[str]:
	"""What this site calls its goods, categories and faults."""
	named = frappe.get_all("Aftersales Category", pluck="name") + frappe.get_all(
		"Aftersales Cause", pluck="name"
	)
	return [*named, *(frappe._(name) for name in named), *erpnext.item_names()]


def _about(company: str, field: str, name: str, period: Period) -> dict[str, Any]:
	given = ("between", (period.first, period.last))
	return {"company": company, field: name, "given_at": given}
