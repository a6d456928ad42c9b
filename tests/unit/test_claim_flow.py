"""Who may decide on a claim, and how: the gates of product.md B5."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from aftersales_app.domain import claim_flow as flow
from aftersales_app.domain.claim_flow import (
	APPROVED,
	CHECKED,
	CLOSED,
	CONSENTED,
	EXECUTED,
	GOODWILL,
	PROPOSED,
	QUOTED,
	REFUSED,
	SUBMITTED,
	WAITING,
	WITHDRAWN,
	Consent,
	Cost,
	Found,
	Ruling,
)

OWED = Found(owed=frozenset({"repair", "exchange"}), customers_choice=frozenset({"repair", "exchange"}))
NOTHING = Found()
ASKING = Found(open=frozenset({"return"}), ask=("has_invoice",))
RULING = Ruling(APPROVED, "repair", "", decider="lead", owner="agent")


def test_every_status_has_its_moves_and_leads_to_known_ones():
	assert all(after in flow.MOVES for moves in flow.MOVES.values() for after in moves)
	assert all(after in flow.MOVES[before] for before, after in flow.PLAIN)


@pytest.mark.parametrize(
	("before", "after", "may"),
	[
		(SUBMITTED, WAITING, True),
		(SUBMITTED, CHECKED, True),
		(SUBMITTED, APPROVED, True),
		(SUBMITTED, REFUSED, False),  # four eyes: a refusal waits for somebody else
		(CHECKED, REFUSED, False),
		(PROPOSED, REFUSED, True),
		(APPROVED, EXECUTED, True),
		(APPROVED, CLOSED, False),
		(REFUSED, QUOTED, True),
		(REFUSED, EXECUTED, False),
		(QUOTED, EXECUTED, False),
		(CONSENTED, EXECUTED, True),
		(EXECUTED, CLOSED, True),
		(CLOSED, CHECKED, True),  # an appeal
		(WITHDRAWN, CHECKED, False),
		("Nowhere", CLOSED, False),
	],
)
def test_moves(before, after, may):
	assert flow.can_move(before, after).allowed is may


@pytest.mark.parametrize(
	("changes", "found", "codes"),
	[
		({}, OWED, ()),
		({"decider": "agent"}, OWED, ("decider_entered_claim",)),
		({"before": frozenset({"lead"})}, OWED, ("decider_decided_before",)),
		({"remedy": ""}, OWED, ("remedy_missing",)),
		({"remedy": "return"}, OWED, ("remedy_not_owed",)),
		({"verdict": "Maybe"}, OWED, ("unknown_verdict",)),
		({"verdict": REFUSED, "remedy": ""}, NOTHING, ()),
		({"verdict": REFUSED, "remedy": ""}, ASKING, ("claim_facts_missing",)),
		({"verdict": REFUSED, "remedy": "", "reason": "We do not want to"}, ASKING, ("claim_facts_missing",)),
		({"verdict": REFUSED, "remedy": ""}, OWED, ("override_reason_missing",)),
		({"verdict": REFUSED, "remedy": "", "reason": "Fraud"}, OWED, ()),
		(
			{"verdict": REFUSED, "remedy": "", "reason": "User damage"},
			replace(OWED, unproven_user_damage=True),
			("user_damage_unproven",),
		),
		({"verdict": GOODWILL}, NOTHING, ("override_reason_missing",)),
		({"verdict": GOODWILL, "reason": "Loyal customer"}, NOTHING, ()),
		({"verdict": GOODWILL, "reason": "Loyal customer"}, OWED, ("goodwill_is_owed",)),
		({"wants": "exchange"}, OWED, ("override_reason_missing",)),
		({"wants": "exchange", "reason": "The customer came round"}, OWED, ()),
		({"wants": "exchange"}, replace(OWED, customers_choice=frozenset({"repair"})), ()),
		({"wants": "return"}, OWED, ()),
	],
)
def test_what_may_be_decided(changes, found, codes):
	assert flow.can_rule(replace(RULING, **changes), found).codes == codes


@pytest.mark.parametrize(
	("changes", "found", "marked"),
	[
		({}, OWED, False),
		({"wants": "exchange"}, OWED, True),
		({"verdict": REFUSED, "remedy": ""}, OWED, True),
		({"verdict": REFUSED, "remedy": ""}, NOTHING, False),
		({"verdict": GOODWILL}, NOTHING, True),
	],
)
def test_what_is_marked_as_otherwise_than_the_norms(changes, found, marked):
	assert flow.overrides(replace(RULING, **changes), found) is marked


def test_what_a_ruling_needs_of_a_decision():
	found = flow.found_in(
		{"repair": "customer", "loaner": "trader"},
		{"has_invoice": ("exchange", "fee"), "region": ("burden",)},
		{"cause": "user"},
		"trader",
	)
	assert found == Found(
		owed=frozenset({"repair", "loaner"}),
		customers_choice=frozenset({"repair"}),
		open=frozenset({"exchange"}),
		ask=("has_invoice",),
		unproven_user_damage=True,
	)
	proven = flow.found_in({}, {}, {"cause": "user", "test_report": True}, "trader")
	assert not proven.unproven_user_damage
	assert not flow.found_in({}, {}, {"cause": "user"}, "claimant").unproven_user_damage


@pytest.mark.parametrize(
	("verdict", "value", "limit", "codes"),
	[
		(APPROVED, 500, 500, []),
		(APPROVED, 501, 500, ["second_for_value"]),
		(APPROVED, None, 500, ["second_for_unknown_value"]),
		(APPROVED, None, None, []),
		(GOODWILL, 1, None, ["second_for_goodwill"]),
		(GOODWILL, 501, 500, ["second_for_goodwill", "second_for_value"]),
		(REFUSED, 10**6, 500, ["second_for_refusal"]),
	],
)
def test_when_somebody_else_has_to_approve(verdict, value, limit, codes):
	assert [one.code for one in flow.second_person(verdict, cost(value, limit))] == codes


def cost(value: int | None, limit: int | None) -> Cost:
	return Cost(*(None if number is None else Decimal(number) for number in (value, limit)))


@pytest.mark.parametrize(
	("approver", "verdict", "value", "limit", "codes"),
	[
		("manager", APPROVED, 5000, 5000, ()),
		("manager", APPROVED, 5001, 5000, ("approver_limit_value",)),
		("manager", APPROVED, None, 5000, ("approver_limit_unknown_value",)),
		("manager", REFUSED, 5001, 0, ()),
		("lead", APPROVED, 1, None, ("approver_is_decider",)),
		("agent", APPROVED, 1, None, ("approver_entered_claim",)),
	],
)
def test_who_may_approve(approver, verdict, value, limit, codes):
	decision = flow.can_approve(approver, "lead", "agent", verdict, cost(value, limit))
	assert decision.codes == codes


def test_an_appeal_is_approved_by_somebody_who_had_no_part_in_the_first_decision():
	appealed = {"second", "third"}
	decision = flow.can_approve("second", "lead", "agent", REFUSED, cost(1, None), appealed)
	assert decision.codes == ("decider_decided_before",)
	assert flow.can_approve("manager", "lead", "agent", REFUSED, cost(1, None), appealed).allowed


@pytest.mark.parametrize(
	("remedy", "price", "value"),
	[
		("repair", None, 120),
		("return", 3000, 3120),
		("exchange", None, None),
		("loaner", 3000, 120),
		("no_reason_return", 3000, 3120),
		("price_reduction", 3000, 120),
		("compensation", 3000, None),  # three times that: two people decide
	],
)
def test_what_a_remedy_is_worth(remedy, price, value):
	found = flow.value_of(remedy, Decimal(120), None if price is None else Decimal(price))
	assert found == (None if value is None else Decimal(value))


def test_a_price_reduction_that_nobody_entered_is_worth_the_price_at_most():
	assert flow.value_of("price_reduction", Decimal(0), Decimal(3000)) == 3000
	assert flow.value_of("price_reduction", Decimal(0), None) is None


@pytest.mark.parametrize(
	("value", "limit", "codes"),
	[
		(501, 500, ("costs_beyond_value",)),
		(500, 500, ()),
		(501, None, ()),
		(None, 500, ("costs_beyond_unknown_value",)),
	],
)
def test_costs_that_rose_after_the_decision(value, limit, codes):
	assert flow.can_execute("Approved", True, cost(value, limit)).codes == codes


def test_an_appeal_needs_a_decision_and_a_reason():
	assert flow.can_appeal(True, "New test report").allowed
	assert flow.can_appeal(True, "New test report", EXECUTED).codes == ("appeal_after_closing",)
	assert flow.can_appeal(True, "New test report", "Closed").allowed
	assert flow.can_appeal(False, " ").codes == ("nothing_to_appeal", "appeal_reason_missing")


def test_a_quotation_needs_lines_that_can_be_sold():
	assert flow.can_quote(True, (), Decimal(10)).allowed
	assert flow.can_quote(False, (), Decimal(0)).codes == ("quotation_empty",)
	assert flow.can_quote(True, (), Decimal(0)).codes == ("quotation_empty",)
	assert flow.can_quote(True, (2,), Decimal(5)).codes == ("quotation_without_item",)


CONSENT = Consent("Li Lei", "Signature", date(2025, 6, 5), True, date(2025, 6, 4), date(2025, 6, 6))


@pytest.mark.parametrize(
	("changes", "codes"),
	[
		({}, ()),
		({"by": " "}, ("consent_by_missing",)),
		({"how": ""}, ("consent_how_missing",)),
		({"on": None}, ("consent_day_missing",)),
		({"evidence": False}, ("consent_evidence_missing",)),
		({"on": date(2025, 6, 3)}, ("consent_before_quotation",)),
		({"on": date(2025, 6, 7)}, ("consent_ahead",)),
	],
)
def test_a_consent_says_who_how_when_and_what_shows_it(changes, codes):
	assert flow.can_consent(replace(CONSENT, **changes)).codes == codes


OFFER = flow.Offer("SAL-QTN-1", flow.STANDS, Decimal(200), Decimal(200))


@pytest.mark.parametrize(
	("changes", "codes"),
	[
		({}, ()),
		({"total": Decimal(9999)}, ()),
		({"total": Decimal("199.99")}, ("quotation_below_costs",)),
		({"state": flow.DRAFT}, ("quotation_draft",)),
		({"state": flow.CANCELLED}, ("quotation_cancelled",)),
		({"name": ""}, ("quotation_gone",)),
	],
)
def test_what_binds_is_a_quotation_that_stands(changes, codes):
	assert flow.can_agree_to(replace(OFFER, **changes)).codes == codes


def test_nothing_is_carried_out_beyond_what_the_customer_agreed_to():
	assert flow.can_execute(CONSENTED, True, agreed=cost(200, 200)).allowed
	assert flow.can_execute(CONSENTED, True, agreed=cost(201, 200)).codes == ("beyond_consent_value",)


@pytest.mark.parametrize(
	("status", "note", "codes"),
	[
		(APPROVED, True, ()),
		(CONSENTED, True, ()),
		(QUOTED, True, ("consent_missing",)),
		(REFUSED, True, ("consent_missing",)),
		(SUBMITTED, True, ("not_decided_for",)),
		(APPROVED, False, ("execution_note_missing",)),
	],
)
def test_what_may_be_carried_out(status, note, codes):
	assert flow.can_execute(status, note).codes == codes
