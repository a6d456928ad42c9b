"""Registering units: 100,000 serial numbers that were delivered before the app came, and a delivery that is submitted now.

The deliveries go past ERPNext's documents, as a migration leaves them: notes, rows, bundles and serial numbers. Every unit gets the coverage
of a television set.
"""

import os
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import frappe
from timing import Figure, milliseconds, progress, statements

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from factories import sales

from aftersales_app.warranty.services import backfill, rules, units

SERIALS = int(os.environ.get("AFTERSALES_BENCH_SERIALS", "100000"))
ITEM, COMPANY, FIRST = "Bench Television", "Bench Units", date(2024, 1, 2)
ROWS, ROUNDS = 5, 7  # serial numbers on a delivery note; rounds of submitting
STAMPS = {"owner": "Administrator", "modified_by": "Administrator", "docstatus": 1}
OURS = ("Aftersales Coverage", "Aftersales Product Owner", "Aftersales Product", "Aftersales Backfill")


def figures() -> Iterator[Figure]:
	usual = rules.goods_category
	rules.goods_category = lambda item_code: "tv"
	try:
		yield from _backfill()
		yield from _submit()
	finally:
		rules.goods_category = usual


def _backfill() -> Iterator[Figure]:
	company = _company()
	_fill(company)
	for doctype in OURS:
		if doctype != "Aftersales Product Owner":
			frappe.db.delete(doctype, {"company": company})
	frappe.db.delete("Aftersales Product Owner", {"source_name": ("like", "BENCH-DN-%")})
	frappe.db.commit()
	progress(f"registering {SERIALS:,} units")
	spent = milliseconds(lambda: backfill.run(company)) / 1000
	told = frappe.get_last_doc("Aftersales Backfill", {"company": company})
	covered = frappe.db.count("Aftersales Coverage", {"company": company})
	note = f"{told.registered:,} units with {covered:,} periods in {spent:.1f} s, {told.skipped} left out"
	yield Figure(
		"backfill of delivered serial numbers", told.registered / spent, "units/s", 2000, False, note
	)
	again = milliseconds(lambda: backfill.run(company)) / 1000
	yield Figure("the same once more, all known", SERIALS / again, "units/s", 2000, False)


def _company() -> str:
	if not frappe.db.exists("Company", COMPANY):
		frappe.get_doc(
			doctype="Company", company_name=COMPANY, abbr="BU", default_currency="CNY", country="China"
		).insert()
	if not frappe.db.exists("Item", ITEM):
		frappe.get_doc(
			doctype="Item",
			item_code=ITEM,
			item_group="Products",
			stock_uom="Nos",
			is_stock_item=1,
			has_serial_no=1,
		).insert()
	for number in range(50):
		if not frappe.db.exists("Customer", f"Bench Buyer {number}"):
			frappe.get_doc(
				doctype="Customer",
				customer_name=f"Bench Buyer {number}",
				customer_type="Individual",
				customer_group="Commercial",
				territory="All Territories",
			).insert()
	return COMPANY


def _fill(company: str) -> None:
	have = frappe.db.count("Delivery Note", {"company": company})
	if have * ROWS >= SERIALS:
		return
	progress(f"filling {SERIALS:,} delivered serial numbers")
	for doctype, column in (
		("Delivery Note", "name"),
		("Delivery Note Item", "parent"),
		("Serial and Batch Bundle", "voucher_no"),
		("Serial and Batch Entry", "parent"),
		("Serial No", "name"),
	):
		frappe.db.delete(doctype, {column: ("like", "BENCH-%")})
	notes = [_note(number, company) for number in range(-(-SERIALS // ROWS))]
	for doctype in notes[0]:
		rows = [row for note in notes for row in note[doctype]]
		columns = list(rows[0])
		values = [tuple(row[column] for column in columns) for row in rows]
		frappe.db.bulk_insert(doctype, columns, values, chunk_size=5000)
	frappe.db.commit()


def _note(number: int, company: str) -> dict[str, list[dict]]:
	"""One delivery note with its bundle and its serial numbers."""
	name, row, bundle = f"BENCH-DN-{number:06d}", f"BENCH-ROW-{number:06d}", f"BENCH-SBB-{number:06d}"
	day = FIRST + timedelta(days=number % 700)
	customer = f"Bench Buyer {number % 50}"
	serials = [f"BENCH-{number:06d}-{piece}" for piece in range(ROWS)]
	told = {**STAMPS, "creation": day, "modified": day}
	child = {**told, "parenttype": "Delivery Note", "parentfield": "items", "idx": 1}
	return {
		"Delivery Note": [
			{
				**told,
				"name": name,
				"company": company,
				"customer": customer,
				"posting_date": day,
				"currency": "CNY",
			}
		],
		"Delivery Note Item": [
			{
				**child,
				"name": row,
				"parent": name,
				"item_code": ITEM,
				"qty": ROWS,
				"stock_qty": ROWS,
				"rate": 3000,
				"conversion_factor": 1,
				"serial_and_batch_bundle": bundle,
			}
		],
		"Serial and Batch Bundle": [
			{
				**told,
				"name": bundle,
				"company": company,
				"item_code": ITEM,
				"voucher_type": "Delivery Note",
				"voucher_no": name,
				"voucher_detail_no": row,
				"type_of_transaction": "Outward",
				"has_serial_no": 1,
			}
		],
		"Serial and Batch Entry": [
			{
				**told,
				"name": f"BENCH-SBE-{number:06d}-{place}",
				"parent": bundle,
				"parenttype": "Serial and Batch Bundle",
				"parentfield": "entries",
				"idx": place,
				"serial_no": serial,
				"qty": -1,
			}
			for place, serial in enumerate(serials, 1)
		],
		"Serial No": [
			{
				**told,
				"docstatus": 0,
				"name": serial,
				"serial_no": serial,
				"item_code": ITEM,
				"company": company,
				"status": "Delivered",
				"customer": customer,
			}
			for serial in serials
		],
	}


def _submit() -> Iterator[Figure]:
	"""A delivery of ten serial numbers, with registering and without it, in the same round; nothing is kept."""
	taking, pairs, counts = units._take, [], []
	for _ in range(ROUNDS):
		pairs.append((_submitted(taking, counts), _submitted(lambda doc: None, [])))
	ratio = median(ours / bare for ours, bare in pairs)
	note = f"{median(a for a, _ in pairs):.0f} ms, without {median(b for _, b in pairs):.0f} ms"
	yield Figure("submit a delivery of ten units", ratio, "x", 1.25, note=note)
	yield Figure("... statements for registering", counts[-1], "", 25)


def _submitted(take: object, counts: list[int]) -> float:
	units._take = take
	item, serials = sales.serialised(10)
	note = sales.new_delivery(item, 10, "\n".join(serials))
	note.insert()
	try:
		spent = milliseconds(note.submit)
		with statements() as seen:
			take(note)
		counts.append(len(seen))
	finally:
		frappe.db.rollback()
	return spent
