"""`import-check`: what would come of importing another system's ticket log, without a site."""

import argparse
from collections.abc import Iterator
from datetime import datetime, timezone

from aftersales_app.cli.files import FileProblem, opened, write_csv
from aftersales_app.cli.messages import sentence
from aftersales_app.cli.yaml_file import Node, load
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.event_log import Log, LogMapping, mapping_for, read_header, read_log
from aftersales_app.domain.past_tickets import COLUMNS, write_row
from aftersales_app.domain.replay import past_ticket
from aftersales_app.domain.ticket_list import as_histories

SHOWN_ERRORS = 20


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
	parser = commands.add_parser(
		"import-check", help="read a ticket log and print what it would become and what is wrong with it"
	)
	parser.add_argument("log", metavar="LOG.csv", help="one row per change of a ticket (.xz and .gz too)")
	parser.add_argument(
		"--mapping", metavar="MAP.yaml", help="which column means what; default: a shipped one"
	)
	parser.add_argument("--out", metavar="FINDINGS.csv", help="write every finding with its ticket and line")
	parser.add_argument("--tickets", metavar="TICKETS.csv", help="write the tickets for the replay command")
	parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
	"""Read, print, write; 1 when rows were left out."""
	mapping = read_mapping(options.mapping) if options.mapping else None
	try:
		with opened(options.log) as lines:
			mapping = mapping or mapping_for(read_header(lines))
		with opened(options.log) as lines:
			log = as_histories(read_log(lines, mapping, datetime.now(timezone.utc)))
	except DomainError as error:
		raise FileProblem(f"{options.log}: {sentence(error.code, error.params)}") from error
	_show(options.log, log)
	if options.out:
		write_csv(options.out, ("line", "ticket", "finding", "meaning", "details"), _findings(log))
	if options.tickets:
		write_csv(options.tickets, COLUMNS, (write_row(past_ticket(history)) for history in log.histories))
	return 1 if any(error.rejected for error in log.errors) else 0


def read_mapping(path: str) -> LogMapping:
	"""A mapping file. Raises FileProblem."""
	root = load(path)
	parts = root.table(
		("columns", "states"),
		("keep", "date_formats", "zone", "missing", "encoding", "delimiter", "order"),
	)
	told: dict[str, object] = {
		name: _words(parts[name]) for name in ("columns", "states", "keep") if name in parts
	}
	told |= {name: parts[name].text() for name in ("zone", "encoding", "order") if name in parts}
	if "delimiter" in parts:
		told["delimiter"] = _delimiter(parts["delimiter"])
	if "date_formats" in parts:
		told["date_formats"] = tuple(part.text() for part in parts["date_formats"].items())
	if "missing" in parts:
		told["missing"] = frozenset({"", *(part.text() for part in parts["missing"].items())})
	try:
		return LogMapping(**told)  # type: ignore[arg-type]
	except DomainError as error:
		root.wrong(sentence(error.code, error.params))


def _words(node: Node) -> dict[str, str]:
	return {key.text(): part.text() for key, part in node.pairs()}


def _delimiter(node: Node) -> str:
	if isinstance(node.value, str) and len(node.value) == 1 and node.value not in '"\r\n':
		return node.value
	node.wrong('one character is needed here, such as ";"')


def _show(file: str, log: Log) -> None:
	left_out = sum(error.rejected for error in log.errors)
	print(f"{file}: {log.rows} rows become {len(log.histories)} tickets; {left_out} rows left out")
	if log.rejected:
		print(f"{len(log.rejected)} tickets have no row that could be used: {', '.join(log.rejected[:20])}")
	if log.ignored_columns:
		print(f"Columns not read: {', '.join(log.ignored_columns)}")
	for error in log.errors[:SHOWN_ERRORS]:
		print(f"line {error.line}: {sentence(error.code, error.params)}")
	if len(log.errors) > SHOWN_ERRORS:
		print(f"{len(log.errors) - SHOWN_ERRORS} more; --out writes them all")
	if log.anomaly_counts():
		print("\nWhat the log gets wrong, by number of tickets (they are kept)")
		for code, tickets in log.anomaly_counts().items():
			print(f"{tickets:>7}  {code}: {sentence(code)}")


def _findings(log: Log) -> Iterator[tuple[object, ...]]:
	for error in log.errors:
		yield (
			error.line,
			error.number,
			error.code,
			sentence(error.code, error.params),
			"row left out" if error.rejected else "",
		)
	for history in log.histories:
		for anomaly in history.anomalies:
			details = "; ".join(f"{name}: {value}" for name, value in anomaly.params.items())
			yield history.line, history.number, anomaly.code, sentence(anomaly.code, anomaly.params), details
