"""Versions of a service policy (A4). What is published stays as it was published, since tickets were promised under it: a change
is a new version, a draft of its own, which ends the one before on the day it comes into force.

A ticket keeps the version that it was promised under. Where its facts change, it falls under what is in force by then.
"""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.version.version import get_diff
from frappe.utils import add_days, getdate

from aftersales_app.aftersales_core import moments
from aftersales_app.permissions import MANAGES

POLICY, TICKET = "Aftersales Service Policy", "Aftersales Ticket"
DRAFT, PUBLISHED, RETIRED = "Draft", "Published", "Retired"
MOVES = {DRAFT: {PUBLISHED, RETIRED}, PUBLISHED: {RETIRED}, RETIRED: set()}
ENDING = {"status", "valid_to"}  # what changes about a published policy


def check(policy: Any) -> None:
	"""A policy that is being saved: its status moves forward, by those who may, and nothing else of a published one changes."""
	before = policy.get_doc_before_save()
	was = before.status if before else DRAFT
	if policy.status != was:
		_check_move(policy, was)
	if was != DRAFT and _changed(before, policy) - (ENDING if policy.flags.ending else {"status"}):
		frappe.throw(
			_("{0} is published: tickets have its promises. Make a new version to change it.").format(
				frappe.bold(policy.name)
			),
			title=_("Published Policies Do Not Change"),
		)
	if policy.status == PUBLISHED and was == DRAFT:
		_take_over(policy)


def _check_move(policy: Any, was: str) -> None:
	if policy.status not in MOVES[was]:
		frappe.throw(_("A policy does not go from {0} to {1}.").format(_(was), _(policy.status)))
	if not MANAGES & set(frappe.get_roles()):
		frappe.throw(
			_("Only an operations manager publishes or retires a policy."),
			frappe.PermissionError,
		)


def _changed(before: Any, policy: Any) -> set[str]:
	"""The fields that differ, tables by their own field's name."""
	found = get_diff(before, policy) or {}
	rows = (*found.get("added", ()), *found.get("removed", ()), *found.get("row_changed", ()))
	return {row[0] for row in (*found.get("changed", ()), *rows)}


def _take_over(policy: Any) -> None:
	"""From the new version's first day on, today at the earliest, the one before is no longer in force."""
	if not policy.previous_version:
		return
	today = moments.site_today()
	start = max(today, getdate(policy.valid_from or today))
	policy.valid_from = start
	before = frappe.get_doc(POLICY, policy.previous_version)
	if before.status != PUBLISHED:
		return
	last_day = getdate(add_days(start, -1))
	if before.valid_from and last_day < getdate(before.valid_from):
		before.status = RETIRED  # it would not have a single day
	elif not before.valid_to or last_day < getdate(before.valid_to):
		before.valid_to = last_day
	before.flags.ending = True
	before.save()


def new_version(policy: Any) -> str:
	"""The name of a draft that will take the policy's place, with its content; the one that is in the making, if there is one."""
	if policy.status == DRAFT:
		frappe.throw(_("{0} is a draft: change it as it is.").format(frappe.bold(policy.name)))
	latest = _latest(policy)
	if latest.status == DRAFT:
		return latest.name
	draft = frappe.copy_doc(policy)
	draft.update(
		{
			"status": DRAFT,
			"version": latest.version + 1,
			"previous_version": latest.name,
			"valid_from": None,
			"valid_to": None,
		}
	)
	draft.flags.new_version = True
	return draft.insert().name


def _latest(policy: Any) -> Any:
	"""The last version that came of this one."""
	following = frappe.db.get_value(POLICY, {"previous_version": policy.name}, "name")
	return _latest(frappe.get_doc(POLICY, following)) if following else policy


def name_of(policy: Any) -> str:
	"""The first version is called by the policy's name alone."""
	is_first = not policy.flags.new_version
	return policy.policy_name if is_first else f"{policy.policy_name} v{policy.version}"


def keep_lineage(policy: Any) -> None:
	"""Which version it is and what it follows is said once, by `new_version`; a version keeps its policy's name."""
	before = policy.get_doc_before_save()
	if before:
		policy.version, policy.previous_version = before.version, before.previous_version
	elif not policy.flags.new_version:
		policy.version, policy.previous_version = 1, None
	if policy.previous_version:
		policy.policy_name = frappe.db.get_value(POLICY, policy.previous_version, "policy_name")


def refuse_deleting(policy: Any) -> None:
	"""A policy that tickets were promised under stays."""
	ticket = frappe.db.exists(TICKET, {"policy": policy.name})
	if ticket:
		frappe.throw(
			_(
				"Tickets have the promises of {0}, {1} among them: it cannot be deleted. Retire it, and no new ticket falls under it."
			).format(frappe.bold(policy.name), ticket),
			frappe.LinkExistsError,
		)


def changes(first: date, last: date) -> list[tuple[str, str | None, date]]:
	"""New versions that came into force from a day to another: their names, the company (None: all of them) and the day."""
	filters = {
		"status": ("!=", "Draft"),
		"previous_version": ("is", "set"),
		"valid_from": ("between", (first, last)),
	}
	found = frappe.get_all(POLICY, filters, ["name", "company", "valid_from"], order_by="valid_from, name")
	return [(row.name, row.company or None, row.valid_from) for row in found]
