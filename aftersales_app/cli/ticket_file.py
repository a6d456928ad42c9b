"""TICKETS.csv: past tickets to replay, one row each. docs/command-line.md describes it."""

from collections.abc import Callable, Iterator

from aftersales_app.cli.files import FileProblem, opened
from aftersales_app.cli.messages import sentence
from aftersales_app.domain import past_tickets
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.replay import PastTicket

Complain = Callable[[int, str], None]


def read_tickets(path: str, zone: str, complain: Complain) -> Iterator[PastTicket]:
	"""The file's tickets one by one; `complain` is told (line, why) of each row that is left out. Raises FileProblem."""

	def told(line: int, problem: DomainError) -> None:
		complain(line, sentence(problem.code, problem.params))

	with opened(path) as lines:
		try:
			yield from past_tickets.read_tickets(lines, zone, told)
		except DomainError as error:
			raise FileProblem(f"{path}: {sentence(error.code, error.params)}") from error
