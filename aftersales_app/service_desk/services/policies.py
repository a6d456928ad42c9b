"""Service policies: which one a ticket falls under, and what it promises."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe

from aftersales_app.aftersales_core import reference
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain.policy_match import DIMENSIONS, Facts, Match, Policy, select
from aftersales_app.domain.service_clock import Target, WarningLevel
from aftersales_app.service_desk import queries

PLAN_COUNTS = "Plan or Resolution"


@dataclass(frozen=True, slots=True)
class Level:
	"""A rung of the warning ladder: the domain's level, for one clock or all, and who is told."""

	warning: WarningLevel
	clock: str
	user: str
	escalates: bool


@dataclass(frozen=True, slots=True)
class Terms:
	"""What a policy promises a team's tickets."""

	targets: dict[str, Target]
	levels: tuple[Level, ...]
	plan_counts: bool

	def levels_of(self, clock: str) -> tuple[WarningLevel, ...]:
		return tuple(level.warning for level in self.levels if level.clock in ("", clock))


NO_TERMS = Terms({}, (), False)


def match(ticket: Any, on: date) -> Match:
	"""The most specific published policy for this ticket on that day, with its reasons."""
	return select(_policies(ticket.company), _facts(ticket), on)


def terms(policy: str | None, team: str | None) -> Terms:
	"""Targets and levels of a policy, on the team's calendar where the policy names none."""
	if not policy:
		return NO_TERMS
	return reference.compiled(
		f"terms:{policy}:{team}",
		lambda: compile_terms(frappe.get_doc("Aftersales Service Policy", policy), team),
	)


def compile_terms(
	policy: "frappe.model.document.Document", team: str | None, calendar: str | None = None
) -> Terms:
	"""The terms of a policy document, saved or not; `calendar` replaces every target's own (what-if)."""
	usual = queries.team_calendar(team)
	targets = {
		row.clock: Target(
			row.clock, int(row.target or 0), core.calendar(calendar or row.calendar or usual), _pauses(row)
		)
		for row in policy.targets
	}
	return Terms(
		targets, tuple(_level(row) for row in policy.levels), policy.resolution_met_by == PLAN_COUNTS
	)


def _level(row: Any) -> Level:
	offset = int(row.offset or 0)
	warning = WarningLevel(row.level, -offset if row.timing == "Before Due" else offset, row.recipient)
	return Level(warning, row.clock or "", row.user or "", bool(row.escalates))


def _pauses(row: Any) -> frozenset[str]:
	chosen = (("Waiting Customer", row.pause_on_customer), ("Waiting Parts", row.pause_on_parts))
	return frozenset(category for category, pauses in chosen if pauses)


def _policies(company: str) -> tuple[Policy, ...]:
	return reference.compiled(
		f"policies:{company}",
		lambda: tuple(_read(row) for row in queries.published_policies(company)),
	)


def _read(row: Any) -> Policy:
	conditions = {dimension: row.get(dimension) or None for dimension in DIMENSIONS}
	return Policy(
		row.name, row.company or "", row.valid_from, row.valid_to, conditions, -int(row["rank"] or 0)
	)


def _facts(ticket: Any) -> Facts:
	values: dict[str, Any] = {
		name: ticket.get(name)
		for name in ("customer", "warranty_tier", "kind", "priority", "channel", "team")
	}
	values["category"] = queries.category_chain(ticket.category)
	if ticket.customer and any(
		policy.conditions.get("customer_group") for policy in _policies(ticket.company)
	):
		values["customer_group"] = queries.customer_group_chain(ticket.customer)
	return Facts(ticket.company, values)
