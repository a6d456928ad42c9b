"""Versions of statutory rules and warranty policies. Submitting publishes, cancelling withdraws; what is published does not change.

What was wrong is withdrawn and amended; what changes from a day on gets a new version, which ends the one before on the day
before it comes into force. Decisions that were made name the version that they were made by.
"""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, flt, formatdate, getdate

from aftersales_app.aftersales_core import messages
from aftersales_app.domain import succession
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.warranty.queries import rules as queries
from aftersales_app.warranty.services import rule_documents as documents
from aftersales_app.warranty.services import rules

RULE, POLICY = "Aftersales Statutory Rule", "Aftersales Warranty Policy"
NAMED_BY = {RULE: "rule_id", POLICY: "policy_name"}
DRAFT, PUBLISHED = 0, 1
DAY = timedelta(days=1)


def give_number(doc: Any) -> None:
	"""A new document's version is the next of its rule, whichever way it was begun; its name says so."""
	field = NAMED_BY[doc.doctype]
	name = (doc.get(field) or "").strip()
	if not name:
		return  # Frappe says that it is missing
	if doc.get("follows") or doc.get("amended_from"):
		name = frappe.db.get_value(doc.doctype, doc.get("follows") or doc.amended_from, field)
	doc.set(field, name)
	if not doc.flags.seeded:
		latest = queries.versions_of(doc.doctype, field, name)
		doc.version = latest[0].version + 1 if latest else 1
	doc.name = f"{name}-{doc.version}"
	doc.flags.name_set = True


def new_version(doc: Any) -> str:
	"""The name of a draft that will take the place of this published one, with its content; the one that is in the making, if
	there is one."""
	if doc.docstatus != PUBLISHED:
		frappe.throw(
			_("Only what is published gets a new version. Change the draft, or amend what was withdrawn.")
		)
	field = NAMED_BY[doc.doctype]
	for version in queries.versions_of(doc.doctype, field, doc.get(field)):
		if version.docstatus == DRAFT:
			return version.name
	draft = frappe.copy_doc(doc)
	draft.update({"follows": doc.name, "effective_to": None})
	return draft.insert().name


def take_over(doc: Any) -> None:
	"""On publishing: the version before ends the day before this one comes into force, and remembers its own end."""
	if not doc.follows:
		return
	before = frappe.get_doc(doc.doctype, doc.follows)
	last = getdate(doc.effective_from) - DAY
	if before.docstatus != PUBLISHED or last < getdate(before.effective_from):
		return
	if not before.effective_to or last < getdate(before.effective_to):
		kept = {"followed_by": doc.name}
		if not before.followed_by:
			kept["own_end"] = before.effective_to
		before.effective_to = last
		before.save()
		before.db_set(kept)


def give_back(doc: Any) -> None:
	"""On withdrawing: what this version had ended holds again, until its own end or until the day before the next version. Tells which
	that is; or that it keeps the end that somebody gave it since."""
	ended = frappe.get_all(doc.doctype, {"followed_by": doc.name, "docstatus": PUBLISHED}, pluck="name")
	restored = [name for name in ended if _end_again(doc, frappe.get_doc(doc.doctype, name))]
	if doc.follows and not restored:
		told = _(
			"{0} is withdrawn, and the end of {1} stays as it is. If nothing is in force from {2} on, amend one of them, or change that end."
		).format(frappe.bold(doc.name), frappe.bold(doc.follows), formatdate(doc.effective_from))
		frappe.msgprint(told, title=_("No Version Takes Its Place"), indicator="orange")


def _end_again(withdrawn: Any, before: Any) -> bool:
	"""Does the version before have its own end again?"""
	following = _following(before)
	before.db_set("followed_by", following[0].name if following else None)
	if getdate(before.effective_to) != getdate(withdrawn.effective_from) - DAY:
		return False
	own = getdate(before.own_end) if before.own_end else None
	before.effective_to = succession.end_before(own, [getdate(one.effective_from) for one in following])
	before.save()
	_tell_who_holds(before)
	return True


def _following(doc: Any) -> list[Any]:
	"""The published versions that come into force after this one, the next one first."""
	field = NAMED_BY[doc.doctype]
	later = {field: doc.get(field), "docstatus": PUBLISHED, "effective_from": (">", doc.effective_from)}
	return frappe.get_all(doc.doctype, later, ["name", "effective_from"], order_by="effective_from")


def _tell_who_holds(version: Any) -> None:
	if version.effective_to:
		told = _("{0} is in force again until {1}.").format(version.name, formatdate(version.effective_to))
	else:
		told = _("{0} is in force again until further notice.").format(version.name)
	frappe.msgprint(told, alert=True)


def check_rule(rule: Any) -> None:
	"""Does it say something that a case can be decided by? Throws what is wrong."""
	if not rule.effective_from:
		return  # Frappe says that it is missing
	with messages.translated():
		if rule.rule_kind == documents.COVERAGE:
			documents.coverage_rule_of(rule, rules.categories().parts)
		else:
			documents.norm_of(rule)


def check_categories(rule: Any) -> None:
	"""Throw for a category of goods that nobody knows, or of another country. What is typed and is none comes as an empty row."""
	country = cstr(rule.jurisdiction).strip().upper()
	named = [cstr(row.goods_category) for row in rule.categories]
	known = queries.titles_of_categories(country)
	foreign = [name for name in named if name not in known and queries.is_category(name)]
	if foreign:
		frappe.throw(_("{0} is a category of another country than {1}.").format(foreign[0], country))
	unknown = [name for name in named if name not in known]
	if not unknown:
		return
	offered = ", ".join(f"{_(title)} ({name})" for name, title in known.items()) or "–"
	if unknown[0]:
		told = frappe.bold(frappe.utils.escape_html(unknown[0]))
		message = _("There is no goods category {0} in {1}. Choose one of these: {2}.")
		message = message.format(told, country, offered)
	else:
		message = _("A goods category is empty or not known in {0}. Choose one of these: {1}.").format(
			country, offered
		)
	frappe.throw(message, title=_("Unknown Goods Category"))


def check_policy(policy: Any) -> None:
	"""The same for a policy: its periods, what it gives, that its last day of sale is not before the first."""
	if not policy.effective_from:
		return
	if policy.remedy_compensation and not (
		policy.award_of and (flt(policy.award_times) > 0 or flt(policy.award_least) > 0)
	):
		frappe.throw(
			_("Say how much the compensation is: how many times which amount, or not less than what.")
		)
	with messages.translated():
		documents.policy_terms(policy)
		documents.policy_norm(policy)


def check_book(rule: Any) -> None:
	"""Do the rules agree with each other once this one is published, or its end is moved? Throws where two of equal rank do
	not."""
	if rule.flags.seeded:
		return  # what ships is checked as a whole
	with messages.translated():
		if rule.rule_kind == documents.COVERAGE:
			new = documents.coverage_rule_of(rule, rules.categories().parts)
			held = rules.coverage_rules(new.jurisdiction)
			succession.check_coverage([*(one for one in held if _differs(one.code, one.version, rule)), new])
		else:
			norms = (norm for norm in rules.law() if _differs(*norm.key, rule))
			NormBook([*norms, documents.norm_of(rule)])


def check_equal(policy: Any) -> None:
	"""Throws where another published policy of the company is as specific, for the same sales."""
	mine = documents.policy_scope(policy)
	for country, scope in rules.policies(policy.company).scopes.values():
		equal = (scope.grant, scope.applies_to, scope.target) == (mine.grant, mine.applies_to, mine.target)
		if (
			scope.name != policy.name
			and equal
			and country == policy.jurisdiction
			and succession.overlaps(scope.first, scope.last, mine.first, mine.last)
		):
			frappe.throw(
				_(
					"{0} is a {1} for {2} as well, for goods sold in the same days. End it first, or make this one more specific."
				).format(frappe.bold(scope.name), _(scope.grant), frappe.bold(scope.target or _("All"))),
				title=_("Two Policies of Equal Rank"),
			)


def refuse_deleting(doc: Any) -> None:
	"""What was published once stays: decisions name it."""
	if doc.docstatus != DRAFT:
		frappe.throw(
			_("{0} was published: decisions may name it, so it is kept.").format(frappe.bold(doc.name))
		)


def _differs(name: str, version: int, rule: Any) -> bool:
	return (name, version) != (rule.rule_id, rule.version)
