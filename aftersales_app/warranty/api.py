"""What forms, pages and programs ask of warranty. Typed, permission on the first line, then delegated."""

from collections.abc import Mapping, Sequence
from typing import Any

import frappe

from aftersales_app.aftersales_core import messages, requests
from aftersales_app.cli.case_file import read, read_days
from aftersales_app.cli.files import FileProblem
from aftersales_app.cli.yaml_file import Node
from aftersales_app.domain.remedies import decide as decide_by
from aftersales_app.domain.remedies import record
from aftersales_app.warranty.services import (
	answers,
	claim_story,
	claims,
	other_claims,
	rule_trial,
	rules,
	timeline,
)

CLAIM, DECISION, RULE = "Aftersales Claim", "Aftersales Decision", "Aftersales Statutory Rule"


@frappe.whitelist()
def explain(claim: str) -> dict[str, Any]:
	"""What is owed on a claim and why, line by line; see `services.claim_story`."""
	frappe.has_permission(CLAIM, "read", claim, throw=True)
	return claim_story.of_claim(frappe.get_doc(CLAIM, claim))


@frappe.whitelist()
def explain_decision(decision: str) -> dict[str, Any]:
	"""A decision that stands, line by line."""
	frappe.has_permission(DECISION, "read", decision, throw=True)
	return claim_story.of_decision(frappe.get_doc(DECISION, decision))


@frappe.whitelist()
def claims_of_unit(
	product: str, event_on: str = "", fault: str = "", claim: str = ""
) -> list[dict[str, Any]]:
	"""Other claims of a unit than `claim`, the same failure first; see `services.other_claims`."""
	frappe.has_permission("Aftersales Product", "read", product, throw=True)
	return other_claims.of_unit(product, event_on, fault, claim)


@frappe.whitelist(methods=["POST"])
def answer(claim: str, given: str) -> None:
	"""What was asked is answered: `given` maps facts to values, as JSON."""
	frappe.has_permission(CLAIM, "write", claim, throw=True)
	answers.give(_locked(claim), requests.plain(given))


@frappe.whitelist(methods=["POST"])
def decide(claim: str, verdict: str, remedy: str = "", reason: str = "") -> str | None:
	"""Adjudicate: the name of the decision, nothing where somebody else has to approve it first."""
	frappe.has_permission(CLAIM, "write", claim, throw=True)
	return claims.decide(_locked(claim), verdict, remedy, reason)


@frappe.whitelist(methods=["POST"])
def approve(claim: str) -> str:
	"""The second person agrees: the name of the decision."""
	frappe.has_permission(CLAIM, "write", claim, throw=True)
	return claims.approve(_locked(claim))


@frappe.whitelist(methods=["POST"])
def send_back(claim: str, reason: str) -> None:
	"""The second person does not agree."""
	frappe.has_permission(CLAIM, "write", claim, throw=True)
	claims.send_back(_locked(claim), reason)


@frappe.whitelist(methods=["POST"])
def appeal(claim: str, reason: str) -> None:
	"""The customer does not accept the decision."""
	frappe.has_permission(CLAIM, "write", claim, throw=True)
	claims.appeal(_locked(claim), reason)


@frappe.whitelist(methods=["POST"])
def quote(claim: str) -> str:
	"""Draft a Quotation for the claim's costs: its name."""
	frappe.has_permission(CLAIM, "write", claim, throw=True)
	return claims.quote(_locked(claim))


@frappe.whitelist(methods=["POST"])
def record_consent(claim: str, by: str, how: str, on: str, evidence: str) -> None:
	"""The customer agrees to the quotation."""
	frappe.has_permission(CLAIM, "write", claim, throw=True)
	claims.record_consent(_locked(claim), by, how, on, evidence)


@frappe.whitelist(methods=["POST"])
def execute(claim: str, note: str) -> None:
	"""What was decided or agreed to was carried out."""
	frappe.has_permission(CLAIM, "write", claim, throw=True)
	claims.execute(_locked(claim), note)


@frappe.whitelist()
def decide_case(
	case: Mapping[str, Any] | str,
	norms: Sequence[Mapping[str, Any]] | str = (),
	days: Mapping[str, Any] | str | None = None,
	company: str = "",
	item_code: str = "",
) -> Any:
	"""What is owed in a case under the site's rules, as plain data; also for `bench execute`. `case`, `norms` and `days` are
	what the files of the command `decide` hold; the site's own rules and days of rest hold beside them, and what the company's
	policies grant of the item. Where an item is told cover follows from the days of the sale, also if the case tells no unit."""
	company = company or frappe.defaults.get_user_default("Company") or ""
	frappe.get_doc({"doctype": CLAIM, "company": company}).check_permission("read")
	case, norms, days = requests.plain(case), requests.records(norms), requests.plain(days)
	plain = {"unit": {}, **case} if item_code and isinstance(case, dict) else case
	with messages.translated():
		try:
			calendar = read_days(Node(days, "days")) if days else rules.day_calendar(company)
			law = answers.book_with(company, norms or ())
			promised_to = answers.promised_by(company, item_code)
			told = read(Node(plain, "case"), calendar, law, rules.coverage_rules, promised_to)
		except FileProblem as problem:
			frappe.throw(str(problem))
		book = answers.book_with(company, norms or (), told.covered_by).beside(told.grants)
		return record(decide_by(told.case, book, calendar))


@frappe.whitelist()
def try_rule(rule: str, case: Mapping[str, Any] | str) -> dict[str, Any]:
	"""What would be owed in a made-up case if this rule held, published or not; nothing is stored. See `services.rule_trial`."""
	frappe.has_permission(RULE, "read", rule, throw=True)
	return rule_trial.try_rule(frappe.get_doc(RULE, rule), requests.record(case))


def _locked(claim: str) -> Any:
	"""The stored claim, kept from a second click."""
	doc = frappe.get_doc(CLAIM, claim, for_update=True)
	doc.check_permission("write")
	return doc


@frappe.whitelist()
def product_timeline(product: str) -> dict[str, Any]:
	"""The coverage of a unit for its drawing."""
	doc = frappe.get_doc("Aftersales Product", product)
	doc.check_permission("read")
	return timeline.drawing(doc)
