"""`make bench`: every figure in one run on one site, as a table and as JSON.

Run inside the bench: `env/bin/python apps/aftersales_app/tests/load/figures.py --site SITE --sites sites --out FILE [--strict]
[SECTION ...]`. The file keeps what was last measured of the sections that do not run; every row says when it was taken.
With --strict a goal that is missed ends it with 1.
"""

import argparse
import importlib
import json
import os
import sys
from datetime import datetime, timezone
from pathlib import Path

import frappe

sys.path.insert(0, str(Path(__file__).resolve().parent))

SECTIONS = ("clocks", "documents", "claims", "rest", "units", "opinions", "proof", "volume")


def main() -> int:
	parser = argparse.ArgumentParser()
	parser.add_argument("--site", required=True)
	parser.add_argument("--sites", default="sites")
	parser.add_argument("--out", required=True)
	parser.add_argument("--strict", action="store_true")
	parser.add_argument("sections", nargs="*", default=SECTIONS)
	options = parser.parse_args()
	out = Path(options.out).absolute()
	os.chdir(options.sites)  # Frappe looks for its logs beside it
	frappe.init(site=options.site, sites_path=".")
	frappe.connect()
	reached = True
	for section in options.sections:
		rows = []
		try:
			for figure in importlib.import_module(section).figures():
				rows.append({"section": section, **figure.row(), "taken": now()})
				print(line(rows[-1]), flush=True)
				reached = reached and figure.reached is not False
		finally:
			keep(out, section, rows)
	return 1 if options.strict and not reached else 0


def now() -> str:
	return datetime.now(timezone.utc).isoformat(timespec="seconds")


def keep(out: Path, section: str, rows: list[dict]) -> None:
	"""Put a section's rows in the place of its earlier ones; a file of an earlier form dates them as a whole."""
	before = json.loads(out.read_text()) if out.exists() else {"figures": []}
	others = [{"taken": before.get("taken"), **row} for row in before["figures"] if row["section"] != section]
	figures = sorted(others + rows, key=lambda row: row["section"])
	out.write_text(json.dumps({"figures": figures}, indent=1, ensure_ascii=False) + "\n")


def line(row: dict) -> str:
	"""A row of the table."""
	goal = "" if row["goal"] is None else f"{'<=' if row['at_most'] else '>='} {row['goal']:g}"
	verdict = {None: "", True: "ok", False: "MISSED"}[row["reached"]]
	return f"{row['section']:<10} {row['name']:<48} {row['value']:>10.2f} {row['unit']:<10} {goal:<9} {verdict:<7} {row['note']}"


if __name__ == "__main__":
	sys.exit(main())
