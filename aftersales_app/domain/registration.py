"""What a delivery, an invoice or a return means for the units that are registered: one unit for each serial number of an item, one for
each piece where there is none; whoever buys a unit that was there before becomes its next owner.

Stock moves mean nothing here (peers.md, trap T1): a unit that comes in for repair and goes back to whoever has it stays what it was.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from unicodedata import normalize

from aftersales_app.domain.case_facts import is_region
from aftersales_app.domain.errors import Reason

IN_USE, EXCHANGED, RETURNED, SCRAPPED, CANCELLED = "In Use", "Exchanged", "Returned", "Scrapped", "Cancelled"
SALE, TRANSFER = "Sale", "Transfer"
# what a piece means
NEW, RESOLD, EARLIER, BACK, TAKEN_BACK, KNOWN = "new", "resold", "earlier", "back", "taken back", "known"
# why a row makes no unit
NOT_REGISTERED, INTERNAL = "Item Not Registered", "Internal Customer"
NO_SERIAL, NOT_WHOLE, UNKNOWN = "No Serial Number", "No Whole Piece", "Unit Not Known"
FAILED = "Failed"
# the days of a unit
INVOICED, DELIVERED, INSTALLED, MADE = "Invoiced on", "Delivered on", "Installed on", "Left the Factory on"
TO_LOOK_AT = (FAILED, NO_SERIAL, NOT_WHOLE, UNKNOWN)  # by a person; the others are meant so


@dataclass(frozen=True, slots=True)
class Owner:
	"""One who had the unit. `heard`: documents by which it came back, and rows by which it went out to the same owner again; `void`: the
	sale was cancelled."""

	customer: str
	owned_from: date | None
	source_row: str = ""
	kind: str = SALE
	void: bool = False
	heard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
	"""A registered unit with its owners, first to last."""

	status: str
	customer: str
	owners: tuple[Owner, ...] = ()

	@property
	def sold_on(self) -> date | None:
		"""When whoever has it by a sale bought it."""
		sales = [
			one.owned_from for one in self.owners if one.kind == SALE and not one.void and one.owned_from
		]
		return sales[-1] if sales else None


@dataclass(frozen=True, slots=True)
class Piece:
	"""One piece on a row of a sale or of a return. `free`: nothing is charged for it. `returns`: the row that a return takes back."""

	customer: str
	day: date
	document: str
	row: str
	free: bool = False
	back: bool = False
	returns: str = ""


def unit_key(item_code: str, serial_no: str = "", row: str = "", number: int = 0) -> str:
	"""What a unit is known by: the item and its serial number as people read it, else the row of its sale and the piece on it."""
	told = ("serial", item_code, serial_no) if serial_no.strip() else ("row", row, str(number))
	plain = (normalize("NFKC", part).strip().casefold() for part in told)
	return blake2b("\0".join(plain).encode(), digest_size=16).hexdigest()


def whole_pieces(qty: float) -> int:
	"""How many pieces a quantity is; 0 where it is not a whole number of them."""
	count = round(abs(qty))
	return count if abs(abs(qty) - count) < 1e-6 else 0


def meaning(piece: Piece, unit: Known | None) -> str:
	"""What the piece means for the unit of its serial number, or of its row; None: there is none yet.

	`NEW`; `RESOLD`: the next owner's; `EARLIER`: a sale from before the one that is known; `BACK`: handed back to whoever had it, nothing
	begins anew; `TAKEN_BACK`; `KNOWN`: nothing changes; `UNKNOWN`: taken back, but never registered.
	"""
	if piece.back:
		return _taken_back(piece, unit)
	if unit is None:
		return NEW
	if any(piece.row in (one.source_row, *one.heard) for one in unit.owners if not one.void):
		return KNOWN
	if unit.status == CANCELLED:
		return RESOLD
	if unit.sold_on and piece.day < unit.sold_on:
		return EARLIER
	return _handed_back(piece, unit) or RESOLD


def _handed_back(piece: Piece, unit: Known) -> str:
	"""What it is where it is no sale: it goes to whoever has it, or free of charge to whoever had it."""
	if piece.customer != unit.customer:
		return ""
	if unit.status == IN_USE:
		return KNOWN
	if not piece.free:
		return ""
	return BACK if unit.status == RETURNED else KNOWN


def _taken_back(piece: Piece, unit: Known | None) -> str:
	if unit is None:
		return UNKNOWN
	present = [one for one in unit.owners if not one.void]
	sales = [one for one in present if one.kind == SALE]
	if any(piece.document in one.heard for one in present):
		return KNOWN
	if piece.returns and piece.returns != (sales[-1].source_row if sales else ""):
		return KNOWN  # takes back what was sold again since
	if unit.sold_on and piece.day < unit.sold_on:
		return KNOWN
	return TAKEN_BACK if unit.status == IN_USE else KNOWN


def never_had(owners: Sequence[Owner], rows: Collection[str]) -> tuple[int, ...]:
	"""The places of those who never had the unit since the sale by one of `rows` is cancelled: its buyer, and to whom the buyer passed
	it on."""
	found: list[int] = []
	cancelled = False
	for place, one in enumerate(owners):
		if one.kind == SALE and not one.void:
			cancelled = one.source_row in rows
		if cancelled and not one.void:
			found.append(place)
	return tuple(found)


def transfers(owners: Sequence[Owner]) -> tuple[date, ...]:
	"""The days since the last sale on which the unit got another owner."""
	since: list[date] = []
	for one in owners:
		if one.kind == SALE and not one.void:
			since = []
		elif one.kind == TRANSFER and one.owned_from:
			since.append(one.owned_from)
	return tuple(since)


def resold_on(owners: Sequence[Owner]) -> date | None:
	"""When the unit was sold again, the last time: what was done for those who had it before is not counted any more. A customer who
	passes it on passes on what is owed, too (rules.md R9)."""
	sales = [one.owned_from for one in owners if one.kind == SALE and not one.void and one.owned_from]
	return sales[-1] if len(sales) > 1 else None


def faults(
	dates: Mapping[str, date | None],
	today: date,
	region: str,
	jurisdiction: str,
	entered: Collection[str] | None = None,
) -> tuple[Reason, ...]:
	"""What cannot be of what is entered: days that cannot be, a region of another country or of none. `entered`: the days that somebody
	tells now, of all where nothing is said; what came with a sale is not theirs to answer for."""
	found = _impossible_days(dates, today, frozenset(dates if entered is None else entered))
	if jurisdiction and not (len(jurisdiction) == 2 and jurisdiction.isascii() and jurisdiction.isalpha()):
		found.append(Reason("jurisdiction_unreadable", {"jurisdiction": jurisdiction}))
	elif region and not region.startswith(f"{jurisdiction}-"):
		found.append(Reason("region_elsewhere", {"region": region, "jurisdiction": jurisdiction}))
	elif region and not is_region(region):
		found.append(Reason("region_unknown", {"region": region}))
	return tuple(found)


def _impossible_days(dates: Mapping[str, date | None], today: date, entered: Collection[str]) -> list[Reason]:
	"""Days to come, goods sold before they were made or installed before they were sold. A delivery that is planned is none yet: the
	delivery note tells of it, be it dated ahead."""
	found = [
		Reason("unit_delivery_ahead" if name == DELIVERED else "unit_day_ahead", {"day": name, "date": day})
		for name, day in dates.items()
		if day and day > today and name in entered
	]
	made, installed = dates.get(MADE), dates.get(INSTALLED)
	told = min((day for name, day in dates.items() if day and name != MADE), default=None)
	sold = min(filter(None, (dates.get(INVOICED), dates.get(DELIVERED))), default=None)
	if made and told and told < made and entered:
		found.append(Reason("unit_sold_before_made", {"made": made, "sold": told}))
	if installed and sold and installed < sold and {INSTALLED, INVOICED, DELIVERED} & set(entered):
		found.append(Reason("unit_installed_before_sold", {"installed": installed, "sold": sold}))
	return found


def faults_of_reading(number: int, read_on: date | None, value: float, today: date) -> tuple[Reason, ...]:
	"""What cannot be of a counter as it is entered in row `number`: a negative one, or one that was read after today."""
	found = [Reason("reading_negative", {"row": number})] if value < 0 else []
	if read_on and read_on > today:
		found.append(Reason("reading_ahead", {"row": number}))
	return tuple(found)
