"""How often chance is taken for success, and how often success is seen: seeded improvements, with and without a true effect (issue
"From problem to proof")."""

from collections.abc import Iterator

import numpy as np
from timing import Figure, progress

from aftersales_app.domain.proof import REAL, Scores, compare_scores

TRIALS, A_SIDE = 1_000, 100
VALUES = (1.0, 2.0, 3.0, 4.0, 5.0)
BEFORE = (0.08, 0.12, 0.25, 0.35, 0.20)  # mean 3.47
AFTER = (0.02, 0.03, 0.10, 0.36, 0.49)  # mean 4.27


def figures() -> Iterator[Figure]:
	random = np.random.default_rng(20_261_127)
	chance, seen = _share(random, BEFORE, "without an effect"), _share(random, AFTER, "with one of 0.8")
	told = f"{TRIALS:,} seeded improvements, {A_SIDE} answers a side"
	yield Figure("improvements without an effect that are declared real", chance, "%", 5, note=told)
	yield Figure("improvements of 0.8 that are not recognised as real", 100 - seen, "%", 5, note=told)


def _share(random: np.random.Generator, after: tuple[float, ...], name: str) -> float:
	"""Of so many improvements, in percent, those that are found to be real."""
	real = 0
	for number in range(TRIALS):
		found = compare_scores(_drawn(random, BEFORE), _drawn(random, after))
		real += found.verdict in REAL
		if number % 100 == 99:
			progress(f"{number + 1:,} of {TRIALS:,} improvements {name}")
	return 100 * real / TRIALS


def _drawn(random: np.random.Generator, shares: tuple[float, ...]) -> Scores:
	counts = random.multinomial(A_SIDE, shares)
	return Scores(dict(zip(VALUES, map(int, counts), strict=True)))
