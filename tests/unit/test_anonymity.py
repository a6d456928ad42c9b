"""What about a person is taken out of records, and until when it is kept (rules.md section 3: P5, P6)."""

import json
from datetime import date
from pathlib import Path

import pytest

from aftersales_app.domain import anonymity, personal_fields, retention
from aftersales_app.domain.anonymity import COVERED, Person
from aftersales_app.domain.personal_fields import FIELDS, KEEP, NOBODYS
from aftersales_app.domain.retention import Fate, Rule

APP = Path(__file__).resolve().parents[2] / "aftersales_app"
TEXTS = {
	*("Data", "Small Text", "Text", "Long Text", "Text Editor", "HTML Editor", "Markdown Editor", "Code"),
	*("JSON", "Attach", "Attach Image", "Signature", "Dynamic Link", "Autocomplete", "Phone", "Geolocation"),
	*("Barcode", "Read Only", "Password", "Image"),
}
# Records of others that are a person, or name one.
TELLING = {
	*("Customer", "Contact", "Address", "Sales Invoice", "Delivery Note", "Sales Order", "Quotation"),
	*("Stock Entry", "Call Log", "Lead", "Opportunity", "Communication"),
}
LI = Person(
	customers=frozenset({"王小明"}),
	names=frozenset({"王小明", "Wang Xiaoming", "Li"}),
	phones=frozenset({"13800138000", "021-58881234"}),
	emails=frozenset({"wang@customer.example"}),
	addresses=frozenset({"南山区科技路 18 号 302 室"}),
)


def doctypes():
	for path in sorted(APP.glob("*/doctype/*/*.json")):
		yield json.loads(path.read_text(encoding="utf-8"))


def telling(doctype):
	for field in doctype["fields"]:
		linked = field["fieldtype"] == "Link" and field.get("options") in TELLING
		if field["fieldtype"] in TEXTS or linked:
			yield field["fieldname"]


@pytest.mark.parametrize("doctype", list(doctypes()), ids=lambda one: one["name"])
def test_every_column_that_can_tell_of_a_person_is_registered(doctype):
	name = doctype["name"]
	if name in NOBODYS:
		return
	left_out = set(telling(doctype)) - set(FIELDS.get(name, ()))
	assert not left_out, f"{name}: say in domain/personal_fields.py what becomes of {sorted(left_out)}"
	assert set(FIELDS.get(name, ())) <= {field["fieldname"] for field in doctype["fields"]}


def test_every_register_entry_has_its_doctype():
	assert set(FIELDS) | NOBODYS <= {doctype["name"] for doctype in doctypes()}
	assert not set(FIELDS) & NOBODYS
	assert set(retention.KINDS) <= set(FIELDS)


@pytest.mark.parametrize(
	("text", "left"),
	[
		("王小明打电话来", f"{COVERED}打电话来"),
		("Mr WANG  xiaoming is angry", f"Mr {COVERED} is angry"),
		("Li is a word; Lithium too", "Li is a word; Lithium too"),
		("电话 138-0013-8000", f"电话 {COVERED}"),
		("call 138 0013 8000!", f"call {COVERED}!"),
		("or (021) 5888 1234", f"or ({COVERED}"),
		("WANG@customer.example", COVERED),
		("送到南山区科技路  18 号 302 室门口", f"送到{COVERED}门口"),
		("compressor 12 bar, part 4711-0815", "compressor 12 bar, part 4711-0815"),
		("his wife: 13912345678", f"his wife: {COVERED}"),
		("zhang@other.example too", f"{COVERED} too"),
		("身份证 440301198001011234", f"身份证 {COVERED}"),
		("车牌 粤B12345 到店", f"车牌 {COVERED} 到店"),
		("", ""),
	],
)
def test_details_are_taken_out_of_texts(text, left):
	assert anonymity.scrubbed(text, anonymity.compiled(LI)) == left


def test_json_stays_json_and_is_read_whatever_way_it_was_written():
	told = json.dumps([{"code": "chosen", "params": {"user": "王小明", "serial": "13912345678"}}])
	assert "\\u738b" in told
	left = anonymity.scrubbed(told, anonymity.compiled(LI))
	assert json.loads(left) == [{"code": "chosen", "params": {"user": COVERED, "serial": "13912345678"}}]
	assert anonymity.scrubbed('{"a":  1}', anonymity.compiled(LI)) == '{"a":  1}'


@pytest.mark.parametrize(
	("how", "value", "after"),
	[
		(personal_fields.ERASE, "x", None),
		(personal_fields.FILE, "/private/files/a.png", None),
		(personal_fields.COVER, "x", COVERED),
		(personal_fields.COVER, None, None),
		(personal_fields.CODED, "customer shouted", COVERED),
		(personal_fields.CODED, "VS-0000012", "VS-0000012"),
		(personal_fields.CODED, '[{"code": "chosen"}]', '[{"code": "chosen"}]'),
		(personal_fields.CODED, "asked_again", "asked_again"),
		(personal_fields.SCRUB, "fan of 王小明", f"fan of {COVERED}"),
	],
)
def test_how_columns_are_treated(how, value, after):
	assert anonymity.treated(how, value, anonymity.compiled(LI)) == after


def test_a_record_keeps_the_customer_who_is_somebody_else():
	how = {"customer": personal_fields.STAND_IN, "customer_name": personal_fields.NAMED, "subject": "cover"}
	row = {"customer": "王小明", "customer_name": "王小明", "subject": "x", "team": "A"}
	stand_in = {personal_fields.STAND_IN: "FC-1", personal_fields.NAMED: "FC-1"}
	after = anonymity.row_after(how, row, None, stand_in)
	assert after == {"customer": "FC-1", "customer_name": "FC-1", "subject": COVERED}
	assert anonymity.row_after(how, row, None, {}) == {"subject": COVERED}
	assert anonymity.row_after(how, {**row, **after}, None, {}) == {}  # run again, nothing changes


def test_words_that_are_counted_stay_counted():
	common = {"漏水", "慢", "王小明"}
	assert anonymity.kept_terms(["慢", "漏水", "漏水", "邻居", "王小明"], common, LI) == ["慢", "漏水"]
	assert anonymity.kept_terms(["li", "slow"], {"li", "slow"}, LI) == ["slow"]  # however short a name is


TODAY = date(2026, 6, 1)
RULES = (
	Rule("Ticket", 36),
	Rule("Ticket", 36, law=True, basis="limitation"),
	Rule("Repair", 36, law=True, basis="limitation"),
	Rule("Repair", 72, law=True, category="car", basis="records of cars"),
	Rule("Feedback", 36),
)


@pytest.mark.parametrize(
	("kind", "category", "closed", "released", "fate"),
	[
		# rules.md: consent withdrawn, repair record within 6 y -> restricted, not deleted
		("Repair", "car", date(2021, 1, 5), True, Fate("restrict", date(2027, 1, 5), "records of cars")),
		("Repair", "car", date(2020, 5, 31), True, Fate("erase")),
		("Repair", "phone", date(2021, 1, 5), True, Fate("erase")),
		("Repair", "car", date(2021, 1, 5), False, Fate("leave")),  # no period of one's own: until asked
		# rules.md: deletion request, case closed 2025-03-10, no legal duty left after 2028-03-10
		("Ticket", "", date(2025, 3, 10), True, Fate("restrict", date(2028, 3, 10), "limitation")),
		("Ticket", "", date(2023, 6, 1), True, Fate("restrict", date(2026, 6, 1), "limitation")),
		("Ticket", "", date(2023, 5, 31), True, Fate("erase")),
		("Ticket", "", date(2023, 5, 31), False, Fate("erase")),
		("Ticket", "", date(2025, 3, 10), False, Fate("leave")),
		("Ticket", "", None, True, Fate("wait")),
		("Ticket", "", None, False, Fate("leave")),
		("Feedback", "", date(2026, 5, 30), True, Fate("erase")),
		("Feedback", "", date(2026, 5, 30), False, Fate("leave")),
		("Feedback", "", date(2023, 5, 31), False, Fate("erase")),
		("Notice", "", date(2001, 1, 1), False, Fate("leave")),
		("Notice", "", date(2026, 5, 30), True, Fate("erase")),
	],
)
def test_what_becomes_of_a_record(kind, category, closed, released, fate):
	assert retention.fate(kind, category, closed, RULES, released, TODAY) == fate


@pytest.mark.parametrize(
	("kind", "status", "identity", "known", "codes"),
	[
		("Erase", "Received", "Called Back", True, ()),
		("Erase", "Waiting", "Called Back", True, ()),
		("Withdraw Consent", "Received", "Called Back", True, ()),
		("Copy", "Received", "Called Back", True, ("request_is_answered_by_hand",)),
		("Erase", "Answered", "Called Back", True, ("request_is",)),
		("Erase", "Received", "", False, ("request_names_nobody", "identity_not_checked")),
	],
)
def test_when_a_request_is_carried_out(kind, status, identity, known, codes):
	decision = retention.may_carry_out(kind, status, identity, known)
	assert (decision.allowed, decision.codes) == (not codes, codes)


def test_a_refusal_has_reasons():
	assert retention.may_answer("Received", " ").codes == ("answer_needs_words",)
	assert retention.may_answer("Refused", "x").codes == ("request_is",)
	assert retention.may_answer("Waiting", "The repair record is kept by law.").allowed


def test_what_is_kept_is_what_is_nobodys():
	assert all(how != KEEP for how in personal_fields.ABOUT_A_PERSON)
