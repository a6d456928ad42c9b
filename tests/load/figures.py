"""`make bench`: every figure in one run on one site, as a table and as JSON.

Run inside the bench: `env/bin/python apps/aftersales_app/tests/load/figures.py --site SITE --sites sites --out FILE [SECTION ...]`.
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

SECTIONS = ("clocks", "documents", "rest", "volume")


def main() -> int:
	parser = argparse.ArgumentParser()
	parser.add_argument("--site", required=True)
	parser.add_argument("--sites", default="sites")
	parser.add_argument("--out", required=True)
	parser.add_argument("sections", nargs="*", default=SECTIONS)
	options = parser.parse_args()
	os.chdir(options.sites)  # Frappe looks for its logs beside it
	frappe.init(site=options.site, sites_path=".")
	frappe.connect()
	rows = []
	for section in options.sections:
		for figure in importlib.import_module(section).figures():
			rows.append({"section": section, **figure.row()})
			print(line(rows[-1]), flush=True)
	taken = datetime.now(timezone.utc).isoformat(timespec="seconds")
	Path(options.out).write_text(
		json.dumps({"taken": taken, "figures": rows}, indent=1, ensure_ascii=False) + "\n"
	)
	return 0


def line(row: dict) -> str:
	"""A row of the table."""
	goal = "" if row["goal"] is None else f"{'<=' if row['at_most'] else '>='} {row['goal']:g}"
	verdict = {None: "", True: "ok", False: "MISSED"}[row["reached"]]
	return f"{row['section']:<10} {row['name']:<48} {row['value']:>10.2f} {row['unit']:<10} {goal:<9} {verdict:<7} {row['note']}"


if __name__ == "__main__":
	sys.exit(main())
