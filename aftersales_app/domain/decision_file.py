"""How a decision is filed: its plain data (`remedies.record`) told once, and so short that it fits into its row of the archive.

Most of a decision is its trace: twenty norms and more with why each did not apply. In the file a step of it is a list (norm, version,
verdict, reasons, missing; empty ones at the end left out), a reason is its code with its params, and what speaks against a remedy is
told by where it stands in the trace. The facts are filed beside it. `unfiled` gives all of it back, letter by letter.
"""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

FORMAT = 2  # 1 is the plain data as it is, which says nothing of a format
STEP = ("norm", "version", "verdict", "reasons", "missing")
Plain = Mapping[str, Any]


def filed(decision: Plain) -> dict[str, Any]:
	"""The plain data of a decision without its facts, as they are filed."""
	trace = decision["trace"]
	places: dict[str, list[tuple[int, int]]] = {}
	for number, step in enumerate(trace):
		places.setdefault(step["norm"], []).extend((number, at) for at in range(len(step["reasons"])))
	refusals = [
		[
			one["remedy"],
			[_place(places.get(norm, ()), trace, norm, reason) for norm, reason in one["reasons"]],
		]
		for one in decision["refusals"]
	]
	told = {name: value for name, value in decision.items() if name != "facts"}
	return {**told, "format": FORMAT, "trace": list(map(_step, trace)), "refusals": refusals}


def unfiled(kept: Plain, facts: Plain) -> dict[str, Any]:
	"""The plain data of a decision from what is on file: `facts` are those filed beside it. Files of the first format have all in
	them."""
	if "format" not in kept:
		return dict(kept)
	trace = [_full(step) for step in kept["trace"]]
	refusals = [
		{"remedy": remedy, "reasons": [_reason_at(place, trace) for place in places]}
		for remedy, places in kept["refusals"]
	]
	told = {name: value for name, value in kept.items() if name != "format"}
	return {
		**told,
		"trace": trace,
		"refusals": refusals,
		"facts": [list(fact) for fact in sorted(facts.items())],
	}


def _step(step: Plain) -> list[Any]:
	short = [
		step["norm"],
		step["version"],
		step["verdict"],
		list(map(_short, step["reasons"])),
		step["missing"],
	]
	empty = sum(1 for _ in takewhile(lambda part: part == [], reversed(short)))
	return short[: len(short) - empty]


def _full(short: Sequence[Any]) -> dict[str, Any]:
	padded = [*short, *([[]] * (len(STEP) - len(short)))]
	step = dict(zip(STEP, padded, strict=True))
	return {**step, "reasons": [{"code": code, "params": params} for code, params in step["reasons"]]}


def _short(reason: Plain) -> list[Any]:
	return [reason["code"], reason["params"]]


def _place(places: Sequence[tuple[int, int]], trace: Sequence[Plain], norm: str, reason: Plain) -> Any:
	"""Where the trace tells it; the reason itself where it does not."""
	for step, at in places:
		if trace[step]["reasons"][at] == reason:
			return [step, at]
	return [norm, _short(reason)]


def _reason_at(place: Sequence[Any], trace: Sequence[Plain]) -> list[Any]:
	first, second = place
	if isinstance(first, int):
		return [trace[first]["norm"], trace[first]["reasons"][second]]
	code, params = second
	return [first, {"code": code, "params": params}]
