"""The sweep's figures on a filled site: nothing due, due tickets warned, silent tickets closed, each with history.

Run with the bench's Python on a site that `fill.py` filled: `python tests/load/sweep.py SITE [--tickets 3000]`. Prints one
line a figure; commits (the time counts the commit), so the tickets it takes stay warned or closed.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.service_desk.services import notices, sweep

TICKET = "Aftersales Ticket"
HOUR = timedelta(hours=1)
OWN_MOMENT = """
	update `tabAftersales Ticket` set resolution_due = resolution_due - interval mod(right(name, 4), 3600) second
	where name in %(part)s
"""


def idle(rounds: int = 50) -> float:
	"""Median milliseconds of a sweep that finds nothing due."""
	sweep_all()
	return median(timed(sweep.run) for _round in range(rounds)) * 1000


def warned(count: int) -> float:
	"""Tickets per second that are found late, marked missed and warned of, event log and commit included."""
	now = moments.site_now()
	late = {
		"resolution_due": now - 3 * HOUR,
		"resolution_at": None,
		"resolution_verdict": "Running",
		"policy": "Standard Service",
	}
	return per_second(
		count, {"status_category": "Closed", "resolution_verdict": "Met"}, late, "Working", "In Service"
	)


def closed(count: int) -> float:
	"""Resolved tickets per second that are closed for silence, event log and commit included."""
	silent = {"resolved_at": moments.site_now() - timedelta(days=8), "confirmation": None, "closed_at": None}
	return per_second(
		count, {"status_category": "Closed", "resolution_verdict": "Met"}, silent, "Resolved", "Resolved"
	)


def per_second(count: int, filters: dict, change: dict, category: str, status: str) -> float:
	sweep_all()
	names = frappe.get_all(TICKET, filters, pluck="name", limit=count, order_by="name desc")
	change = {
		**change,
		"status": status,
		"status_category": category,
		"is_open": int(category == "Working"),
		"next_check_at": moments.site_now() - HOUR,
	}
	for start in range(0, len(names), 1000):
		part = names[start : start + 1000]
		frappe.db.set_value(TICKET, {"name": ("in", part)}, change, update_modified=False)
		frappe.db.sql(OWN_MOMENT, {"part": part})
	frappe.db.commit()
	events = frappe.db.count("Aftersales Ticket Event")
	took = done = 0
	while True:
		began = time.perf_counter()
		looked = run_and_commit()
		if not looked:
			break
		took, done = took + time.perf_counter() - began, done + looked
	history = (frappe.db.count("Aftersales Ticket Event") - events) / done
	print(f"  {done} tickets in {took:.2f} s, {history:.1f} events each")
	return done / took


def run_and_commit() -> int:
	looked = sweep.run()
	frappe.db.after_commit.reset()
	frappe.db.commit()
	return looked


def sweep_all() -> None:
	while run_and_commit():
		pass


def timed(run: Callable[[], object]) -> float:
	began = time.perf_counter()
	run()
	return time.perf_counter() - began


def main() -> None:
	parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
	parser.add_argument("site")
	parser.add_argument("--tickets", type=int, default=3000)
	options = parser.parse_args()
	sites = Path(frappe.__file__).resolve().parents[3] / "sites"
	os.chdir(sites)
	frappe.init(site=options.site, sites_path=str(sites))
	frappe.connect()
	if not frappe.conf.allow_tests:
		sys.exit(f"{options.site} does not allow tests")
	tickets = frappe.db.count(TICKET)
	print(f"{tickets:,} tickets")
	print(f"nothing due: {idle():.2f} ms")
	print(f"due tickets warned: {warned(options.tickets):,.0f}/s")
	print(f"silent tickets closed: {closed(options.tickets):,.0f}/s")
	began = time.perf_counter()
	told = notices.deliver()
	frappe.db.commit()
	print(f"notices delivered: {told} in {time.perf_counter() - began:.2f} s")
	frappe.destroy()


if __name__ == "__main__":
	main()
