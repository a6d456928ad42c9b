"""Personal data is at its permission level wherever it stands (docs/masking.md): a new DocType that forgets it is red here."""

import re

import pytest
from house import APP, records

NUMBERS = {
	"contact_phone",
	"contact_email",
	"complainant_phone",
	"complainant_email",
	"service_address",
	"phone_key",
}
NAMES = {"customer", "customer_name", "contact", "contact_name"}
WORDS = {"words", "appeal_words"}
OF_BUSINESS = {"Aftersales Service Policy"}  # names the customer with whom it was agreed
SERVING = {
	"Service Agent",
	"Service Team Lead",
	"Service Technician",
	"Quality Specialist",
	"Operations Manager",
}


def doctypes() -> list[dict]:
	return [record for _path, record in records() if record.get("doctype") == "DocType"]


@pytest.mark.parametrize(
	("names", "level"), [(NUMBERS, 1), (WORDS, 1), (NAMES, 3)], ids=["numbers", "words", "names"]
)
def test_personal_data_is_at_its_level(names, level):
	wrong = [
		f"{record['name']}: {field['fieldname']}"
		for record in doctypes()
		for field in record["fields"]
		if field["fieldname"] in names
		and field.get("permlevel") != level
		and record["name"] not in OF_BUSINESS
	]
	assert not wrong, "\n".join(wrong)


def test_who_serves_sees_names_wherever_they_read():
	wrong = []
	for record in doctypes():
		if record.get("istable") or not any(field.get("permlevel") == 3 for field in record["fields"]):
			continue
		reads, sees = (
			{rule["role"] for rule in record["permissions"] if rule.get("permlevel", 0) == level}
			for level in (0, 3)
		)
		wrong += [f"{record['name']}: {role}" for role in sorted(reads & SERVING - sees)]
	assert not wrong, "\n".join(wrong)


def test_reports_with_customers_are_pseudonymous():
	wrong = []
	for path in APP.glob("*/report/*/*.py"):
		text = path.read_text()
		if re.search(r'"fieldname": "customer(?:_name)?"', text) and "@masking.pseudonymous(" not in text:
			wrong.append(str(path.relative_to(APP)))
	assert not wrong, "\n".join(wrong)
