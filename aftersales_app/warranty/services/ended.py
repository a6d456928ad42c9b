"""Claims that are over, as their record tells it: for whoever asks the customer about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from aftersales_app.domain.scoring import OnRecord, Solved, Told
from aftersales_app.warranty.queries import ended as reads

ALWAYS, CARRIED_OUT, QUOTED = ("decision", "cause"), ("executed_on", "execution_note"), ("consent_evidence",)


@dataclass(frozen=True, slots=True)
class Ended:
	"""One claim. What was refused is over, and whether that solved the customer's problem no record tells."""

	claim: Any

	@property
	def over(self) -> bool:
		return self.claim.status in reads.OVER

	@property
	def on_record(self) -> OnRecord:
		"""Against the deadlines of the law that ran, in days; solved by being carried out, and every appeal opened it again."""
		claim, carried_out = self.claim, bool(self.claim.executed_on)
		late = tuple(
			found for timer in claim.timers if (found := _late(timer, claim.executed_on)) is not None
		)
		solved = Solved(True, max(0, claim.decided - 1)) if carried_out else None
		needed = (*ALWAYS, *(CARRIED_OUT if carried_out else ()), *(QUOTED if claim.quotation else ()))
		return OnRecord(late, solved, Told(frozenset(needed), frozenset(one for one in needed if claim[one])))


def of_claim(name: str) -> Ended | None:
	"""What the record of a claim tells; None where there is none of that name."""
	found = reads.claim(name)
	return Ended(found) if found else None


def since(moment: datetime, most: int) -> Sequence[str]:
	"""Claims that were carried out or closed since a moment of the site, at most `most`."""
	return reads.since(moment, most)


def _late(timer: Any, carried_out: date | None) -> timedelta | None:
	"""How far after its last day it was met; what nobody met by the day that the claim was carried out is late by then."""
	done = timer.met_on or carried_out
	if not done or (not timer.met_on and done <= timer.due):
		return None
	return done - timer.due
