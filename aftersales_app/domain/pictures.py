"""Charts as SVG, for forms and prints alike: a p-chart with limits that differ by sample, a funnel, bars in pairs. All texts are passed in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, sqrt

WIDTH, HEIGHT = 760, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 14, 38
LINE, LIMIT, POINT, SIGNAL, SOFT = "#4c5a67", "#b07d2b", "#2f6f9f", "#c0392b", "#eef2f5"
FONT = 'font-family="Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif" font-size="11"'
TICKS, LABELS = 5, 12
Place = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Mark:
	"""A point: where it stands, between which limits, what is said of it, and whether it is out of what is usual."""

	label: str
	value: float
	low: float
	high: float
	told: str
	signal: bool = False
	soft: bool = False  # of the baseline


@dataclass(frozen=True, slots=True)
class Dot:
	"""A group in a funnel: how many answers, their mean."""

	label: str
	n: int
	value: float
	told: str
	signal: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
	"""Two bars of one kind; None for a value that is not known."""

	label: str
	value: float | None
	other: float | None


def control_chart(marks: Sequence[Mark], centre: float | None, title: str, unit: str = "") -> str:
	"""A p-chart: the limits follow each sample's size, what is out of the usual is red, the baseline stands on grey. Without a centre there
	are no limits to draw."""
	usual = [] if centre is None else [centre, *(min(mark.high, 3 * centre) for mark in marks)]
	top = max([mark.value for mark in marks] + usual + [1.0])
	step = (WIDTH - LEFT - RIGHT) / max(1, len(marks))
	across: Place = lambda at: LEFT + step * (at + 0.5)  # noqa: E731
	up = _scale(0.0, top * 1.1)
	parts = [*_soft(marks, across, step), *_grid(0.0, top * 1.1, up, unit)]
	if centre is not None:
		parts.append(_line(LEFT, up(centre), WIDTH - RIGHT, up(centre), LINE))
		for limits in ([mark.high for mark in marks], [mark.low for mark in marks]):
			corners = [
				(across(at) + side * step / 2, up(min(value, top * 1.1)))
				for at, value in enumerate(limits)
				for side in (-1, 1)
			]
			parts.append(_path(corners, LIMIT, dashed=True))
	parts.append(_path([(across(at), up(mark.value)) for at, mark in enumerate(marks)], POINT))
	parts += [_dot(across(at), up(mark.value), mark.told, mark.signal) for at, mark in enumerate(marks)]
	every = ceil(len(marks) / LABELS) or 1
	shown = [(at, mark) for at, mark in enumerate(marks) if at % every == 0]
	parts += [_text(across(at), HEIGHT - BOTTOM + 16, mark.label, "middle") for at, mark in shown]
	return _svg(parts, title)


def funnel(dots: Sequence[Dot], centre: float, deviation: float, least: int, title: str, below: str) -> str:
	"""Means against how many answers they come from, between three standard errors about everybody's mean."""
	most = max([dot.n for dot in dots] + [4 * least])
	sizes = [least + (most * 1.1 - least) * at / 60 for at in range(61)]
	spread = 3 * deviation / sqrt(least)
	values = [dot.value for dot in dots]
	low, high = min([*values, centre - spread]) - 0.1, max([*values, centre + spread]) + 0.1
	up = _scale(low, high)
	across: Place = lambda n: LEFT + (WIDTH - LEFT - RIGHT) * n / (most * 1.15)  # noqa: E731
	parts = [*_grid(low, high, up, "", 2), _line(LEFT, up(centre), WIDTH - RIGHT, up(centre), LINE)]
	for side in (-3, 3):
		bow = [(across(n), up(centre + side * deviation / sqrt(n))) for n in sizes]
		parts.append(_path(bow, LIMIT, dashed=True))
	for at, dot in enumerate(sorted(dots, key=lambda one: (one.n, one.label))):
		x, y = across(dot.n), up(dot.value)
		parts.append(_dot(x, y, dot.told, dot.signal, 5))
		aside, anchor = (-8, "end") if x > WIDTH * 0.7 else (8, "start")
		parts.append(
			_text(x + aside, y + (-8 if at % 2 else 17), dot.label, anchor)
		)  # neighbours' names apart
	parts += [_text(across(n), HEIGHT - BOTTOM + 16, str(n), "middle") for n in _ticks(most)]
	parts.append(_text(WIDTH - RIGHT, HEIGHT - 6, below, "end"))
	return _svg(parts, title)


def bars(pairs: Sequence[Pair], most: float, title: str, names: tuple[str, str]) -> str:
	"""Two bars a row: what customers say, and what the record tells."""
	left, row, height = 170, 34, 30 + 34 * len(pairs) + 24
	wide: Place = lambda value: (WIDTH - left - 60) * value / most  # noqa: E731
	parts = []
	for at, pair in enumerate(pairs):
		y = 10 + at * row
		parts.append(_text(left - 8, y + 16, pair.label, "end"))
		for value, colour, shift in ((pair.value, POINT, 0), (pair.other, LIMIT, 13)):
			if value is not None:
				parts.append(
					f'<rect x="{left}" y="{y + shift}" width="{wide(value):.1f}" height="11" fill="{colour}"/>'
				)
				parts.append(_text(left + wide(value) + 5, y + shift + 10, f"{value:.2f}", "start"))
	y = 22 + len(pairs) * row
	for name, colour, x in ((names[0], POINT, left), (names[1], LIMIT, left + 240)):
		parts.append(f'<rect x="{x}" y="{y}" width="11" height="11" fill="{colour}"/>')
		parts.append(_text(x + 17, y + 10, name, "start"))
	return _svg(parts, title, height)


def _ticks(most: int) -> list[int]:
	step = max(1, ceil(most / TICKS / 5) * 5)
	return list(range(step, most + step, step))[:TICKS]


def _scale(low: float, high: float) -> Place:
	return lambda value: TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low))


def _soft(marks: Sequence[Mark], across: Place, step: float) -> Iterator[str]:
	for at, mark in enumerate(marks):
		if mark.soft:
			yield (
				f'<rect x="{across(at) - step / 2:.1f}" y="{TOP}" width="{step + 0.5:.1f}"'
				f' height="{HEIGHT - TOP - BOTTOM}" fill="{SOFT}"/>'
			)


def _grid(low: float, high: float, up: Place, unit: str, digits: int = 0) -> Iterator[str]:
	for tick in range(TICKS + 1):
		value = low + (high - low) * tick / TICKS
		yield _line(LEFT, up(value), WIDTH - RIGHT, up(value), "#e3e6e8")
		yield _text(LEFT - 6, up(value) + 4, f"{value:.{digits}f}{unit}", "end")


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
	return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def _path(corners: Sequence[tuple[float, float]], colour: str, dashed: bool = False) -> str:
	told = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
	dash = ' stroke-dasharray="5 3"' if dashed else ""
	return f'<polyline points="{told}" fill="none" stroke="{colour}" stroke-width="1.4"{dash}/>'


def _dot(x: float, y: float, told: str, signal: bool, size: float = 3.5) -> str:
	colour = SIGNAL if signal else POINT
	told = escape(told)
	return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size + signal}" fill="{colour}"><title>{told}</title></circle>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
	return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{LINE}" {FONT}>{escape(words)}</text>'


def _svg(parts: Sequence[str], title: str, height: int = HEIGHT) -> str:
	return (
		f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
		f' style="max-width: 100%; height: auto" role="img"><title>{escape(title)}</title>{"".join(parts)}</svg>'
	)
