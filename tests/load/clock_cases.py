"""Random calendars and clocks against the naive oracle, and the price of one deadline.

Run from anywhere: `python tests/load/clock_cases.py [--cases 100000] [--seed 1]`. Prints cases, disagreements, seconds and the median
microseconds of one deadline on a ten-year calendar; the exit code is 1 when the engine and the oracle disagree.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "unit")]

from oracle import disagreements, random_case

from aftersales_app.domain.working_time import CalendarSpec, Window, WorkingCalendar

PART = 2_000  # cases that a process takes at once
SHOWN = 5


def run_cases(cases: int, seed: int, tell: Callable[[int], object] = lambda done: None) -> tuple[int, float]:
	"""(disagreements, seconds) on all cores; prints the first few cases that disagree, each with the seed that makes it again.

	`tell` hears now and then how many cases are done.
	"""
	began, wrong, done = time.perf_counter(), 0, 0
	first = seed * 1_000_003
	parts = [range(first + start, first + min(start + PART, cases)) for start in range(0, cases, PART)]
	with get_context("spawn").Pool() as pool:
		for part, found in zip(parts, pool.imap(_wrong, parts), strict=True):
			for case_seed, said in found[: max(0, SHOWN - wrong)]:
				print(f"seed {case_seed}: {said}")
			wrong, done = wrong + len(found), done + len(part)
			tell(done)
	return wrong, time.perf_counter() - began


def _wrong(seeds: Sequence[int]) -> list[tuple[int, str]]:
	"""The cases on which the engine and the oracle disagree: (seed, what they say)."""
	found = ((seed, disagreements(random_case(Random(seed)))) for seed in seeds)
	return [(seed, "; ".join(said)) for seed, said in found if said]


def ten_year_calendar() -> WorkingCalendar:
	"""Two windows a day, Monday to Friday, with a holiday and a make-up Saturday every month."""
	weekdays = tuple(
		Window(day, start, end) for day in range(5) for start, end in ((32400, 43200), (46800, 64800))
	)
	exceptions: dict[date, tuple[tuple[int, int], ...]] = {}
	for month in range(120):
		first = date(2020 + month // 12, month % 12 + 1, 1)
		exceptions[first] = ()
		exceptions[first + timedelta(days=12 - first.weekday())] = ((32400, 64800),)
	return WorkingCalendar(CalendarSpec("Asia/Shanghai", weekdays, exceptions))


def deadline_microseconds(seed: int, rounds: int = 20000) -> tuple[float, float]:
	"""Median microseconds of one deadline of up to 30 working days: (on a built calendar, first one with building ten years)."""
	rng = Random(seed)
	begin = datetime(2020, 1, 1, tzinfo=timezone.utc)
	calendar = ten_year_calendar()
	building = _microseconds(lambda: calendar.between(begin, begin + timedelta(days=3650)))
	jobs = [
		(begin + timedelta(seconds=rng.randrange(3600 * 86400)), rng.randint(1, 30 * 28800))
		for _ in range(rounds)
	]
	return median(_microseconds(lambda job=job: calendar.add(*job)) for job in jobs), building


def _microseconds(call: Callable[[], object]) -> float:
	began = time.perf_counter_ns()
	call()
	return (time.perf_counter_ns() - began) / 1000


def main() -> int:
	parser = argparse.ArgumentParser(description=__doc__)
	parser.add_argument("--cases", type=int, default=100_000)
	parser.add_argument("--seed", type=int, default=1)
	options = parser.parse_args()
	wrong, seconds = run_cases(options.cases, options.seed)
	deadline, building = deadline_microseconds(options.seed)
	print(f"cases {options.cases}  disagreements {wrong}  seconds {seconds:.1f}")
	print(
		f"one deadline on a ten-year calendar: median {deadline:.2f} us (target < 50); building it once: {building / 1000:.1f} ms"
	)
	return int(wrong > 0)


if __name__ == "__main__":
	sys.exit(main())
