"""The register of units while sales are read into it: what is known is loaded at once, what changes is written at once.

Sales are taken in the order of their days. The same sale twice changes nothing, so a reading that was killed is done again.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate

from aftersales_app.aftersales_core import moments, rows
from aftersales_app.domain import registration as rule
from aftersales_app.domain.registration import Known, Owner, Piece
from aftersales_app.integrations import erpnext_sales as erpnext
from aftersales_app.integrations.erpnext import country_code
from aftersales_app.integrations.erpnext_sales import Sale, SaleRow
from aftersales_app.warranty.queries import units as queries
from aftersales_app.warranty.services import coverage, extensions, rules

PRODUCT, OWNER = queries.PRODUCT, queries.OWNER
STAMPS = ("owner", "creation", "modified", "modified_by")
NO_CUSTOMER = "No Customer"  # why a row makes no unit, as in the domain
TO_LOOK_AT = (*rule.TO_LOOK_AT, NO_CUSTOMER)
UNIT_COLUMNS = (
	"name",
	*STAMPS,
	"unit_key",
	"company",
	"customer",
	"status",
	"item_code",
	"item_name",
	"serial_no",
	"batch_no",
	"brand",
	"goods_category",
	"supplier",
	"jurisdiction",
	"region",
	"buyer",
	"price",
	"currency",
	"invoiced_on",
	"delivered_on",
	"needs_installation",
	"source_doctype",
	"source_name",
	"source_row",
	"order_row",
	"invoice",
	"invoice_row",
	"coverage_until",
	"coverage_statement",
)
OWNER_FACTS = (
	"customer",
	"kind",
	"owned_from",
	"owned_until",
	"void",
	"source_doctype",
	"source_name",
	"source_row",
	"heard",
	"before",
)
# What nobody tells of an owner by hand.
NOT_TOLD = {**dict.fromkeys(OWNER_FACTS[3:]), "void": 0}
# What a sale writes over of a unit that was sold before.
WRITTEN_OVER = (
	*("company", "customer", "status", "jurisdiction", "region", "buyer", "channel", "price", "currency"),
	*("invoiced_on", "delivered_on", "installed_on", "registered_on", "replaces", "replaced_by"),
	*("source_doctype", "source_name", "source_row", "order_row", "delivery_row", "invoice", "invoice_row"),
)
OWNER_COLUMNS = ("name", *STAMPS, "parent", "parenttype", "parentfield", "idx", *OWNER_FACTS)
Unit = frappe._dict


@dataclass
class Tally:
	"""What became of sales. `left_out`: reason -> count; `examples`: reason -> document; `listed`: rows for a person to look at."""

	done: Counter[str] = field(default_factory=Counter)
	left_out: Counter[str] = field(default_factory=Counter)
	examples: dict[str, tuple[str, str]] = field(default_factory=dict)
	listed: list[tuple[Sale, SaleRow, str]] = field(default_factory=list)

	def leave_out(self, sale: Sale, row: SaleRow, reason: str, count: int = 1) -> None:
		self.left_out[reason] += count
		self.examples.setdefault(reason, (sale.doctype, sale.name))
		if reason in TO_LOOK_AT:
			self.listed.append((sale, row, reason))


def take(sales: Sequence[Sale]) -> Tally:
	"""Read sales into the register and write what they change."""
	register = Register(sales)
	for sale in sales:
		register.take(sale)
	register.write()
	return register.tally


class Register:
	"""The units that some sales speak of."""

	def __init__(self, sales: Sequence[Sale]) -> None:
		self.tally = Tally()
		self.goods = erpnext.goods({row.item_code for sale in sales for row in sale.rows})
		mine = [(sale, row) for sale in sales for row in sale.rows if self.registers(row)]
		self.buyers = erpnext.buyers({sale.customer for sale, _row in mine}) if mine else {}
		self.by_key: dict[str, Unit] = {}
		self.by_row: dict[str, list[Unit]] = {}
		self.by_order: dict[str, list[Unit]] = {}
		self.by_source: dict[str, list[Unit]] = {}
		self.changed: dict[str, Unit] = {}
		self.new: list[Unit] = []
		self._load(mine)

	def registers(self, row: SaleRow) -> bool:
		found = self.goods.get(row.item_code)
		return bool(found and found.registered)

	def take(self, sale: Sale) -> None:
		buyer = self.buyers.get(sale.customer)
		for row in sale.rows:
			if not self.registers(row):
				self.tally.leave_out(sale, row, rule.NOT_REGISTERED)
			elif not buyer:
				self.tally.leave_out(sale, row, NO_CUSTOMER)
			elif buyer.is_internal_customer:
				self.tally.leave_out(sale, row, rule.INTERNAL)
			elif sale.back:
				self._take_back(sale, row)
			elif sale.moves:
				self._deliver(sale, row)
			else:
				self._invoice(sale, row)

	# what is there

	def _load(self, mine: Sequence[tuple[Sale, SaleRow]]) -> None:
		keys, rows, orders, before = set(), set(), set(), set()
		for sale, row in mine:
			keys.update(key for key, _serial, _batch in self._pieces(row))
			rows.update((row.other_row, row.returns, "" if row.serials else row.name))
			orders.add(row.order_row)
			before.add(sale.amended_from)
		for column, values in (
			("unit_key", keys),
			("source_row", rows - {""}),
			("delivery_row", rows - {""}),
			("order_row", orders - {""}),
			("source_name", before - {""}),
		):
			for unit in queries.known(column, values):
				for owner in unit.owners:
					owner.stored = {key: owner[key] for key in ("idx", "owned_until", "heard")}
				self._keep(unit)
		delivered = [row for sale, row in mine if sale.doctype == erpnext.DELIVERY and not sale.back]
		self.papers = Papers(delivered)
		self.suppliers = erpnext.suppliers({serial for _sale, row in mine for serial, _batch in row.serials})

	def _keep(self, unit: Unit) -> None:
		identity = unit.unit_key or unit.name
		if identity in self.by_key:
			return
		self.by_key[identity] = unit
		for index, value in (
			(self.by_row, unit.source_row),
			(self.by_row, unit.delivery_row),
			(self.by_order, unit.order_row),
			(self.by_source, unit.source_name),
		):
			if value:
				index.setdefault(value, []).append(unit)

	def _pieces(self, row: SaleRow) -> list[tuple[str, str, str]]:
		"""(key, serial number, batch) of each piece; none for an item with serial numbers that names none."""
		if row.serials:
			return [(rule.unit_key(row.item_code, serial), serial, batch) for serial, batch in row.serials]
		if self.goods[row.item_code].has_serial_no:
			return []
		count = rule.whole_pieces(row.qty)
		return [
			(rule.unit_key(row.item_code, row=row.name, number=number), "", row.batch)
			for number in range(1, count + 1)
		]

	# what a row means

	def _deliver(self, sale: Sale, row: SaleRow) -> None:
		pieces = self._pieces(row)
		if not pieces:
			serialised = self.goods[row.item_code].has_serial_no
			self.tally.leave_out(sale, row, rule.NO_SERIAL if serialised else rule.NOT_WHOLE)
		mine = self._of_row(row, pieces)
		for key, serial, batch in pieces:
			unit = self.by_key.get(key) or (mine.pop(0) if mine else self._waiting(sale, row))
			piece = Piece(sale.customer, sale.day, sale.name, row.name, row.free)
			if unit is not None and unit.delivery_row == row.name:
				self.tally.done[rule.KNOWN] += 1
			elif unit is not None and not unit.delivered_on and unit.status == rule.IN_USE:
				self._hand_over(sale, row, unit, (key, serial, batch))
			else:
				self._apply(rule.meaning(piece, unit and _known(unit)), sale, row, unit, (key, serial, batch))

	def _of_row(self, row: SaleRow, pieces: Collection[tuple[str, str, str]]) -> list[Unit]:
		"""Units of a row without serial numbers that are not known by the row itself: to which people have given a serial number since,
		which a document had sold that this one amends, and which another had sold and this one handed over."""
		keys = {key for key, _serial, _batch in pieces}
		found = () if row.serials else self.by_row.get(row.name, ())
		return [unit for unit in found if unit.unit_key not in keys]

	def _waiting(self, sale: Sale, row: SaleRow) -> Unit | None:
		"""A unit that was sold by another document and not handed over yet, or whose sale was cancelled to be amended."""
		sold = [*self.by_row.get(row.other_row, ()), *self.by_order.get(row.order_row, ())]
		for unit in sold:
			if unit.item_code == row.item_code and not unit.delivered_on and unit.status == rule.IN_USE:
				return unit
		return self._amended(sale, row)

	def _amended(self, sale: Sale, row: SaleRow) -> Unit | None:
		"""A unit whose sale was cancelled to be amended."""
		for unit in self.by_source.get(sale.amended_from, ()):
			if unit.item_code == row.item_code and not unit.serial_no and unit.status == rule.CANCELLED:
				return unit
		return None

	def _hand_over(self, sale: Sale, row: SaleRow, unit: Unit, piece: tuple[str, str, str]) -> None:
		key, serial, batch = piece
		facts = {"delivered_on": sale.day, "delivery_row": row.name}
		self.by_row.setdefault(row.name, []).append(unit)
		if serial and not unit.serial_no:
			facts |= {"serial_no": serial, "unit_key": key, "batch_no": batch or None}
			self.by_key[key] = unit
		self._change(unit, **facts)
		self.tally.done[rule.KNOWN] += 1

	def _apply(
		self, what: str, sale: Sale, row: SaleRow, unit: Unit | None, piece: tuple[str, str, str]
	) -> None:
		if what == rule.NEW:
			self._register(sale, row, *piece)
		elif what == rule.RESOLD:
			self._sell_again(sale, row, unit)
		elif what == rule.EARLIER:
			self._own(unit, sale, row, sale.day)
			self._change(unit)
		elif what == rule.BACK:
			self._hear(unit, row.name)
			_present(unit).owned_until = None
			self._change(unit, status=rule.IN_USE)
		self.tally.done[what] += 1

	def _register(self, sale: Sale, row: SaleRow, key: str, serial: str, batch: str) -> None:
		goods = self.goods[row.item_code]
		unit = Unit(
			unit_key=key,
			item_code=row.item_code,
			item_name=goods.item_name,
			serial_no=serial or None,
			batch_no=batch or None,
			brand=goods.brand,
			goods_category=self._category(row.item_code),
			supplier=self.suppliers.get(serial),
			needs_installation=goods.needs_installation or 0,
			owners=[],
			new=True,
			**self._sold(sale, row),
		)
		self._own(unit, sale, row, sale.day)
		self.new.append(unit)
		self._keep(unit)

	def _category(self, item_code: str) -> str | None:
		goods = self.goods[item_code]
		if "category" not in goods:
			goods.category = rules.goods_category(item_code) or None
		return goods.category

	def _sold(self, sale: Sale, row: SaleRow) -> dict[str, Any]:
		"""What a sale says of the unit that it sells."""
		own = sale.doctype == erpnext.INVOICE
		paper = frappe._dict() if own else self.papers.bill(row)
		asked = frappe._dict(price=row.price, currency=sale.currency)
		if paper and row.price is not None:
			asked = paper
		return {
			"company": sale.company,
			"customer": sale.customer,
			"status": rule.IN_USE,
			"jurisdiction": country_code(sale.company),
			"region": None,
			"buyer": "consumer" if self.buyers[sale.customer].customer_type == "Individual" else "business",
			"price": asked.price or 0,
			"currency": asked.currency or None,
			"invoiced_on": sale.day if own else paper.day,
			"delivered_on": sale.day if sale.moves else None,
			"source_doctype": sale.doctype,
			"source_name": sale.name,
			"source_row": row.name,
			"order_row": row.order_row or None,
			"invoice": sale.name if own else paper.invoice,
			"invoice_row": row.name if own else paper.row,
		}

	def _sell_again(self, sale: Sale, row: SaleRow, unit: Unit) -> None:
		had = [one for one in unit.owners if not one.void and not one.owned_until]
		for one in had:
			one.owned_until = sale.day
		owner = self._own(unit, sale, row, sale.day)
		ended = [] if unit.new else extensions.unit_sold_again(unit.name, sale.day, sale.name)
		before = {field: unit.get(field) for field in WRITTEN_OVER}
		owner.before = frappe.as_json({"unit": before, "had": bool(had), "extensions": ended})
		self.papers.let_go(unit)
		self._change(unit, **{**dict.fromkeys(WRITTEN_OVER), **self._sold(sale, row)})

	def _invoice(self, sale: Sale, row: SaleRow) -> None:
		"""An invoice without stock: the bill for units that were or will be delivered, or the only paper there is."""
		sold = (*self.by_row.get(row.other_row, ()), *self.by_order.get(row.order_row, ()))
		count = rule.whole_pieces(row.qty)
		billed = list({id(unit): unit for unit in sold if _is_sold(unit, row)}.values())
		known = [unit for unit in billed if unit.invoice_row == row.name]
		for unit in [one for one in billed if not one.invoice][: count - len(known)]:
			known.append(unit)
			paid = {} if row.price is None else {"price": row.price, "currency": sale.currency or None}
			self._change(unit, invoice=sale.name, invoice_row=row.name, invoiced_on=sale.day, **paid)
		self.tally.done[rule.KNOWN] += len(known)
		if row.other_row or row.package or known or self.goods[row.item_code].has_serial_no:
			return
		if not count:
			self.tally.leave_out(sale, row, rule.NOT_WHOLE)
		pieces = self._pieces(row)
		mine = self._of_row(row, pieces)
		for key, serial, batch in pieces:
			piece = Piece(sale.customer, sale.day, sale.name, row.name, row.free)
			unit = self.by_key.get(key) or (mine.pop(0) if mine else self._amended(sale, row))
			self._apply(rule.meaning(piece, unit and _known(unit)), sale, row, unit, (key, serial, batch))

	def _take_back(self, sale: Sale, row: SaleRow) -> None:
		if row.serials:
			units = [self.by_key.get(key) for key, _serial, _batch in self._pieces(row)]
		else:
			units = self._sold_by(sale, row)
		if not units and sale.moves:
			units = [None]
		for unit in units:
			handed_over = unit is not None and row.returns == unit.delivery_row
			returns = "" if handed_over else row.returns
			piece = Piece(sale.customer, sale.day, sale.name, row.name, row.free, True, returns)
			what = rule.meaning(piece, unit and _known(unit))
			if what == rule.UNKNOWN:
				self.tally.leave_out(sale, row, rule.UNKNOWN)
				continue
			if what == rule.TAKEN_BACK:
				_present(unit).owned_until = sale.day
				self._hear(unit, sale.name)
				self._change(unit, status=rule.RETURNED)
			self.tally.done[what] += 1

	def _sold_by(self, sale: Sale, row: SaleRow) -> list[Unit]:
		"""As many units without serial number as a return takes back of the row that sold them; those first that it took before."""
		sold = [unit for unit in self.by_row.get(row.returns, ()) if not unit.serial_no]
		sold.sort(key=lambda unit: (not _heard(unit, sale.name), unit.status != rule.IN_USE))
		return sold[: rule.whole_pieces(row.qty)]

	# what changes

	def _change(self, unit: Unit, **facts: Any) -> None:
		unit.update(facts)
		if not unit.new:
			held = self.changed.setdefault(unit.name, Unit(unit=unit, facts={}))
			held.facts.update(facts)

	def _own(self, unit: Unit, sale: Sale, row: SaleRow, day: date) -> Unit:
		"""Another owner in the order of days; one from before the present owner had it until the next one came."""
		owner = Unit(
			customer=sale.customer,
			kind=rule.SALE,
			owned_from=day,
			void=0,
			source_doctype=sale.doctype,
			source_name=sale.name,
			source_row=row.name,
			new=True,
		)
		unit.owners.append(owner)
		unit.owners.sort(key=lambda one: getdate(one.owned_from) if one.owned_from else date.min)
		after = unit.owners[unit.owners.index(owner) + 1 :]
		if after:
			owner.owned_until = after[0].owned_from
		return owner

	def _hear(self, unit: Unit, what: str) -> None:
		owner = _present(unit)
		owner.heard = "\n".join(filter(None, (owner.heard, what)))

	# writing

	def write(self) -> None:
		"""New units with their owners and their coverage, then what changed of the others."""
		stamps = (frappe.session.user, moments.site_now(), moments.site_now(), frappe.session.user)
		for unit, number in zip(self.new, queries.numbers(len(self.new)), strict=True):
			unit.name = f"UN-{number:07d}"
		for name, (statement, until) in coverage.first_statements(self.new).items():
			self._named(name).update(coverage_statement=statement, coverage_until=until)
		_insert(PRODUCT, UNIT_COLUMNS, [(unit.name, *stamps, *_values(unit)) for unit in self.new])
		_insert(OWNER, OWNER_COLUMNS, [row for unit in self.new for row in _owner_rows(unit, stamps)])
		for held in self.changed.values():
			self._rewrite(held.unit, held.facts, stamps)

	def _named(self, name: str) -> Unit:
		if not hasattr(self, "_names"):
			self._names = {unit.name: unit for unit in self.new}
		return self._names[name]

	def _rewrite(self, unit: Unit, facts: dict[str, Any], stamps: tuple[Any, ...]) -> None:
		_insert(OWNER, OWNER_COLUMNS, _owner_rows(unit, stamps))
		for place, owner in enumerate(unit.owners, 1):
			told = {"idx": place, "owned_until": owner.owned_until, "heard": owner.heard}
			if not owner.new and told != owner.stored:
				frappe.db.set_value(OWNER, owner.name, told, update_modified=False)
		frappe.db.set_value(PRODUCT, unit.name, facts or {"status": unit.status})
		coverage.renew(unit.name)


def _is_sold(unit: Unit, row: SaleRow) -> bool:
	return unit.item_code == row.item_code and unit.status != rule.CANCELLED


class Papers:
	"""The invoices that bill what delivery notes hand over: each for as many pieces as it bills, the earliest first."""

	def __init__(self, delivered: Sequence[SaleRow]) -> None:
		self.by_row = erpnext.invoices_of(
			{row.package or row.name for row in delivered},
			{row.other_row for row in delivered} - {""},
			{row.order_row for row in delivered} - {""},
		)
		rows = {paper.row for papers in self.by_row.values() for paper in papers}
		self.billed = Counter(queries.billed(rows))

	def bill(self, row: SaleRow) -> Any:
		"""The invoice of one more piece of a row; empty where none bills it."""
		for known in (row.package or row.name, row.other_row, row.order_row):
			for paper in self.by_row.get(known, ()):
				place = (paper.row, row.item_code)
				if self.billed[place] < rule.whole_pieces(paper.qty * row.each):
					self.billed[place] += 1
					return paper
		return frappe._dict()

	def let_go(self, unit: Unit) -> None:
		"""What was sold before is not what its invoice is for any more."""
		if unit.status != rule.CANCELLED:
			self.billed[unit.invoice_row, unit.item_code] -= 1


def _known(unit: Unit) -> Known:
	return Known(unit.status, unit.customer, tuple(map(_as_owner, unit.owners)))


def _present(unit: Unit) -> Unit:
	"""Who has it or had it last."""
	return next(owner for owner in reversed(unit.owners) if not owner.void)


def _as_owner(row: Any) -> Owner:
	day = getdate(row.owned_from) if row.owned_from else None
	heard = tuple((row.heard or "").split("\n")) if row.heard else ()
	return Owner(row.customer, day, row.source_row or "", row.kind, bool(row.void), heard)


def _heard(unit: Unit, what: str) -> bool:
	return any(what in _as_owner(row).heard for row in unit.owners)


def _values(unit: Unit) -> list[Any]:
	values = [unit.get(column) for column in UNIT_COLUMNS[1 + len(STAMPS) :]]
	values[-1] = values[-1] or 0
	return values


def _owner_rows(unit: Unit, stamps: tuple[Any, ...]) -> list[tuple[Any, ...]]:
	return [
		(
			frappe.generate_hash(length=10),
			*stamps,
			unit.name,
			PRODUCT,
			"owners",
			place,
			*(owner.get(fact) for fact in OWNER_FACTS),
		)
		for place, owner in enumerate(unit.owners, 1)
		if owner.new
	]


def _insert(doctype: str, columns: Sequence[str], values: Iterable[tuple[Any, ...]]) -> None:
	rows.append_literals(doctype, columns, list(map(rows.literal, values)))
