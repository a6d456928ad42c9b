"""`replay`: past tickets under a policy file."""

import argparse
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aftersales_app.cli.files import FileProblem, keep, table, write_csv
from aftersales_app.cli.policy_file import WEEKDAYS, read_policy
from aftersales_app.cli.ticket_file import read_tickets
from aftersales_app.domain.past_tickets import latest, read_moment
from aftersales_app.domain.replay import Attainment, Grid, Result, Scenario, Worked, compare, replay

SHOWN_PROBLEMS = 20
HEADER = ("clock", "met", "missed", "open_late", "running", "cancelled", "n", "attainment", "warnings")
CREWS = ("crew", "people", "tickets", "each", "left", "average wait", "longest wait", "busy")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
	parser = commands.add_parser(
		"replay",
		help="replay past tickets under a policy and print what share of promises would have been kept",
	)
	parser.add_argument("tickets", metavar="TICKETS.csv", help="past tickets, one row each (.xz and .gz too)")
	parser.add_argument("policy", metavar="POLICY.yaml", help="calendars and policies to try")
	parser.add_argument(
		"--against", metavar="OTHER.yaml", help="compare with this policy, say the one in force"
	)
	parser.add_argument(
		"--out",
		metavar="RESULT.csv",
		help="where the attainment table is written; default: POLICY-attainment.csv in this folder",
	)
	parser.add_argument(
		"--until", metavar="MOMENT", help="judge as seen then; default: the last moment in the tickets"
	)
	parser.add_argument("--load", action="store_true", help="print what falls due by weekday and hour")
	parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
	"""Replay, print, write; 1 when rows were left out."""
	files = [options.policy, *([options.against] if options.against else [])]
	out = options.out or f"{Path(options.policy).stem}-attainment.csv"
	keep(out, (options.tickets, *files))
	scenarios = [read_policy(file) for file in files]
	problems: list[tuple[int, str]] = []
	until = _until(options, scenarios[0].zone, problems)
	results = [_replayed(options.tickets, scenario, until) for scenario in scenarios]
	for file, result in zip(files, results, strict=True):
		_show(file, result, until, scenarios[0].zone)
		if options.load:
			print(f"\nDue by weekday and hour\n{_hours(result.due)}")
	if options.against:
		_show_change(results[1], results[0])
	rows = [[file, *line] for file, result in zip(files, results, strict=True) for line in _lines(result)]
	write_csv(out, ("policy", *HEADER), rows)
	print(f"the attainment table is in {out}", file=sys.stderr)
	return _complained(options.tickets, problems)


def _until(options: argparse.Namespace, zone: str, problems: list[tuple[int, str]]) -> datetime:
	last = latest(read_tickets(options.tickets, zone, lambda line, why: problems.append((line, why))))
	if options.until:
		try:
			return read_moment(options.until, ZoneInfo(zone))
		except ValueError:
			raise FileProblem(f"--until: {options.until} is no moment; write 2025-10-31T18:00") from None
	if last is None:
		_complained(options.tickets, problems)
		raise FileProblem(f"{options.tickets}: there is no ticket in it")
	return last


def _replayed(tickets: str, scenario: Scenario, until: datetime) -> Result:
	return replay(read_tickets(tickets, scenario.zone, lambda line, why: None), scenario, until)


def _complained(file: str, problems: list[tuple[int, str]]) -> int:
	for line, why in problems[:SHOWN_PROBLEMS]:
		print(f"{file}: line {line}: {why}; left out", file=sys.stderr)
	if len(problems) > SHOWN_PROBLEMS:
		print(f"{file}: {len(problems) - SHOWN_PROBLEMS} more rows left out", file=sys.stderr)
	return 1 if problems else 0


def _show(file: str, result: Result, until: datetime, zone: str) -> None:
	print(
		f"{file}: {result.tickets} tickets as seen at {until.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
	)
	print(table(HEADER, _lines(result)))
	if result.warned:
		print("\nWarnings that would have gone out")
		print(
			table(
				("clock", "level", "warnings", "tickets"),
				((w.clock, w.level, w.warnings, len(w.tickets)) for w in result.warned),
			)
		)
	if result.crews:
		print("\nCrews")
		print(table(CREWS, map(_crew, result.crews)))
	print("\nPolicies")
	print(table(("policy", "tickets"), ((name or "(none)", n) for name, n in result.by_policy.items())))
	print()


def _lines(result: Result) -> Iterator[list[object]]:
	for figures in result.attainment:
		warnings = sum(warned.warnings for warned in result.warned if warned.clock == figures.clock)
		yield [
			figures.clock,
			figures.met,
			figures.missed,
			figures.open_late,
			figures.running,
			figures.cancelled,
			figures.n,
			_share(figures),
			warnings,
		]


def _crew(crew: Worked) -> tuple[object, ...]:
	return (
		crew.team or "everyone",
		crew.people,
		crew.tickets,
		f"{crew.each:.1f}",
		crew.left,
		_hours_of(crew.average_wait),
		_hours_of(crew.longest_wait),
		"-" if crew.busy is None else f"{100 * crew.busy:.1f}%",
	)


def _hours_of(seconds: int) -> str:
	hours, rest = divmod(round(seconds / 60), 60)
	return f"{hours}h{rest:02d}m"


def _share(figures: Attainment) -> str:
	return "-" if figures.share is None else f"{100 * figures.share:.1f}%"


def _show_change(before: Result, after: Result) -> None:
	print("Change")
	print(
		table(
			("clock", "before", "after", "points", "newly missed", "no longer missed", "warnings"),
			(
				(
					change.clock,
					_share(change.before),
					_share(change.after),
					"-" if change.points is None else f"{change.points:+.1f}",
					len(change.newly_missed),
					len(change.no_longer_missed),
					f"{change.warnings:+d}",
				)
				for change in compare(before, after)
			),
		)
	)


def _hours(grid: Grid) -> str:
	return table(("", *range(24)), ((name, *row) for name, row in zip(WEEKDAYS, grid, strict=True)))
