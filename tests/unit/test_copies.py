"""Duplicate: what goes along is what is asked for; work done, the customer's word, moments and results stay behind."""

import json

import pytest
from house import APP

LAYOUT = ("Section Break", "Column Break", "Tab Break", "HTML", "Button")
CALLER = "customer customer_name contact contact_name contact_phone contact_email service_address"
GOES_ALONG = {
	"ticket": f"subject kind channel priority category team company {CALLER} item_code serial_no product warranty_tier"
	" order_reference description risky previous_ticket department",
	"visit": "ticket kind technician customer customer_name contact_phone service_address company team item_code serial_no"
	" subject checklist warehouse",
	"visit_check": "item mandatory",
	"claim": "company customer customer_name ticket team assignee product serial_no item_code item_name jurisdiction"
	" goods_category part fault wants currency",
	"return": "naming_series company customer customer_name product item_code item_name serial_no return_kind team assignee"
	" claim ticket grounds excluded_goods goods_nature sales_invoice currency warehouse",
	"repair": "naming_series product company customer item_code serial_no fault same_fault in_warranty ticket",
}


@pytest.mark.parametrize("name", GOES_ALONG)
def test_a_duplicate_begins_anew(name):
	(path,) = APP.glob(f"*/doctype/aftersales_{name}/aftersales_{name}.json")
	fields = json.loads(path.read_text(encoding="utf-8"))["fields"]
	copied = {
		field["fieldname"]
		for field in fields
		if field["fieldtype"] not in LAYOUT and not field.get("no_copy")
	}
	assert copied == set(GOES_ALONG[name].split())
