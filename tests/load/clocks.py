"""The clock engine against its oracle, and the price of one deadline."""

import os
from collections.abc import Iterator

from clock_cases import deadline_microseconds, run_cases
from timing import Figure, progress

CASES = int(os.environ.get("AFTERSALES_CLOCK_CASES", "100000"))


def figures() -> Iterator[Figure]:
	wrong, seconds = run_cases(
		CASES, seed=1, tell=lambda done: progress(f"{done:,} of {CASES:,} clock cases")
	)
	yield Figure(
		"clock engine: disagreements with the oracle", wrong, "", 0, note=f"{CASES:,} cases, {seconds:.0f} s"
	)
	yield Figure("one deadline on a ten-year calendar", deadline_microseconds(1)[0], "us", 50)
