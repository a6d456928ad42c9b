"""What the documents of the desk say, as the domain takes it: rules, categories of goods, policies.

A document is anything that answers `get`: one being saved, or a row as `queries.rules` reads it.
"""

from typing import Any

from frappe import _

from aftersales_app.domain import fact_text, rule_rows
from aftersales_app.domain.case_facts import CHOICES, Value, check_fact
from aftersales_app.domain.coverage_book import CoverageRule
from aftersales_app.domain.coverage_terms import BASE, PROMISE, Term
from aftersales_app.domain.norms import COMPENSATION, Condition, Norm
from aftersales_app.domain.policy_scope import ALL, PolicyScope

COVERAGE = "Coverage"
EVERYTHING = "any"  # the code of the category that speaks of all goods
TARGETS = {"Item": "item_code", "Item Group": "item_group", "Brand": "brand"}
KINDS = {"Contract": BASE, "Promise": PROMISE}


def norm_of(rule: Any) -> Norm:
	"""The norm that a Statutory Rule says. Raises DomainError."""
	return rule_rows.norm_of(_values(rule))


def coverage_rule_of(rule: Any, parts: dict[str, dict[str, str]]) -> CoverageRule:
	"""How long a Statutory Rule has goods covered; `parts` by the names of categories. Raises DomainError."""
	names = [row.get("goods_category") for row in rule.get("categories") or ()]
	own = {part: group for name in names for part, group in parts.get(name, {}).items()}
	return rule_rows.coverage_rule_of(_values(rule), own)


def read_words(rows: Any) -> None:
	"""Values may be entered in the reader's words, as the desk shows them; their codes are stored."""
	for row in rows or ():
		words = CHOICES.get(row.fact or "", ())
		codes = {_(word): word for word in words} | {_("Yes"): "true", _("No"): "false"}
		parts = fact_text.parts_of(row.value or "")
		row.value = fact_text.COMMA.join(codes.get(part, part) for part in parts)


def category_facts(category: Any) -> dict[str, Value]:
	"""What a Goods Category says of its goods. Raises DomainError."""
	facts = {}
	for row in category.get("facts") or ():
		facts[row.get("fact")] = fact_text.read(row.get("fact") or "", row.get("value") or "")
	for fact, value in facts.items():
		check_fact(fact, value)
	return facts


def category_parts(category: Any) -> dict[str, str]:
	"""Its parts with their groups."""
	return {row.get("part"): row.get("part_group") or "" for row in category.get("parts") or ()}


def policy_scope(policy: Any) -> PolicyScope:
	"""What a Warranty Policy applies to, and when."""
	applies_to = policy.get("applies_to") or ALL
	first, last = (rule_rows.day(policy.get(name)) for name in ("effective_from", "effective_to"))
	target = policy.get(TARGETS[applies_to]) if applies_to in TARGETS else ""
	return PolicyScope(policy.get("name") or "", policy.get("grant"), applies_to, target or "", first, last)


def policy_terms(policy: Any) -> tuple[Term, ...]:
	"""The periods that a Warranty Policy grants. Raises DomainError."""
	policy = _plain(policy)
	return rule_rows.terms_of(
		policy.get("periods") or (),
		policy.get("name") or policy.get("policy_name") or "",
		norm=policy.get("policy_name") or "",
		kind=KINDS.get(policy.get("grant") or "", BASE),
		citation=policy.get("citation") or "",
		version=policy.get("version") or 1,
		in_force_from=rule_rows.day(policy.get("effective_from")),
		in_force_to=rule_rows.day(policy.get("effective_to")),
	)


def policy_norm(policy: Any) -> Norm | None:
	"""What a Warranty Policy gives for a defect while it covers the unit, None for nothing. Which policies cover it, and until
	when, coverage says; so the norm is in force from the first day of sale without end. Raises DomainError."""
	policy = _plain(policy)
	remedies = rule_rows.remedies_of(policy)
	if not remedies:
		return None
	return Norm(
		id=policy.get("policy_name") or "",
		version=policy.get("version") or 1,
		jurisdiction=policy.get("jurisdiction") or "",
		rank=(policy.get("grant") or "").lower(),
		citation=policy.get("citation") or "",
		effective_from=rule_rows.day(policy.get("effective_from")) or rule_rows.FIRST,
		buyer="",
		conditions=(Condition("in_warranty", "==", True), Condition("defect_confirmed", "==", True)),
		remedies=remedies,
		award=rule_rows.award_of(policy) if COMPENSATION in remedies else None,
		exclusions=rule_rows.exclusions_of(policy.get("exclusions") or ()),
		evidence=rule_rows.evidence_of(policy.get("evidence") or ()),
		confidence="high",
	)


def _values(rule: Any) -> dict[str, Any]:
	plain = _plain(rule)
	names = [row.get("goods_category") or "" for row in plain.get("categories") or ()]
	return {**plain, "categories": [name.partition("-")[2] for name in names]}


def _plain(doc: Any) -> dict[str, Any]:
	return doc if isinstance(doc, dict) else doc.as_dict()
