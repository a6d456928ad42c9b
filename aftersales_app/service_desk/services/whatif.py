"""What if this had applied (A17): past tickets replayed under the policies in force and under a draft policy, another
calendar or other staffing.

Both sides are computed by the same functions as on the command line (`domain.replay`), from what people did and when; so
the difference is that of what is tried and nothing else's. The answer stands in the What-if's own tables.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, getdate, strip_html

from aftersales_app.aftersales_core import messages, moments
from aftersales_app.domain import replay
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.past_tickets import latest
from aftersales_app.domain.policy_match import DIMENSIONS
from aftersales_app.domain.replay import Attainment, Outcome, PastTicket, Result
from aftersales_app.service_desk.queries import whatif as queries
from aftersales_app.service_desk.services import answers, crews, past_files, scenarios

WHAT_IF, POLICY = "Aftersales What-if", "Aftersales Service Policy"
SHOWN = 500  # tickets listed with their warnings
USUAL_DAYS = 90  # that a policy is tried on by its button
STEP = 500  # tickets between two signs of progress
INPUTS = (
	"company",
	"policy",
	"calendar",
	"replaces",
	"from_date",
	"to_date",
	"team",
	"file",
	"time_zone",
)
RESULTS = ("status", "error", "ticket_count", "warned_count", "summary")
TABLES = ("results", "crews", "levels", "warnings", "hours")

Tickets = Callable[[], Iterable[PastTicket]]


def try_policy(policy: Any) -> str:
	"""Make a What-if of a policy on the tickets of the last three months and start it; its name."""
	company = policy.company or frappe.defaults.get_user_default("Company")
	today = moments.site_today()
	doc = frappe.get_doc(
		{
			"doctype": WHAT_IF,
			"title": _("{0} on past tickets").format(policy.name),
			"company": company,
			"policy": policy.name,
			"replaces": policy.previous_version or _same_conditions(policy),
			"from_date": add_days(today, -USUAL_DAYS),
			"to_date": today,
		}
	)
	doc.insert()
	request(doc)
	return doc.name


def _same_conditions(policy: Any) -> str | None:
	"""The published policy that asks for the same: the one that this draft would take the place of."""
	asked = {dimension: policy.get(dimension) or ("in", ("", None)) for dimension in DIMENSIONS}
	filters = {
		"status": "Published",
		"name": ("!=", policy.name),
		"company": policy.company or ("is", "not set"),
	}
	found = frappe.get_all(POLICY, filters={**filters, **asked}, pluck="name", limit=1)
	return found[0] if found else None


def request(doc: Any) -> None:
	"""Replay in a job; again where one was killed. Throws while one is at work."""
	job_id = f"aftersales-what-if-{doc.name}"
	answers.refuse_while_at_work(job_id)
	answers.save(doc, status="Running", error=None)
	frappe.enqueue(
		"aftersales_app.service_desk.services.whatif.run",
		queue="long",
		name=doc.name,
		job_id=job_id,
		deduplicate=True,
		enqueue_after_commit=True,
	)


@messages.in_language_of()
def run(name: str) -> None:
	"""Replay and fill in the answer; what cannot be replayed leaves its reason on the form."""
	doc = frappe.get_doc(WHAT_IF, name)
	try:
		today, draft = compared(doc)
	except (DomainError, frappe.ValidationError, frappe.PermissionError) as error:
		text = messages.text(error.code, error.params) if isinstance(error, DomainError) else str(error)
		frappe.clear_messages()
		answers.save(doc, status="Failed", error=strip_html(text))
		_progress(doc, 1, 1)
		return
	_answer(doc, today, draft)
	answers.save(doc, status="Done")
	_progress(doc, 1, 1)


def compared(doc: Any) -> tuple[Result, Result]:
	"""The figures under the policies in force, and with what is tried."""
	tickets, until, total = _tickets(doc)
	draft = scenarios.Draft(doc.policy, doc.calendar, doc.replaces)
	rules = (scenarios.Rules(doc.company, _before(doc)), scenarios.Rules(doc.company, draft))
	zone = str(moments.site_zone())
	results = []
	for turn, (side, staff) in enumerate(zip(rules, crews.of(doc), strict=True)):
		held = tickets()
		if staff:
			held = sorted(replay.staffed(held, staff), key=scenarios.team_of)
		told = _counted(doc, side.outcomes(held, until, doc.team or ""), turn * total, 2 * total)
		result = replay.summarise(told, zone)
		results.append(replace(result, crews=replay.worked(held, staff, until)) if staff else result)
	return results[0], results[1]


def _before(doc: Any) -> scenarios.Draft | None:
	"""Today's side: the policies in force. Where the one that is tried is in force itself, it is compared with the one whose
	place it took, as if that had stayed."""
	if not (doc.policy and doc.replaces):
		return None
	published = frappe.db.get_value(POLICY, doc.policy, "status") == "Published"
	return scenarios.Draft(doc.replaces, None, doc.policy) if published else None


def _counted(doc: Any, outcomes: Iterable[Outcome], done: int, total: int) -> Iterator[Outcome]:
	for number, outcome in enumerate(outcomes):
		if number % STEP == 0:
			_progress(doc, done + number, total)
		yield outcome


def _tickets(doc: Any) -> tuple[Tickets, datetime, int]:
	"""What is replayed, as often as asked; the moment as of which; how many there are."""
	begin, end = _period(doc)
	if doc.file:
		file = past_files.read(doc.file, doc.time_zone, doc.company)
		doc.flags.left_out = file.left_out
		first, last = moments.to_utc(begin), moments.to_utc(end)
		chosen = sorted((one for one in file.tickets if first <= one.opened_at < last), key=scenarios.team_of)
		doc.flags.outside = len(file.tickets) - len(chosen)
		return lambda: chosen, latest(chosen) or moments.now(), len(chosen)
	total = queries.count(doc.company, begin, end, doc.team)
	return lambda: map(past, queries.past_tickets(doc.company, begin, end, doc.team)), moments.now(), total


def _period(doc: Any) -> tuple[datetime, datetime]:
	"""From the first day's beginning to the last one's end, in the site's time."""
	first, last = getdate(doc.from_date), getdate(doc.to_date)
	return datetime.combine(first, datetime.min.time()), datetime.combine(
		last + timedelta(days=1), datetime.min.time()
	)


def past(row: dict[str, Any]) -> PastTicket:
	"""A ticket of the site, ready to replay: what was done is taken as it was, whatever was promised."""
	done = {
		"first_response": row["first_response_at"],
		"diagnosis": row["diagnosis_at"],
		"arrival": row["arrived_at"],
		replay.PLAN: row["planned_at"],
	}
	return PastTicket(
		row["name"],
		moments.to_utc(row["opened_at"]),
		scenarios.facts_of(row),
		{clock: moments.to_utc(at) for clock, at in done.items() if at},
		row["stays"],
		queries.gone_at(row),
	)


# the answer


def _answer(doc: Any, today: Result, draft: Result) -> None:
	for table in TABLES:
		doc.set(table, [])
	for change in replay.compare(today, draft):
		points = "" if change.points is None else f"{change.points:+.1f}"
		_add_result(doc, "Today", change.before, today, "")
		_add_result(doc, "Draft", change.after, draft, points)
	_add_crews(doc, today, draft)
	_add_levels(doc, today, draft)
	_add_tickets(doc, draft)
	for hour in range(24):
		doc.append(
			"hours",
			{
				"hour": hour,
				"opened": sum(day[hour] for day in draft.opened),
				"due_today": sum(day[hour] for day in today.due),
				"due": sum(day[hour] for day in draft.due),
			},
		)
	warned = {ticket for level in draft.warned for ticket in level.tickets}
	doc.update(
		{"ticket_count": draft.tickets, "warned_count": len(warned), "summary": _told(doc, draft, warned)}
	)


def _add_result(doc: Any, scenario: str, figures: Attainment, result: Result, points: str) -> None:
	doc.append(
		"results",
		{
			"clock": figures.clock,
			"scenario": scenario,
			"tickets": figures.n,
			"met": figures.met,
			"missed": figures.missed,
			"attainment": 100 * (figures.share or 0),
			"warnings": sum(warned.warnings for warned in result.warned if warned.clock == figures.clock),
			"difference": points,
		},
	)


def _add_crews(doc: Any, today: Result, draft: Result) -> None:
	sides = [("Today", crew) for crew in today.crews] + [("Draft", crew) for crew in draft.crews]
	for scenario, crew in sorted(sides, key=lambda side: (not side[1].team, side[1].team)):
		doc.append(
			"crews",
			{
				"team": crew.team,
				"scenario": scenario,
				"people": crew.people,
				"tickets": crew.tickets,
				"per_person": crew.each,
				"utilisation": 100 * (crew.busy or 0),
				"average_wait": crew.average_wait,
				"longest_wait": crew.longest_wait,
				"still_waiting": crew.left,
			},
		)


def _add_levels(doc: Any, today: Result, draft: Result) -> None:
	found: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
	for result, ending in ((today, "_today"), (draft, "")):
		for warned in result.warned:
			found[warned.clock, warned.level] |= {
				f"warnings{ending}": warned.warnings,
				f"tickets{ending}": len(warned.tickets),
			}
	for clock, level in sorted(found, key=lambda key: (replay.CLOCKS.index(key[0]), key[1])):
		doc.append("levels", {"clock": clock, "level": level, **found[clock, level]})


def _add_tickets(doc: Any, draft: Result) -> None:
	rows = (
		{"ticket": ticket, "clock": warned.clock, "level": warned.level}
		for warned in draft.warned
		for ticket in warned.tickets
	)
	for _number, row in zip(range(SHOWN), rows, strict=False):
		doc.append("warnings", row)


def _told(doc: Any, draft: Result, warned: set[str]) -> str:
	told = [_("{0} tickets replayed.").format(draft.tickets)]
	if doc.policy:
		under = draft.by_policy.get(doc.policy, 0)
		told = [_("{0} tickets replayed, {1} of them under {2}.").format(draft.tickets, under, doc.policy)]
	if doc.flags.outside:
		told.append(_("Tickets of the file outside the period: {0}").format(doc.flags.outside))
	if doc.flags.left_out:
		line, problem = doc.flags.left_out[0]
		why = messages.text(problem.code, problem.params)
		left = len(doc.flags.left_out)
		told.append(_("Rows of the file left out: {0}. The first is line {1}: {2}").format(left, line, why))
	if draft.tickets and not draft.attainment:
		told.append(_("No policy in force promised these tickets anything."))
	idle = [crew.team or _("all other teams") for crew in draft.crews if not crew.tickets]
	told += [_("No ticket came to the crew for {0}.").format(team) for team in idle]
	return "\n".join([*told, _("Warnings would have fired on {0} tickets.").format(len(warned))])


def keep_results(doc: Any) -> None:
	"""Another question takes the answer away."""
	answers.keep(doc, INPUTS, RESULTS, TABLES, lambda now, before: crews.asked(now) != crews.asked(before))


def leave_out_unseen(doc: Any) -> None:
	"""Of the tickets of this site only those are named that the reader may see: one may have gone to another team since."""
	if doc.warnings and not doc.file:
		names = {row.ticket for row in doc.warnings}
		seen = set(
			frappe.get_list("Aftersales Ticket", {"name": ("in", sorted(names))}, pluck="name", limit=0)
		)
		doc.warnings = [row for row in doc.warnings if row.ticket in seen]


def _progress(doc: Any, done: int, total: int) -> None:
	frappe.publish_progress(
		100 * done // max(total, 1),
		_("What-if"),
		doctype=WHAT_IF,
		docname=doc.name,
		description=_("Replaying"),
	)
