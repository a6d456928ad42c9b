"""A decision on file is the decision, letter by letter."""

import json

import pytest
from cases import decided
from hypothesis import given, settings
from test_remedies import FACTS, judged, some_norms

from aftersales_app.domain.decision_file import filed, unfiled
from aftersales_app.domain.remedies import record

PHONE = {"delivered_on": "05-03", "in_warranty": True, "repair_count": 1}


def plain(decision):
	return json.loads(json.dumps(record(decision)))


def from_file(told):
	"""What a database gives back."""
	kept = json.loads(json.dumps(filed(told)))
	return unfiled(kept, dict(told["facts"]))


@settings(max_examples=100, deadline=None)
@given(some_norms(), FACTS)
def test_whatever_is_decided_comes_back_as_it_was(norms, facts):
	decision = judged(norms, facts)
	if decision is not None:
		assert from_file(plain(decision)) == plain(decision)


@pytest.mark.parametrize(("category", "facts"), [("phone", PHONE), ("car", {}), ("tv", {"repair_count": 2})])
def test_a_decision_by_law_comes_back_and_takes_less_room(category, facts):
	told = plain(decided(category, "06-18", **facts))
	assert told["trace"] and told["facts"]
	assert from_file(told) == told
	assert len(json.dumps(filed(told))) < 0.75 * len(json.dumps(told))


def test_what_the_trace_does_not_tell_is_told_in_full():
	told = plain(decided("phone", "06-18", **PHONE))
	odd = {"code": "window_over", "params": {"last": "1999-12-31"}}
	told["refusals"] = [{"remedy": "return", "reasons": [["CN-NOWHERE", odd], ["CN-SB-7D", odd]]}]
	assert from_file(told) == told


def test_a_file_of_the_first_format_is_read_as_it_is():
	told = plain(decided("phone", "06-18", **PHONE))
	assert unfiled(told, {}) == told
