"""Who is called back: how many, from which strata, and which ones, so that an auditor can draw the same again (rules.md T2).

The draw needs no random number generator: everybody is put in the order of a hash of the seed with their name, and the first ones are taken.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import ceil, floor, inf, isclose, sqrt

from aftersales_app.domain.errors import Reason
from aftersales_app.domain.statistics import Z_95

LEAST_SHARE, MOST_SHARE = Fraction(1, 10), Fraction(1, 5)
LEAST_OF_STRATUM = 5
CENSUS = 60  # below which everybody is called


def needed(population: int, error: float, p: float = 0.5, z: float = Z_95) -> int:
	"""How many of `population` give a share to within `error` (0.05 is five points). Raises ValueError unless 0 < error < 1."""
	if not 0 < error < 1:
		raise ValueError(error)
	if population <= 0:
		return 0
	infinite = z * z * p * (1 - p) / error**2
	return min(population, ceil(infinite / (1 + (infinite - 1) / population)))


def margin(population: int, n: int, p: float = 0.5, z: float = Z_95) -> float:
	"""Half the 95 % interval of a share told by `n` of `population`; none of all, all of none."""
	if n >= population:
		return 0.0
	return z * sqrt(p * (1 - p) / n * (population - n) / (population - 1)) if n else inf


def size(population: int, target: int = 0) -> int:
	"""How many of the random part are called: a tenth, more for a `target`, never over a fifth; everybody of a few."""
	if population < CENSUS:
		return population
	least, most = ceil(LEAST_SHARE * population), floor(MOST_SHARE * population)
	return min(max(least, target), most)


def quotas(strata: Mapping[str, int], n: int, least: int = LEAST_OF_STRATUM) -> dict[str, int]:
	"""`n` shared among strata by their sizes: largest remainder first, ties to the larger stratum, then by name; then each has at
	least `least`, or all it has. The sum may be more than `n`."""
	whole = sum(strata.values())
	if not whole:
		return dict.fromkeys(strata, 0)
	exact = {name: Fraction(n * size, whole) for name, size in strata.items()}
	given = {name: floor(share) for name, share in exact.items()}
	order = sorted(strata, key=lambda name: (given[name] - exact[name], -strata[name], name))
	for name in order[: n - sum(given.values())]:
		given[name] += 1
	return {name: max(given[name], min(least, size)) for name, size in strata.items()}


def draw(names: Iterable[str], n: int, seed: str) -> list[str]:
	"""The first `n` in the order of sha256(seed, newline, name); all of fewer."""
	return sorted(set(names), key=lambda name: (_order(seed, name), name))[:n]


def picked(name: str, share: float, seed: str) -> bool:
	"""Is this one among the `share` (0..1) of all that are picked? One by one, where nobody knows yet how many there will be."""
	return int(_order(seed, name)[:8], 16) < share * 16**8


def frame_hash(names: Iterable[str]) -> str:
	"""What a list of names is known by: sha256 of them, sorted, a line each."""
	return sha256("".join(f"{name}\n" for name in sorted(set(names))).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Drawn:
	"""`forced` are all that must be called, `random` those drawn of the rest with their stratum's weight: how many each of them
	stands for."""

	forced: tuple[str, ...]
	random: Mapping[str, float]
	frame: str
	seed: str


def plan(frame: Mapping[str, str], forced: Collection[str], seed: str, target: int = 0) -> Drawn:
	"""Who is called of a day's frame (name: stratum): everyone forced, and a random part of the others by stratum. The frame's hash is
	that of all names."""
	rest: dict[str, list[str]] = {}
	for name, stratum in frame.items():
		if name not in forced:
			rest.setdefault(stratum, []).append(name)
	sizes = {stratum: len(names) for stratum, names in rest.items()}
	shares = quotas(sizes, size(sum(sizes.values()), target))
	chosen: dict[str, float] = {}
	for stratum, names in sorted(rest.items()):
		taken = draw(names, shares[stratum], seed)
		chosen.update({name: len(names) / len(taken) for name in taken})
	return Drawn(tuple(sorted(set(forced) & set(frame))), chosen, frame_hash(frame), seed)


def differences(again: Drawn, frame: str, called: Mapping[str, float]) -> tuple[Reason, ...]:
	"""Where a draw that was made again differs from what is on record: from the frame's hash, and from who was called for how many. None:
	it is the same draw."""
	expected = {**dict.fromkeys(again.forced, 1.0), **again.random}
	names = sorted(expected.keys() | called.keys())
	found = [] if again.frame == frame else [Reason("frame_differs", {"found": again.frame, "value": frame})]
	missing = tuple(name for name in names if name not in called)
	extra = tuple(name for name in names if name not in expected)
	weighed = tuple(
		name
		for name in names
		if name in expected and name in called and not isclose(expected[name], called[name], rel_tol=1e-6)
	)
	for code, which in (("not_called", missing), ("called_undrawn", extra), ("weight_differs", weighed)):
		if which:
			found.append(Reason(code, {"names": which}))
	return tuple(found)


def weighted_mean(scores: Iterable[tuple[float, float]]) -> float | None:
	"""The mean of (score, weight): forced calls stand for themselves, drawn ones for those that were not called; None of nothing."""
	told = [(score * weight, weight) for score, weight in scores]
	weights = sum(weight for _product, weight in told)
	return sum(product for product, _weight in told) / weights if weights else None


def _order(seed: str, name: str) -> str:
	return sha256(f"{seed}\n{name}".encode()).hexdigest()
