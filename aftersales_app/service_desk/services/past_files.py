"""Past tickets from a file, ready to replay: a log or list as the import reads it, or a table as the replay command does."""

from dataclasses import dataclass

from aftersales_app.domain import past_tickets
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.event_log import read_header
from aftersales_app.domain.replay import PastTicket, past_ticket
from aftersales_app.service_desk.services import import_sources

# What the import's form has a field for is said in other words where there is none.
WITHOUT_FIELD = {"no_mapping_fits": "columns_of_no_tickets", "wrong_encoding": "not_utf8"}


@dataclass(frozen=True, slots=True)
class PastFile:
	"""A file's tickets, and each line that was left out with the reason."""

	tickets: tuple[PastTicket, ...]
	left_out: tuple[tuple[int, DomainError], ...]


def read(url: str, zone: str, company: str) -> PastFile:
	"""The tickets, as ones of `company`. Raises DomainError, or throws, for a file that cannot be used as a whole."""
	try:
		return _read(url, zone, company)
	except DomainError as error:
		raise DomainError(WITHOUT_FIELD.get(error.code, error.code), error.params) from error


def _read(url: str, zone: str, company: str) -> PastFile:
	lines, encoding, delimiter = import_sources.read_lines(url, None)
	if past_tickets.is_ticket_table(read_header(lines, encoding, delimiter)):
		problems: list[tuple[int, DomainError]] = []
		told = past_tickets.read_tickets(
			lines, zone, lambda *problem: problems.append(problem), company, encoding, delimiter
		)
		tickets = tuple(told)
		if not tickets and not problems:
			raise DomainError("no_rows")
		return PastFile(tickets, tuple(problems))
	log = import_sources.read_file(url, None, zone, None)
	left_out = ((error.line, DomainError(error.code, error.params)) for error in log.errors if error.rejected)
	return PastFile(tuple(past_ticket(history, company) for history in log.histories), tuple(left_out))
