"""A warranty claim created and decided, beside a bare DocType in the same round. Every hundred documents a commit."""

from collections.abc import Callable, Iterator

import desk
import frappe
from timing import Figure, milliseconds, paired, statements

from aftersales_app.warranty.services import claims

BATCH, ROUNDS = 100, 9
CLERK, DECIDER = "bench1@example.com", "bench2@example.com"  # nobody decides on a claim of their own
ITEM, PRODUCT, CLAIM = "Bench Phone", "Aftersales Product", "Aftersales Claim"


def figures() -> Iterator[Figure]:
	"""Created and decided; the same where another request loads and locks what is decided on."""
	units = prepare()
	for name, reload, goal in (
		("create a claim and decide on it", False, 3.0),
		("... loaded and locked in between", True, None),
	):
		ratio, own, other = paired(lambda reload=reload: _both(units, reload), _bare, ROUNDS)
		yield Figure(name, ratio, "x", goal, note=f"{own:.2f} ms, beside {other:.2f} ms")
	creating, deciding = _counted(units)
	yield Figure("create a claim: statements", creating, "", 5)
	# Four to read and lock it with its three tables, one each for decision and claim.
	yield Figure("... and decide on it, loaded: statements", deciding, "", 6)
	frappe.set_user("Administrator")


def prepare() -> list[str]:
	"""A hundred registered phones; commits."""
	desk.prepare()
	if not frappe.db.exists("Item", ITEM):
		item = {"doctype": "Item", "item_code": ITEM, "item_group": "Products", "stock_uom": "Nos"}
		frappe.get_doc(item).insert()
	for number in range(frappe.db.count(PRODUCT, {"item_code": ITEM}), BATCH):
		frappe.get_doc(
			{
				"doctype": PRODUCT,
				"company": desk.COMPANY[0],
				"customer": f"Bench Customer {number % desk.CUSTOMERS}",
				"item_code": ITEM,
				"item_name": ITEM,
				"serial_no": f"Bench {number}",
				"goods_category": "phone",
				"jurisdiction": "CN",
				"region": "CN-GD",
				"buyer": "consumer",
				"channel": "store",
				"price": 400,
				"delivered_on": frappe.utils.add_days(frappe.utils.nowdate(), -30),
			}
		).insert()
	frappe.db.commit()
	return frappe.get_all(PRODUCT, {"item_code": ITEM}, pluck="name", order_by="name")


def _both(units: list[str], reload: bool) -> float:
	"""Milliseconds a claim takes from nothing to its decision."""
	made: list = []
	spent = _as(CLERK, lambda: made.extend(_create(unit) for unit in units))
	return spent + _as(DECIDER, lambda: [_decide(_stored(one.name) if reload else one) for one in made])


def _bare() -> float:
	return _as(CLERK, lambda: [frappe.get_doc(desk.bare(number)).insert() for number in range(BATCH)])


def _as(user: str, work: Callable[[], object]) -> float:
	frappe.set_user(user)

	def done() -> None:
		work()
		frappe.db.commit()

	return milliseconds(done) / BATCH


def _create(unit: str):
	product = frappe.get_cached_doc(PRODUCT, unit)
	return frappe.get_doc(
		{
			"doctype": CLAIM,
			"company": product.company,
			"customer": product.customer,
			"product": unit,
			"event_on": frappe.utils.nowdate(),
			"fault": "The compressor does not start.",
			"wants": "repair",
			"facts": [{"fact": "defect_confirmed", "value": "true", "source": "Inspection"}],
		}
	).insert()


def _stored(name: str):
	return frappe.get_doc(CLAIM, name, for_update=True)


def _decide(claim) -> str | None:
	return claims.decide(claim, "Approved", "repair")


def _counted(units: list[str]) -> tuple[int, int]:
	"""Statements of a warm claim: created, decided."""
	frappe.set_user(CLERK)
	warm = _create(units[1])
	with statements() as creating:
		claim = _create(units[0])
	frappe.set_user(DECIDER)
	_decide(_stored(warm.name))
	with statements() as deciding:
		_decide(_stored(claim.name))
	frappe.db.rollback()
	return len(creating), len(deciding)
