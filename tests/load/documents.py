"""Creating and moving tickets, beside a bare DocType in the same round. Every hundred documents a commit."""

from collections.abc import Callable, Iterator
from multiprocessing import get_context
from time import perf_counter

import desk
import frappe
from timing import Figure, milliseconds, paired, statements

BATCH, ROUNDS = 100, 9
AGENT = "bench1@example.com"


def figures() -> Iterator[Figure]:
	"""Create, create by mail, change the status, two processes at once.

	The customer's first words stand in the ticket, however it comes in; a mail is kept as a Communication besides. That is
	Frappe's own record and takes several bare documents by itself, so it is measured beside one that has it, too.
	"""
	desk.prepare()
	frappe.set_user(AGENT)
	ticket, bare = _inserting(desk.ticket), _inserting(desk.bare)
	title = "create a ticket with its first message"
	yield from _pair(title, lambda: _create(ticket), lambda: _create(bare), 2.0)
	yield Figure("create a ticket: statements", _count(lambda: ticket(1)), "", 8)
	by_mail, bare_by_mail = (
		lambda: _create(desk.taken_in_by_mail),
		lambda: _create(desk.bare_with_message),
	)
	yield from _pair("create by mail, its Communication included", by_mail, lambda: _create(bare), None)
	yield from _pair("... a bare document with a Communication", bare_by_mail, lambda: _create(bare), None)
	yield from _pair("... beside one another", by_mail, bare_by_mail, 1.5)
	yield from _pair(
		"change a status",
		lambda: _move(desk.ticket, "In Diagnosis"),
		lambda: _move(desk.bare, "Working"),
		2.5,
	)
	yield Figure("change a status: statements", _count(_one_move()), "", 8)
	frappe.set_user("Administrator")
	alone, together = _processes(1), _processes(2)
	yield Figure("two processes creating, beside one", together / alone, "x as fast", 1.0, at_most=False)


def _pair(
	name: str, ours: Callable[[], float], bare: Callable[[], float], goal: float | None
) -> Iterator[Figure]:
	ratio, own, other = paired(ours, bare, ROUNDS)
	yield Figure(name, ratio, "x", goal, note=f"{own:.2f} ms, beside {other:.2f} ms")


def _inserting(make: Callable[[int], dict]) -> Callable[[int], object]:
	return lambda number: frappe.get_doc(make(number)).insert()


def _create(one: Callable[[int], object]) -> float:
	"""Milliseconds that `one` takes of each of a hundred numbers."""

	def work() -> None:
		for number in range(BATCH):
			one(number)
		frappe.db.commit()

	spent = milliseconds(work) / BATCH
	desk.finish_open()
	return spent


def _move(make: Callable[[int], dict], status: str) -> float:
	docs = [frappe.get_doc(make(number)).insert() for number in range(BATCH)]
	frappe.db.commit()

	def work() -> None:
		for made in docs:
			doc = frappe.get_doc(made.doctype, made.name)
			doc.status = status
			doc.save()
		frappe.db.commit()

	spent = milliseconds(work) / BATCH
	desk.finish_open()
	return spent


def _count(work: Callable[[], object], warm: int = 20) -> float:
	"""Statements of one call among warm ones."""
	for number in range(warm):
		_inserting(desk.ticket)(number)
	with statements() as seen:
		work()
	frappe.db.rollback()
	return len(seen)


def _one_move() -> Callable[[], object]:
	warm, doc = (_inserting(desk.ticket)(number) for number in range(2))
	warm.status = doc.status = "In Diagnosis"
	warm.save()
	return doc.save


def _processes(count: int) -> float:
	"""Tickets a second that `count` processes create together."""
	context = get_context("spawn")
	site, path = frappe.local.site, frappe.local.sites_path
	with context.Pool(count) as pool:
		rates = pool.map(_worker, [(site, path, number) for number in range(count)])
	desk.finish_open()
	return sum(rates)


def _worker(task: tuple[str, str, int]) -> float:
	site, path, number = task
	frappe.init(site=site, sites_path=path)
	frappe.connect()
	desk.COMPANY[:] = frappe.get_all("Company", pluck="name", limit=1)
	frappe.set_user(AGENT)
	_create(_inserting(desk.ticket))
	began = perf_counter()
	for _ in range(3):
		for count in range(BATCH):
			_inserting(desk.ticket)(count + number * 1000)
		frappe.db.commit()
	rate = 3 * BATCH / (perf_counter() - began)
	frappe.destroy()
	return rate
