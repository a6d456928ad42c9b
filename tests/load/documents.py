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
	"""Create, create with its first message, change the status, two processes at once."""
	desk.prepare()
	frappe.set_user(AGENT)
	yield from _pair("create a ticket", lambda: _create(desk.ticket), lambda: _create(desk.bare), 2.0)
	yield Figure("create a ticket: statements", _count(lambda: _insert(desk.ticket, 1)), "", 8)
	yield from _pair(
		"create with its first message",
		lambda: _create(desk.ticket, desk.message),
		lambda: _create(desk.bare),
		4.0,
	)
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


def _pair(name: str, ours: Callable[[], float], bare: Callable[[], float], goal: float) -> Iterator[Figure]:
	ratio, own, other = paired(ours, bare, ROUNDS)
	yield Figure(name, ratio, "x bare", goal, note=f"{own:.2f} ms, bare {other:.2f} ms")


def _insert(make: Callable[[int], dict], number: int, then: Callable | None = None):
	doc = frappe.get_doc(make(number)).insert()
	if then:
		then(doc)
	return doc


def _create(make: Callable[[int], dict], then: Callable | None = None) -> float:
	def work() -> None:
		for number in range(BATCH):
			_insert(make, number, then)
		frappe.db.commit()

	spent = milliseconds(work) / BATCH
	desk.finish_open()
	return spent


def _move(make: Callable[[int], dict], status: str) -> float:
	docs = [_insert(make, number) for number in range(BATCH)]
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
		_insert(desk.ticket, number)
	with statements() as seen:
		work()
	frappe.db.rollback()
	return len(seen)


def _one_move() -> Callable[[], object]:
	first, doc = _insert(desk.ticket, 0), _insert(desk.ticket, 1)
	for one in (first,):
		one.status = "In Diagnosis"
		one.save()
	doc.status = "In Diagnosis"
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
	_create(desk.ticket)
	began = perf_counter()
	for _ in range(3):
		for count in range(BATCH):
			_insert(desk.ticket, count + number * 1000)
		frappe.db.commit()
	rate = 3 * BATCH / (perf_counter() - began)
	frappe.destroy()
	return rate
