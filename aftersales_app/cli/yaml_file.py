"""Reading YAML that people write: every complaint names the place and says what would be right."""

import re
from collections.abc import Hashable, Iterable
from datetime import date, datetime, timezone
from typing import NoReturn

import yaml

from aftersales_app.cli.files import FileProblem, opened

_DURATION = re.compile(r"([+-]?)(?=\d)(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?")


class _Loader(yaml.SafeLoader):
	"""Plain values only, dates are left as text (so that a wrong one can be named), and a key may stand only once."""

	def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
		keys = [self.construct_object(key, deep=True) for key, _ in node.value]
		for place, key in enumerate(keys):
			if key in keys[:place]:
				mark = node.value[place][0].start_mark
				raise yaml.MarkedYAMLError(problem=f"{key} stands here a second time", problem_mark=mark)
		return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
	sign: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
	for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Node:
	"""A value and where it stands."""

	def __init__(self, value: object, file: str, place: str = "") -> None:
		self.value = value
		self.file = file
		self.place = place

	def wrong(self, why: str) -> NoReturn:
		"""Raise FileProblem about this place."""
		raise FileProblem(": ".join(part for part in (self.file, self.place, why) if part))

	def table(self, required: Iterable[str] = (), optional: Iterable[str] = ()) -> dict[str, "Node"]:
		"""The parts of a mapping with these keys and no others."""
		parts = {str(key.value): part for key, part in self.pairs()}
		allowed = [*required, *optional]
		for name, part in parts.items():
			if name not in allowed:
				part.wrong(f"not known here; there are {', '.join(allowed)}")
		for name in required:
			if name not in parts:
				self.wrong(f"{name} is missing")
		return parts

	def pairs(self) -> list[tuple["Node", "Node"]]:
		"""(key, value) of a mapping."""
		if not isinstance(self.value, dict):
			self.wrong("a list of `name: value` is needed here")
		return [
			(Node(key, self.file, self.place), Node(part, self.file, f"{self.place}.{key}".lstrip(".")))
			for key, part in self.value.items()
		]

	def items(self) -> list["Node"]:
		"""The parts of a list; one plain value stands for a list of one."""
		parts = self.value if isinstance(self.value, list) else [self.value]
		return [Node(part, self.file, f"{self.place}[{number}]") for number, part in enumerate(parts, 1)]

	def text(self) -> str:
		if isinstance(self.value, str) and self.value.strip():
			return self.value.strip()
		if isinstance(self.value, int | float) and not isinstance(self.value, bool):
			return str(self.value)
		self.wrong("a word is needed here")

	def count(self) -> int:
		if isinstance(self.value, int) and not isinstance(self.value, bool):
			return self.value
		self.wrong(f"{self.value} is no whole number")

	def day(self) -> date:
		try:
			return date.fromisoformat(str(self.value))
		except ValueError:
			self.wrong(f"{self.value} is no date; write 2025-10-01")

	def span(self) -> tuple[date, date]:
		"""The first and the last of 2025-10-01..2025-10-08; a day by itself is both."""
		first, dots, last = str(self.value).partition("..")
		begin = Node(first.strip(), self.file, self.place).day()
		return begin, Node(last.strip(), self.file, self.place).day() if dots else begin

	def open_span(self) -> tuple[date, date | None]:
		"""The same, without a last day while it goes on: 2025-10-01.."""
		first, dots, last = str(self.value).partition("..")
		if dots and not last.strip():
			return Node(first.strip(), self.file, self.place).day(), None
		return self.span()

	def moment(self) -> tuple[date, datetime | None]:
		"""A day, and with 2025-10-01T09:30 its time by the clock on the wall."""
		try:
			at = datetime.fromisoformat(str(self.value))
		except ValueError:
			self.wrong(f"{self.value} is no date; write 2025-10-01, or with the time 2025-10-01T09:30")
		return at.date(), at.replace(tzinfo=timezone.utc) if "T" in str(self.value) else None

	def flag(self) -> bool:
		if isinstance(self.value, bool):
			return self.value
		self.wrong(f"{self.value} is neither true nor false")

	def one_of(self, allowed: Iterable[str]) -> str:
		text = self.text()
		if text not in allowed:
			self.wrong(f"{text} is not known; there are {', '.join(allowed)}")
		return text

	def duration(self) -> int:
		"""Seconds of 24h, 2h30m, 45s, -1h."""
		found = _DURATION.fullmatch(str(self.value))
		if not found:
			self.wrong(f"{self.value} is no duration; write 24h, 2h30m or 45s")
		hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
		return (hours * 3600 + minutes * 60 + seconds) * (-1 if found.group(1) == "-" else 1)


def load(path: str) -> Node:
	"""A YAML file's content. Raises FileProblem."""
	with opened(path) as file:
		raw = file.read()
	try:
		return Node(yaml.load(raw.decode("utf-8-sig"), _Loader), path)
	except UnicodeDecodeError as error:
		raise FileProblem(f"{path}: not UTF-8; save the file as UTF-8") from error
	except yaml.MarkedYAMLError as error:
		line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
		raise FileProblem(f"{path}: {line}{error.problem}") from error
	except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
		raise FileProblem(f"{path}: not YAML: {str(error).splitlines()[0]}") from error
