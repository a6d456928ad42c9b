"""`terms`: in how many comments each word stands, without a site."""

import argparse
import csv
import io
import time
from collections.abc import Iterator

from aftersales_app.cli.files import FileProblem, keep, opened, table, write_csv

FEWEST = 3
HEADER = ("term", "comments", "share")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
	parser = commands.add_parser(
		"terms", help="count in how many comments each word stands, Chinese and English"
	)
	parser.add_argument(
		"comments", metavar="COMMENTS", help="a comment a line, or a CSV with --column (.xz and .gz too)"
	)
	parser.add_argument("--column", metavar="NAME", help="the column of the comments; the file is a CSV then")
	parser.add_argument(
		"--words", metavar="WORDS.txt", help="parts, models and faults that are one word, one a line"
	)
	parser.add_argument("--fewest", type=int, default=FEWEST, metavar="N", help="comments a word needs")
	parser.add_argument("--top", type=int, default=30, metavar="N", help="words printed")
	parser.add_argument("--out", metavar="TERMS.csv", help="write all of them")
	parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
	"""Read, count, print, write."""
	from aftersales_app.domain import comment_terms  # its dictionary is for this command alone
	from aftersales_app.domain.comment_terms import Reader, Vocabulary

	if options.out:
		keep(options.out, [path for path in (options.comments, options.words) if path])
	own = comment_terms.own_words(_lines(options.words)) if options.words else ()
	reader = Reader(Vocabulary(own))
	started = time.perf_counter()
	found = comment_terms.count(_comments(options.comments, options.column), reader, options.fewest)
	spent = time.perf_counter() - started
	rows = [(term, times, f"{100 * times / found.read:.1f}%") for term, times in found.found.items()]
	print(
		f"{options.comments}: {found.read} comments, {len(rows)} words in {options.fewest} or more, {spent:.1f} s"
	)
	print(table(HEADER, rows[: options.top]))
	if options.out:
		write_csv(options.out, HEADER, rows)
	return 0


def _comments(path: str, column: str | None) -> Iterator[str]:
	if column is None:
		yield from (line for line in _lines(path) if line.strip())
		return
	with opened(path) as lines:
		rows = csv.DictReader(io.TextIOWrapper(lines, "utf-8-sig", newline=""))
		if column not in (rows.fieldnames or ()):
			raise FileProblem(f"{path}: no column {column}; there are {', '.join(rows.fieldnames or ())}")
		yield from (text for row in rows if (text := row[column] or "").strip())


def _lines(path: str) -> Iterator[str]:
	with opened(path) as lines:
		for number, line in enumerate(lines, 1):
			try:
				yield line.decode("utf-8-sig").rstrip("\r\n")
			except UnicodeDecodeError as error:
				raise FileProblem(f"{path}: line {number} is not UTF-8") from error
