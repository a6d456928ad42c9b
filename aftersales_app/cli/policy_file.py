"""POLICY.yaml: calendars, policies and crews of a scenario. docs/command-line.md describes it."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import TypeVar

from aftersales_app.cli.messages import sentence
from aftersales_app.cli.yaml_file import Node, load
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.policy_match import DIMENSIONS, Policy
from aftersales_app.domain.replay import OPENED, Crew, Plan, Promise, Scenario
from aftersales_app.domain.service_clock import CLOCKS, Target, WarningLevel
from aftersales_app.domain.ticket_flow import WAITING
from aftersales_app.domain.working_time import ALWAYS, DAY, CalendarSpec, Hours, Window, WorkingCalendar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RECIPIENTS = ("assignee", "team_lead", "operations_manager")
LONGEST_HOLIDAY = 400  # days; more is a slip of the pen
_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")

Calendars = Mapping[str, WorkingCalendar]
T = TypeVar("T")


def read_policy(path: str) -> Scenario:
	"""The scenario that a policy file describes. Raises FileProblem."""
	root = load(path)
	parts = root.table(("policies",), ("zone", "calendars", "crews"))
	zone = parts["zone"].text() if "zone" in parts else "UTC"
	calendars = {"always": WorkingCalendar(ALWAYS)}
	if "calendars" in parts:
		for name, node in parts["calendars"].pairs():
			if name.text() in calendars:
				node.wrong("this calendar is built in: 24 hours on every day")
			calendars[name.text()] = _calendar(node, zone)
	plans = tuple(_plan(node, order, calendars) for order, node in enumerate(parts["policies"].items()))
	crews = _crews(parts["crews"], calendars) if "crews" in parts else {}
	_told(parts.get("zone", root), lambda: CalendarSpec(zone, ALWAYS.windows))
	return _told(parts["policies"], lambda: Scenario(plans, zone, crews))


def _told(node: Node, make: Callable[[], T]) -> T:
	"""What `make` gives; a broken rule becomes a complaint about this place."""
	try:
		return make()
	except DomainError as error:
		why = sentence(error.code, error.params)
		day = error.params.get("weekday")
		when = WEEKDAYS[day] if isinstance(day, int) else error.params.get("date")
		node.wrong(f"{why} ({when})" if when is not None else why)


def _calendar(node: Node, zone: str) -> WorkingCalendar:
	parts = node.table(("week",), ("zone", "holidays", "workdays"))
	week: dict[int, Hours] = {}
	for name, hours in parts["week"].pairs():
		for weekday in _weekdays(name):
			if weekday in week:
				hours.wrong(f"{WEEKDAYS[weekday]} stands here a second time")
			week[weekday] = _spans(hours)
	exceptions: dict[date, Hours] = {}
	days_off = ((day, ()) for day in holidays(parts.get("holidays")))
	for day, spans in (*days_off, *_workdays(parts.get("workdays"), week)):
		if day in exceptions:
			node.wrong(f"{day} is an exception twice")
		exceptions[day] = spans
	windows = tuple(Window(weekday, *hours) for weekday, spans in week.items() for hours in spans)
	own_zone = parts["zone"].text() if "zone" in parts else zone
	return _told(node, lambda: WorkingCalendar(CalendarSpec(own_zone, windows, exceptions)))


def _weekdays(node: Node) -> Iterator[int]:
	for part in node.text().lower().replace(" ", "").split(","):
		first, _, last = part.partition("-")
		if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
			node.wrong(f"{part} is no weekday; write mon, or mon-fri, or sat,sun")
		begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
		if end < begin:
			node.wrong(f"{part} runs backwards")
		yield from range(begin, end + 1)


def _spans(node: Node) -> Hours:
	return tuple(_window(part) for part in node.items())


def _window(node: Node) -> tuple[int, int]:
	found = _HOURS.fullmatch(str(node.value).strip())
	if not found:
		node.wrong(f'{node.value} is no span of hours; write "08:30-12:00"')
	opens, opens_minute, closes, closes_minute = map(int, found.groups())
	start, end = opens * 3600 + opens_minute * 60, closes * 3600 + closes_minute * 60
	if opens_minute > 59 or closes_minute > 59 or not start < end <= DAY:
		node.wrong(f"{node.value}: hours must end after they begin, at 24:00 at the latest")
	return start, end


def holidays(node: Node | None) -> Iterator[date]:
	"""The days of a list of days and of spans of days."""
	for part in node.items() if node else ():
		begin, end = part.span()
		if not begin <= end <= begin + timedelta(days=LONGEST_HOLIDAY):
			part.wrong(f"{part.value} ends before it begins, or is longer than a year")
		for number in range((end - begin).days + 1):
			yield begin + timedelta(days=number)


def _workdays(node: Node | None, week: Mapping[int, Hours]) -> Iterator[tuple[date, Hours]]:
	for key, part in node.pairs() if node else ():
		if str(part.value).lower() in WEEKDAYS:
			weekday = WEEKDAYS.index(str(part.value).lower())
			hours = week.get(weekday, ())
		else:
			hours = _spans(part)
		if not hours:
			part.wrong("there are no hours on that weekday")
		yield key.day(), hours


def _plan(node: Node, order: int, calendars: Calendars) -> Plan:
	parts = node.table(("name", "targets"), ("when", "from", "to", "calendar", "pauses_on", "warnings"))
	conditions = _conditions(parts["when"]) if "when" in parts else {}
	begins, ends = (parts[key].day() if key in parts else None for key in ("from", "to"))
	policy = _told(node, lambda: Policy(parts["name"].text(), "", begins, ends, conditions, order))
	targets = parts["targets"].table((), CLOCKS)
	promises = tuple(_promise(clock, target, parts, calendars) for clock, target in targets.items())
	levels = tuple(_level(level) for level in parts["warnings"].items()) if "warnings" in parts else ()
	for number, level in enumerate(levels):
		if level.level in {other.level for other in levels[:number]}:
			parts["warnings"].wrong(f"level {level.level} stands here a second time")
	return _told(node, lambda: Plan(policy, promises, levels))


def _conditions(node: Node) -> dict[str, str | None]:
	return {name: part.text() for name, part in node.table((), DIMENSIONS).items()}


def _promise(clock: str, node: Node, policy: Mapping[str, Node], calendars: Calendars) -> Promise:
	parts = {"within": node}
	if isinstance(node.value, dict):
		parts = node.table(("within",), ("calendar", "pauses_on", "begins"))
	calendar, pauses = (parts.get(key) or policy.get(key) for key in ("calendar", "pauses_on"))
	if calendar is None:
		node.wrong("calendar is missing: name one here or for the whole policy (always is 24 hours a day)")
	categories = frozenset(part.one_of(sorted(WAITING)) for part in pauses.items()) if pauses else frozenset()
	begins = parts["begins"].one_of((OPENED, *CLOCKS)) if "begins" in parts else OPENED
	target = Target(clock, parts["within"].duration(), _named(calendar, calendars), categories)
	return _told(node, lambda: Promise(target, begins))


def _named(node: Node, calendars: Calendars) -> WorkingCalendar:
	return calendars[node.one_of(tuple(calendars))]


def _level(node: Node) -> WarningLevel:
	parts = node.table(("level", "after_due"), ("to",))
	recipient = parts["to"].one_of(RECIPIENTS) if "to" in parts else ""
	return WarningLevel(parts["level"].count(), parts["after_due"].duration(), recipient)


def _crews(node: Node, calendars: Calendars) -> dict[str, Crew]:
	crews = {}
	for team, part in node.pairs():
		parts = part.table(("people", "handling", "calendar"))
		people, handling = parts["people"].count(), parts["handling"].duration()
		calendar = _named(parts["calendar"], calendars)
		name = team.text()
		crews["" if name == "everyone" else name] = _crew(part, people, handling, calendar)
	return crews


def _crew(node: Node, people: int, handling: int, calendar: WorkingCalendar) -> Crew:
	return _told(node, lambda: Crew(people, handling, calendar))
