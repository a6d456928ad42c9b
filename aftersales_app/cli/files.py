"""Opening and writing the files that the commands work on."""

import csv
import gzip
import json
import lzma
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast


class FileProblem(Exception):
	"""One line that says which file is wrong, where and how."""


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
	"""A file's lines in bytes; .xz and .gz are unpacked. Raises FileProblem."""
	try:
		with _opener(path) as lines:
			yield lines
	except (OSError, EOFError, lzma.LZMAError) as error:
		raise FileProblem(f"{path}: {_why(error)}") from error


def keep(out: str, inputs: Iterable[str], option: str = "--out") -> None:
	"""Raises FileProblem where `out`, given with `option`, would take the place of an input."""
	for path in inputs:
		if os.path.realpath(path) == os.path.realpath(out):
			raise FileProblem(f"{out}: this is an input; name another file with {option}")


def write_csv(path: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
	"""Write a CSV (UTF-8 with byte order mark, as spreadsheets want it), all of it or nothing. Raises FileProblem."""
	with _whole(path, "utf-8-sig") as file:
		writer = csv.writer(file)
		writer.writerow(header)
		writer.writerows(rows)


def write_json(path: str, plain: object) -> None:
	"""Write plain data as JSON, all of it or nothing. Raises FileProblem."""
	with _whole(path, "utf-8") as file:
		json.dump(plain, file, ensure_ascii=False, indent=2)
		file.write("\n")


@contextmanager
def _whole(path: str, encoding: str) -> Iterator[TextIO]:
	draft = f"{path}.part"
	try:
		with open(draft, "w", encoding=encoding, newline="") as file:
			yield file
		os.replace(draft, path)
	except OSError as error:
		Path(draft).unlink(missing_ok=True)
		raise FileProblem(f"{path}: {_why(error)}") from error


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
	"""Columns in line: words to the left, everything else to the right."""
	cells = [[str(cell) for cell in row] for row in (header, *rows)]
	widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
	return "\n".join(
		"  ".join(
			cell.ljust(width) if column == 0 else cell.rjust(width)
			for column, (cell, width) in enumerate(zip(row, widths, strict=True))
		).rstrip()
		for row in cells
	)


def _opener(path: str) -> BinaryIO:
	suffix = Path(path).suffix
	if suffix == ".xz":
		return cast(BinaryIO, lzma.open(path))
	if suffix == ".gz":
		return cast(BinaryIO, gzip.open(path))
	return open(path, "rb")


def _why(error: BaseException) -> str:
	if isinstance(error, FileNotFoundError):
		return "there is no such file"
	if isinstance(error, OSError) and error.strerror:
		return error.strerror.lower()
	return "the file is damaged or not what its name says"
