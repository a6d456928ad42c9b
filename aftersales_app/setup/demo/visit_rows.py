"""The visits of the demo as rows with their checks, parts and charges."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from aftersales_app.domain.visit_flow import DONE
from aftersales_app.setup.demo.ledger import insert_rows
from aftersales_app.setup.demo.words import FEES

VISIT = "Aftersales Visit"
RECENT = timedelta(days=2)
WAITING = 3  # of the latest visits with parts, whose documents somebody has yet to make
COLUMNS = (
	"name", "owner", "modified_by", "creation", "modified", "ticket", "kind", "technician", "status", "starts_at", "ends_at", "arrived_at",
	"left_at", "cancel_reason", "customer", "customer_name", "contact_phone", "service_address", "company", "team",
	"item_code", "serial_no", "subject", "work_done", "warehouse", "charges_total", "signature", "signed_by",
	"no_signature_reason", "customer_remark", "documents",
)  # fmt: skip


def used(visits: list[dict[str, Any]]) -> list[dict[str, Any]]:
	"""The finished visits that used a part, the latest last."""
	done = [visit for visit in visits if visit["status"] == DONE and visit.get("part")]
	return sorted(done, key=lambda visit: visit["left_at"])


def write(visits: list[dict[str, Any]], random: Random, now: datetime) -> None:
	"""`now` is the site's naive local time: what was used in the last days still waits for its documents."""
	if not visits:
		return
	waiting = {visit["name"] for visit in used(visits)[-WAITING:]}
	for visit in visits:
		recent = visit.get("left_at") and now - visit["left_at"] < RECENT
		waits = visit["name"] in waiting or (recent and visit.get("part"))
		visit["documents"] = "To Be Made" if waits else None
		visit.setdefault("modified", visit.get("arrived_at") or visit["creation"])
		visit.setdefault("charges_total", 0)
	insert_rows(VISIT, [{column: visit.get(column) for column in COLUMNS} for visit in visits])
	for doctype, rows in (
		("Aftersales Visit Check", [row for visit in visits for row in _checks(visit, random)]),
		("Aftersales Visit Part", [row for visit in visits for row in _parts(visit)]),
		("Aftersales Visit Charge", [row for visit in visits for row in _charges(visit)]),
	):
		if rows:
			insert_rows(doctype, rows)


def _checks(visit: dict[str, Any], random: Random) -> Iterator[dict[str, Any]]:
	for place, item in enumerate(visit["checks"], 1):
		outcome = (
			random.choices(("OK", "Not OK", "Not Applicable"), (94, 2, 4))[0]
			if visit["status"] == DONE
			else None
		)
		yield _child(visit, "checklist", place) | {
			"item": item,
			"mandatory": int(place < 4),
			"outcome": outcome,
		}


def _parts(visit: dict[str, Any]) -> Iterator[dict[str, Any]]:
	if visit.get("part"):
		yield _child(visit, "parts", 1) | visit["part"]


def _charges(visit: dict[str, Any]) -> Iterator[dict[str, Any]]:
	codes = {name: code for code, (name, _price) in FEES.items()}
	for place, (name, price) in enumerate(visit.get("fees", ()), 1):
		row = {
			"item_code": f"HY-{codes[name]}",
			"description": name,
			"qty": 1,
			"rate": price,
			"amount": price,
		}
		yield _child(visit, "charges", place) | row


def _child(visit: dict[str, Any], field: str, place: int) -> dict[str, Any]:
	row = {"name": f"{visit['name']}-{field[:2]}{place}", "parent": visit["name"], "parenttype": VISIT}
	return {**row, "parentfield": field, "idx": place}
