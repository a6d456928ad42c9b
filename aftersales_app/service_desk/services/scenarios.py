"""The site's policies as the domain replays them (`domain.replay`): what an import is judged by and what-if compares."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import replay
from aftersales_app.domain.policy_match import DIMENSIONS, Facts, Policy
from aftersales_app.domain.replay import Outcome, PastTicket, Plan, Promise, Scenario
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.services import policies


@dataclass(slots=True)
class Draft:
	"""A policy to try as if it were published: on every day, whatever its own dates say. `calendar` replaces those of its
	targets, without a policy those of all published ones; `replaces` is the published policy whose place it takes."""

	policy: str | None
	calendar: str | None = None
	replaces: str | None = None


@dataclass(slots=True)
class Rules:
	"""The policies of a company, with a draft among them or without. Calendars hang on the team, so there is one scenario
	for each."""

	company: str
	draft: Draft | None = None
	_by_team: dict[str, Scenario | None] = field(default_factory=dict)

	def outcomes(self, tickets: Iterable[PastTicket], until: datetime, team: str = "") -> Iterator[Outcome]:
		"""Each ticket as seen at `until`. Tickets come with those of one team together; a team that is no record here
		is judged like `team`."""
		for name, group in groupby(tickets, team_of):
			scenario = self._scenario(name if name and frappe.db.exists("Aftersales Team", name) else team)
			if scenario:
				yield from replay.outcomes(group, scenario, until)
			else:
				yield from (Outcome(ticket.number, ticket.opened_at, "", ()) for ticket in group)

	def _scenario(self, team: str) -> Scenario | None:
		if team not in self._by_team:
			plans = tuple(self._plans(team))
			self._by_team[team] = Scenario(plans, str(moments.site_zone())) if plans else None
		return self._by_team[team]

	def _plans(self, team: str) -> Iterator[Plan]:
		draft = self.draft or Draft(None)
		everywhere = None if draft.policy else draft.calendar
		for row in queries.published_policies(self.company):
			if row.name not in (draft.policy, draft.replaces):
				document = frappe.get_cached_doc("Aftersales Service Policy", row.name)
				yield _plan(document, self.company, team, everywhere)
		if draft.policy:
			document = frappe.get_doc("Aftersales Service Policy", draft.policy)
			document.valid_from = document.valid_to = None
			yield _plan(document, self.company, team, draft.calendar)


def _plan(document: Any, company: str, team: str, calendar: str | None = None) -> Plan:
	"""A policy document as the domain has it; as on the site, the diagnosis clock waits for the first response."""
	terms = policies.compile_terms(document, team or None, calendar)
	promises = tuple(
		Promise(
			target,
			"first_response" if clock == "diagnosis" else replay.OPENED,
			terms.plan_counts and clock == "resolution",
			terms.levels_of(clock),
		)
		for clock, target in terms.targets.items()
	)
	conditions = {dimension: document.get(dimension) or None for dimension in DIMENSIONS}
	policy = Policy(
		document.name,
		company if document.company else "",
		document.valid_from,
		document.valid_to,
		conditions,
		-int(document.get("rank") or 0),
	)
	return Plan(policy, promises)


def team_of(ticket: PastTicket) -> str:
	return (*ticket.facts.chain("team"), "")[0]


def facts_of(ticket: Any) -> Facts:
	"""A ticket's row as policies look at it."""
	values: dict[str, Any] = {
		name: ticket.get(name)
		for name in ("customer", "warranty_tier", "kind", "priority", "channel", "team")
	}
	values["category"] = queries.category_chain(ticket.get("category"))
	if ticket.get("customer"):
		values["customer_group"] = queries.customer_group_chain(ticket["customer"])
	return Facts(ticket["company"], values)
