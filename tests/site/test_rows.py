"""Records appended many at a time hold what they were given, letter by letter."""

import frappe
import pytest

from aftersales_app.aftersales_core import rows

EVENT = "Aftersales Ticket Event"


@pytest.mark.parametrize(
	"text",
	[
		"IFNULL(cover, 0)",
		"select ifnull(1), coalesce(2)",
		"100 % 'so' \"und\" \\ %s %(name)s",
		"维修；ifnull（）",
		"".join(map(chr, range(256))) + "𝄞",
		"\\' or 1=1 -- \\\\' " * 20,
	],
)
def test_a_text_is_kept_whatever_it_looks_like(text):
	rows.append(EVENT, ("name", "reason"), [{"name": "EV-TEXT", "reason": text}, {"name": "EV-NONE"}])
	assert frappe.db.get_value(EVENT, "EV-TEXT", "reason") == text
	assert frappe.db.get_value(EVENT, "EV-NONE", "reason") is None


def test_a_record_is_changed_in_place():
	rows.append(
		EVENT, ("name", "reason", "kind"), [{"name": "EV-A", "reason": "a", "kind": "Note"}, {"name": "EV-B"}]
	)
	rows.change(EVENT, "EV-A", {"reason": "100 % 'so' \\ ifnull(1)", "kind": None})
	assert frappe.db.get_value(EVENT, "EV-A", ["reason", "kind"]) == ("100 % 'so' \\ ifnull(1)", None)
	assert frappe.db.get_value(EVENT, "EV-B", "reason") is None
