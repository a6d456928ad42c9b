"""Reads of what is kept about a person: which records, of which cases, since when these are closed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate
from pypika import Criterion
from pypika.terms import LiteralValue

from aftersales_app.aftersales_core import rows
from aftersales_app.domain import personal_fields as fields
from aftersales_app.domain.anonymity import Person
from aftersales_app.service_quality.queries.feedback import FEEDBACK, INVITATION

REQUEST, RESTRICTED = "Aftersales Privacy Request", "Aftersales Restricted Record"
TICKET, CLAIM, PRODUCT = "Aftersales Ticket", "Aftersales Claim", "Aftersales Product"
COMPLAINT, CALL, OWNER = "Aftersales Complaint", "Aftersales Follow-up Call", "Aftersales Product Owner"
EVENT, RETURN, REPAIR = "Aftersales Ticket Event", "Aftersales Return", "Aftersales Repair"
EXTENSION, VISIT = "Aftersales Extension", "Aftersales Visit"
WHOSE, CONTACT, PHONE, EMAIL = "customers", "contacts", "phones", "emails"
# By which columns a record is somebody's.
ROOTS: Mapping[str, Mapping[str, str]] = {
	TICKET: {
		**{"customer": WHOSE, "contact": CONTACT, "contact_phone": PHONE, "phone_key": PHONE},
		"contact_email": EMAIL,
	},
	VISIT: {"customer": WHOSE, "contact_phone": PHONE},
	COMPLAINT: {
		**{"customer": WHOSE, "contact": CONTACT, "complainant_phone": PHONE, "complainant_email": EMAIL},
	},
	FEEDBACK: {"customer": WHOSE},
	INVITATION: {"customer": WHOSE, "contact_email": EMAIL, "contact_phone": PHONE},
	CALL: {"customer": WHOSE, "contact_phone": PHONE},
	CLAIM: {"customer": WHOSE},
	"Aftersales Decision": {"customer": WHOSE},
	RETURN: {"customer": WHOSE},
	REPAIR: {"customer": WHOSE},
	EXTENSION: {"customer": WHOSE},
	PRODUCT: {"customer": WHOSE},
	"Aftersales Unregistered Sale": {"customer": WHOSE},
	"Aftersales Service Policy": {"customer": WHOSE},
}
# Records that go with another: by the column that names it.
FOLLOWERS: tuple[tuple[str, str, str], ...] = (
	(TICKET, VISIT, "ticket"),
	(TICKET, EVENT, "ticket"),
	(TICKET, "Aftersales Exemption", "ticket"),
	(TICKET, "Aftersales Notice", "ticket"),
	(TICKET, INVITATION, "ticket"),
	(TICKET, FEEDBACK, "ticket"),
	(TICKET, CALL, "ticket"),
	(TICKET, REPAIR, "ticket"),
	(TICKET, CLAIM, "ticket"),
	(TICKET, RETURN, "ticket"),
	(TICKET, COMPLAINT, "ticket"),
	(COMPLAINT, "Aftersales Notice", "reference_name"),
	(FEEDBACK, "Aftersales Verification", "feedback"),
	(CLAIM, "Aftersales Decision", "claim"),
	(CLAIM, "Aftersales Supplier Recovery", "claim"),
)
LEADER = {  # whose case a record belongs to, by column
	**dict.fromkeys((VISIT, EVENT, "Aftersales Exemption", INVITATION, FEEDBACK, CALL), ("ticket", TICKET)),
	"Aftersales Notice": ("ticket", TICKET),
	"Aftersales Verification": ("feedback", FEEDBACK),
	**dict.fromkeys(("Aftersales Decision", "Aftersales Supplier Recovery"), ("claim", CLAIM)),
}
# How a case ends: the column that tells, the values that say so, and since when.
ENDS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
	TICKET: ("status_category", ("Closed", "Cancelled"), ("closed_at", "state_since")),
	COMPLAINT: ("status", ("Closed", "Withdrawn"), ("closed_at",)),
	CLAIM: ("status", ("Closed", "Withdrawn", "Executed", "Refused"), ("executed_on",)),
	RETURN: ("status", ("Closed", "Cancelled", "Refused"), ("refunded_on", "refused_on")),
	REPAIR: ("status", ("Handed Back",), ("returned_on",)),
	EXTENSION: ("status", ("Expired", "Cancelled"), ("cancelled_on", "last_day")),
}
MARK = "personal_data"
MARKED = (*ENDS, VISIT, FEEDBACK, INVITATION, CALL)
AT_ONCE = 1000


def of_person(person: Person, company: str | None = None) -> dict[str, list[str]]:
	"""The records of a person by DocType: their own, and what goes with these. `company`: only what that one keeps."""
	found = {doctype: set(_own(doctype, person, company)) for doctype in ROOTS}
	if person.customers:
		found[PRODUCT].update(_owned(person, company))
	for leader, doctype, column in FOLLOWERS:
		names = found.get(leader, set())
		for some in portions(sorted(names)):
			found.setdefault(doctype, set()).update(
				frappe.get_all(doctype, {column: ("in", some)}, pluck="name")
			)
	return {doctype: sorted(names) for doctype, names in found.items() if names}


def _own(doctype: str, person: Person, company: str | None) -> list[str]:
	table = frappe.qb.DocType(doctype)
	given = [
		table[column].isin(sorted(values))
		for column, kind in ROOTS[doctype].items()
		if (values := getattr(person, kind))
	]
	if not given:
		return []
	query = frappe.qb.from_(table).select(table.name).where(Criterion.any(given))
	return (query.where(table.company == company) if company else query).run(pluck=True)


def _owned(person: Person, company: str | None) -> list[str]:
	"""Units that the person had once."""
	owner, unit = frappe.qb.DocType(OWNER), frappe.qb.DocType(PRODUCT)
	query = frappe.qb.from_(owner).join(unit).on(unit.name == owner.parent).select(unit.name).distinct()
	query = query.where(owner.customer.isin(sorted(person.customers)))
	return (query.where(unit.company == company) if company else query).run(pluck=True)


def stored(doctype: str, names: Sequence[str]) -> list[Any]:
	"""The registered columns of these records, and those by which a case is known."""
	also = {"name", *({LEADER[doctype][0]} if doctype in LEADER else ())}
	also |= {"product", "company", MARK, "creation", "modified"} & _columns(doctype)
	columns = sorted(also | (set(fields.FIELDS[doctype]) & _columns(doctype)))
	return [
		row
		for some in portions(names)
		for row in frappe.get_all(doctype, {"name": ("in", some)}, columns, order_by="name")
	]


def children(doctype: str, parent: str) -> list[tuple[str, Any]]:
	"""The rows of a record's tables that can tell of a person, with their DocType."""
	tables = {field.options for field in frappe.get_meta(doctype).get_table_fields()} & set(fields.FIELDS)
	return [
		(table, row)
		for table in sorted(tables)
		for row in frappe.get_all(
			table,
			{"parent": parent, "parenttype": doctype},
			["name", *stored_columns(table, *fields.ABOUT_A_PERSON)],
			order_by="name",
		)
	]


def closed_on(doctype: str, names: Sequence[str]) -> dict[str, date | None]:
	"""Since when these records' cases are closed; None for open ones. What is no case is closed since it was written."""
	if doctype in LEADER:
		return _closed_with_leader(doctype, names)
	if doctype not in ENDS:
		rows_found = _facts(doctype, names, ("creation",))
		return {row.name: getdate(row.creation) for row in rows_found}
	column, ended, moments = ENDS[doctype]
	found = {}
	for row in _facts(doctype, names, (column, *moments, "modified")):
		since = next((row[field] for field in (*moments, "modified") if row[field]), None)
		found[row.name] = getdate(since) if row[column] in ended else None
	return found


def _closed_with_leader(doctype: str, names: Sequence[str]) -> dict[str, date | None]:
	column, leader = LEADER[doctype]
	led = _facts(doctype, names, (column, "creation"))
	of_leader = closed_on(leader, sorted({row[column] for row in led if row[column]}))
	return {
		row.name: of_leader[row[column]] if row[column] in of_leader else getdate(row.creation) for row in led
	}


def _facts(doctype: str, names: Sequence[str], columns: Iterable[str]) -> list[Any]:
	return [
		row
		for some in portions(names)
		for row in frappe.get_all(doctype, {"name": ("in", some)}, ["name", *columns])
	]


def categories(doctype: str, names: Sequence[str]) -> dict[str, str]:
	"""The goods category of the unit that each of these records is about, "" where none is known."""
	column = "name" if doctype == PRODUCT else "product" if "product" in _columns(doctype) else None
	if column is None:
		return _categories_by_ticket(doctype, names)
	units = {row.name: row[column] for row in _facts(doctype, names, (column,))}
	known = {
		row.name: row.goods_category or ""
		for row in _facts(PRODUCT, sorted({unit for unit in units.values() if unit}), ("goods_category",))
	}
	return {name: known.get(unit, "") for name, unit in units.items()}


def _categories_by_ticket(doctype: str, names: Sequence[str]) -> dict[str, str]:
	if "ticket" not in _columns(doctype):
		return {}
	tickets = {row.name: row.ticket for row in _facts(doctype, names, ("ticket",))}
	known = categories(TICKET, sorted({ticket for ticket in tickets.values() if ticket}))
	return {name: known.get(ticket, "") for name, ticket in tickets.items()}


def goods_codes(categories: Iterable[str | None]) -> dict[str, str]:
	"""The codes of goods categories by their names."""
	wanted = sorted({name for name in categories if name})
	found = frappe.get_all("Aftersales Goods Category", {"name": ("in", wanted or [""])}, ["name", "code"])
	return {row.name: row.code for row in found}


def mentioning(doctype: str, columns: Sequence[str], pattern: str, filters: Any = None) -> list[Any]:
	"""Records in whose text a regular expression finds something, with these columns and where they belong."""
	table = frappe.qb.DocType(doctype)
	belongs = [table[column] for column in ("parent", "ticket") if column in _columns(doctype)]
	expression = LiteralValue(rows.literal([pattern]))
	query = frappe.qb.from_(table).select(table.name, *belongs, *(table[column] for column in columns))
	query = query.where(Criterion.any([table[column].regexp(expression) for column in columns]))
	for column, start in (filters or {}).items():
		query = query.where(table[column].like(f"{start}%"))
	return query.run(as_dict=True)


def unmarked(doctype: str, before: date, most: int) -> list[str]:
	"""Records of a kind whose case was closed before a day and that have not been made anonymous, the oldest first."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.name)
	case, of_case = table, doctype
	if doctype in LEADER:
		link, of_case = LEADER[doctype]
		case = frappe.qb.DocType(of_case)
		query = query.join(case).on(case.name == table[link])
	column, ended, moments = ENDS[of_case]
	query = query.where(case[column].isin(ended) & (case[moments[0]] < before))
	query = query.where(table[MARK].isnull() | (table[MARK] == ""))
	return query.orderby(case[moments[0]]).limit(most).run(pluck=True)


def still_with(units: Sequence[str], customers: Sequence[str]) -> list[str]:
	"""Which of these units somebody of these customers has."""
	having = {"name": ("in", list(units) or [""]), "customer": ("in", list(customers) or [""])}
	return frappe.get_all(PRODUCT, having, pluck="name")


def with_followers(doctype: str, name: str) -> dict[str, list[str]]:
	"""A case and the records that go with it and are no cases of their own."""
	found = {doctype: [name]}
	for leader, follower, column in FOLLOWERS:
		if leader in found and follower not in MARKED:
			led = frappe.get_all(follower, {column: ("in", found[leader])}, pluck="name", order_by="name")
			found[follower] = [*found.get(follower, []), *led]
	return {one: names for one, names in found.items() if names}


def former_owners(before: date, most: int) -> list[tuple[str, str]]:
	"""Units and the people, not companies and not stand-ins, who gave them away before a day."""
	owner, customer = frappe.qb.DocType(OWNER), frappe.qb.DocType("Customer")
	query = frappe.qb.from_(owner).join(customer).on(customer.name == owner.customer)
	query = query.select(owner.parent, owner.customer).where(owner.owned_until < before)
	query = query.where((customer.customer_type == "Individual") & customer.aftersales_stand_in_for.isnull())
	return query.distinct().limit(most).run()


def recordings_before(moment: date, most: int) -> list[tuple[str, str]]:
	"""Calls whose recording was made before a day, with its file."""
	old = [["recording", "is", "set"], ["called_at", "<", moment]]
	return frappe.get_all(CALL, old, ["name", "recording"], limit=most, as_list=True)


def with_old_mail(before: date, most: int) -> list[str]:
	"""Tickets closed before a day that have mails."""
	ticket, mail = frappe.qb.DocType(TICKET), frappe.qb.DocType("Communication")
	query = frappe.qb.from_(mail).join(ticket).on(ticket.name == mail.reference_name).select(ticket.name)
	query = query.where((mail.reference_doctype == TICKET) & (ticket.closed_at < before))
	return query.distinct().limit(most).run(pluck=True)


def comments_of(company: str, most: int) -> list[str]:
	"""What customers of a company wrote, the latest first."""
	written = {"company": company, "words": ("is", "set")}
	return frappe.get_all(FEEDBACK, written, pluck="words", order_by="given_at desc", limit=most)


def terms_kept(company: str, most: int) -> list[list[str]]:
	"""The words that stay counted of comments made anonymous, the latest first."""
	kept = {"company": company, "terms": ("is", "set")}
	found = frappe.get_all(FEEDBACK, kept, pluck="terms", order_by="given_at desc", limit=most)
	return [json.loads(terms) for terms in found]


def has_company(doctype: str) -> bool:
	return "company" in _columns(doctype)


def is_only_company(company: str) -> bool:
	"""Does no other company of the site keep tickets or units?"""
	others = {"company": ("!=", company)}
	return not (frappe.db.exists(TICKET, others) or frappe.db.exists(PRODUCT, others))


def stored_columns(doctype: str, *treatments: str) -> tuple[str, ...]:
	"""The registered columns that are treated so, without those that are worked out whenever they are shown."""
	stored_ones = _columns(doctype)
	return tuple(name for name in fields.columns(doctype, *treatments) if name in stored_ones)


def _columns(doctype: str) -> set[str]:
	return set(frappe.db.get_table_columns(doctype))


def portions(names: Sequence[str]) -> Iterable[Sequence[str]]:
	return (names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE))
