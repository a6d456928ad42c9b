"""How the figures are taken: paired rounds, medians, statements counted."""

import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median

import frappe


@dataclass(frozen=True)
class Figure:
	"""One line of the table: what was measured, the value with its unit, the goal, and whether it was reached."""

	name: str
	value: float
	unit: str
	goal: float | None = None
	at_most: bool = True
	note: str = ""

	@property
	def reached(self) -> bool | None:
		if self.goal is None:
			return None
		return self.value <= self.goal if self.at_most else self.value >= self.goal

	def row(self) -> dict:
		return {**asdict(self), "reached": self.reached}


def progress(what: str) -> None:
	"""Say on stderr what is going on; a terminal keeps only the last word of it."""
	sys.stderr.write(f"\r\x1b[K  {what}" if sys.stderr.isatty() else f"  {what}\n")
	sys.stderr.flush()


def milliseconds(work: Callable[[], object]) -> float:
	"""Wall time of one call."""
	began = time.perf_counter()
	work()
	return (time.perf_counter() - began) * 1000


def typical(work: Callable[[], object], repeats: int = 7) -> float:
	"""Median milliseconds of `repeats` calls after one that warms up."""
	work()
	return median(milliseconds(work) for _ in range(repeats))


def paired(ours: Callable[[], float], bare: Callable[[], float], rounds: int) -> tuple[float, float, float]:
	"""(ratio, ours, bare): medians of rounds in which both are measured, so that noise hits both."""
	ours(), bare()
	pairs = [(ours(), bare()) for _ in range(rounds)]
	return median(a / b for a, b in pairs), median(a for a, _ in pairs), median(b for _, b in pairs)


@contextmanager
def statements():
	"""Collects the SQL statements that run inside."""
	seen: list[str] = []
	run = frappe.db.sql

	def listen(query, *args, **kwargs):
		seen.append(str(query))
		return run(query, *args, **kwargs)

	frappe.db.sql = listen
	try:
		yield seen
	finally:
		frappe.db.sql = run
