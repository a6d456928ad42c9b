"""The one error that the domain raises, and the one shape in which it gives its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class DomainError(ValueError):
	"""A rule was broken. `code` is snake_case and stable; `params` fill the message that the edge translates."""

	def __init__(self, code: str, params: Mapping[str, object] | None = None) -> None:
		self.code = code
		self.params: dict[str, object] = dict(params or {})
		super().__init__(code, self.params)

	def __str__(self) -> str:
		return f"{self.code} {self.params}" if self.params else self.code


@dataclass(frozen=True, slots=True)
class Reason:
	"""Why a decision fell as it did: a stable snake_case code and what its sentence names."""

	code: str
	params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
	"""Yes or no, always with its reasons; `outcome` says what to do where there is more than yes and no."""

	allowed: bool
	reasons: tuple[Reason, ...] = ()
	outcome: str = ""

	@property
	def codes(self) -> tuple[str, ...]:
		return tuple(reason.code for reason in self.reasons)
