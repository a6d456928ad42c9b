"""A return's gates: what may be asked for, authorised, received, found, refused, paid and closed; each with all its reasons."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from aftersales_app.domain import return_flow as flow
from aftersales_app.domain.claim_flow import Cost
from aftersales_app.domain.no_reason_return import OUTCOMES

TODAY = date(2025, 6, 20)
ASKED = flow.Request(
	"No Reason", "Li", "SN-1", "Li", "In Use", TODAY, TODAY, notice_on=TODAY, signed_on=date(2025, 6, 17)
)


@pytest.mark.parametrize(
	("changes", "codes"),
	[
		({}, ()),
		({"unit_customer": "Wang"}, ("unit_of_another_customer",)),
		({"unit_status": "Exchanged"}, ("unit_gone",)),
		({"unit_status": "Returned"}, ()),  # stock took it back before anybody asked
		({"unit_status": "Returned", "settled": True}, ("unit_gone",)),
		({"standing": "RA-1"}, ("return_standing",)),
		({"notice_on": date(2025, 6, 16)}, ("notice_before_signing",)),
		({"notice_on": date(2025, 6, 17)}, ()),
		({"notice_on": date(2025, 6, 21)}, ("return_in_future",)),
		({"requested_on": date(2025, 6, 21), "notice_on": None}, ("return_in_future",)),
		({"kind": "Quality", "grounds": False}, ("return_grounds_missing",)),
		({"grounds": False}, ()),
		({"amounts": {"Paid in All": Decimal("-0.01")}}, ("amount_negative",)),
		({"amounts": {"Paid in All": Decimal(0)}}, ()),
		(
			{"unit_customer": "Wang", "unit_status": "Scrapped", "standing": "RA-1"},
			("unit_of_another_customer", "unit_gone", "return_standing"),
		),
	],
)
def test_what_may_be_asked_for(changes, codes):
	assert flow.can_request(replace(ASKED, **changes)).codes == codes


@pytest.mark.parametrize(
	("before", "after", "code"),
	[
		("Inspected", "Closed", None),
		("Closed", "Closed", "return_there_already"),
		("Cancelled", "Cancelled", "return_there_already"),
		("Refused", "Cancelled", "return_move_not_allowed"),
		("Closed", "Inspected", "return_move_not_allowed"),
	],
)
def test_a_second_click_is_told_that_it_is_done(before, after, code):
	decision = flow.can_move(before, after)
	assert decision.codes == ((code,) if code else ())
	if code == "return_there_already":
		assert decision.reasons[0].params == {"status": after}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_is_owed_is_authorised_and_what_is_not_only_when_granted(outcome):
	owed = outcome in ("ACCEPT", "ASK")
	assert flow.can_authorise(flow.Permit("Requested", outcome=outcome)).allowed == owed
	assert flow.can_authorise(flow.Permit("Requested", outcome=outcome, granted=True)).allowed
	missing = flow.can_authorise(flow.Permit("Requested", outcome="ASK", missing=("Channel",)))
	assert missing.codes == ("return_facts_missing",)
	grant = flow.Grant(
		"Requested", outcome, "lead", frozenset({"Service Team Lead"}), "agent", "Old customer"
	)
	assert flow.can_grant(grant).codes == (("nothing_to_grant",) if owed else ())


@pytest.mark.parametrize(
	("kind", "claim", "given", "codes"),
	[
		("No Reason", "", "", ()),
		("No Reason", "WC-1", "no_reason_return", ()),
		("No Reason", "WC-1", "repair", ("claim_gives_something_else",)),
		("Quality", "", "", ("return_claim_missing",)),
		("Quality", "WC-1", "", ("claim_gives_something_else",)),
		("Quality", "WC-1", "exchange", ("claim_gives_something_else",)),
		("Quality", "WC-1", "return", ()),
		("Quality", "WC-1", "refund", ()),
		("Exchange", "", "", ("return_claim_missing",)),
		("Exchange", "WC-1", "return", ("claim_gives_something_else",)),
		("Exchange", "WC-1", "exchange", ()),
	],
)
def test_what_goes_back_for_a_defect_is_given_by_a_claim(kind, claim, given, codes):
	permit = flow.Permit("Requested", kind, claim=claim, given=given)
	assert flow.can_authorise(permit).codes == codes


@pytest.mark.parametrize(
	("changes", "codes"),
	[
		({}, ()),
		({"roles": frozenset({"Operations Manager"})}, ()),
		({"roles": frozenset({"Service Agent"})}, ("ruling_role_missing",)),
		({"user": "agent"}, ("grant_own_request",)),
		({"note": " "}, ("decision_note_missing",)),
		({"status": "Inspected"}, ()),
		({"status": "Authorised"}, ("nothing_to_grant",)),
	],
)
def test_goodwill_needs_a_second_person(changes, codes):
	grant = flow.Grant(
		"Requested", "REFUSE_LATE", "lead", frozenset({"Service Team Lead"}), "agent", "Old customer"
	)
	assert flow.can_grant(replace(grant, **changes)).codes == codes


@pytest.mark.parametrize(
	("changes", "codes"),
	[
		({}, ()),
		({"came": "SN-1"}, ()),
		({"came": "SN-2"}, ("another_unit_came",)),
		({"came": "SN-2", "serial": ""}, ()),
		({"on": date(2025, 6, 9)}, ("goods_back_too_early",)),
		({"on": date(2025, 6, 21)}, ("return_in_future",)),
		({"status": "Requested"}, ("return_move_not_allowed",)),
	],
)
def test_goods_that_come_back(changes, codes):
	arrival = flow.Arrival("Authorised", date(2025, 6, 12), date(2025, 6, 10), TODAY, "SN-1")
	assert flow.can_receive(replace(arrival, **changes)).codes == codes


@pytest.mark.parametrize(
	("facts", "codes"),
	[
		({"intact": True}, ()),
		({}, ("intact_unanswered",)),
		({"intact": True, "damaging": ("Soiled",)}, ("intact_contradicted",)),
		({"intact": False, "damaging": ("Soiled",)}, ("photo_missing",)),
		({"intact": False, "damaging": ("Soiled",), "photos": 1}, ()),
		({"intact": True, "unanswered": ("Soiled",)}, ("findings_unanswered",)),
		({"kind": "Quality"}, ("defect_unanswered",)),
		({"kind": "Quality", "defect": False}, ()),
		({"kind": "Exchange", "defect": True}, ()),
	],
)
def test_an_inspection_answers_all_and_shows_damage(facts, codes):
	assert (
		flow.can_inspect(flow.Inspection(**{"status": "Goods Received", "kind": "No Reason", **facts})).codes
		== codes
	)


@pytest.mark.parametrize(
	("facts", "codes"),
	[
		({"outcome": "REFUSE_LATE"}, ()),
		({"outcome": "REFUSE_LATE", "reason": " "}, ("refusal_reason_missing",)),
		({"outcome": "ACCEPT"}, ("refusal_not_lawful",)),
		({"outcome": "ASK"}, ("refusal_not_lawful",)),  # never refused for what nobody knows
		({"outcome": "REFUSE_LATE", "status": "Settling"}, ("return_move_not_allowed",)),
		({"kind": "Quality"}, ("refusal_ground_missing",)),
		({"kind": "Quality", "code": "REFUSE_LATE"}, ("refusal_ground_missing",)),
		({"kind": "Quality", "code": "No Defect Found"}, ("test_report_missing",)),
		({"kind": "Quality", "code": "No Defect Found", "report": True}, ()),
		(
			{"kind": "Quality", "code": "No Defect Found", "report": True, "defect": True},
			("refusal_contradicted",),
		),
		({"kind": "Exchange", "code": "Caused by the User"}, ("test_report_missing",)),
		({"kind": "Exchange", "code": "Out of Warranty"}, ()),
	],
)
def test_what_may_be_refused(facts, codes):
	refusal = {"status": "Inspected", "kind": "No Reason", "reason": "Sent on the eleventh day", **facts}
	assert flow.can_refuse(flow.Refusal(**refusal)).codes == codes


@pytest.mark.parametrize(
	("changes", "codes"),
	[
		({}, ()),
		({"decider": "agent"}, ("ruling_own_proposal",)),
		({"roles": frozenset({"Service Agent"})}, ("ruling_role_missing",)),
		({"note": ""}, ("decision_note_missing",)),
		({"status": "Refused"}, ("return_there_already",)),
	],
)
def test_a_refusal_needs_four_eyes(changes, codes):
	ruling = flow.Ruling("Refusal Proposed", "lead", frozenset({"Service Team Lead"}), "agent", "Late indeed")
	assert flow.can_rule(replace(ruling, **changes)).codes == codes


FOR_A_DEFECT = {"kind": "Quality", "outcome": "", "claim": "WC-1", "given": "return"}
PAID = flow.Settling("Inspected", "No Reason", Decimal(70), "ACCEPT", invoice="SINV-1")


@pytest.mark.parametrize(
	("changes", "codes"),
	[
		({}, ()),
		({"status": "Settling"}, ()),
		({"status": "Settling", "made": "SINV-2"}, ("draft_made",)),
		({"status": "Goods Received"}, ("return_move_not_allowed",)),
		({"amount": Decimal(0)}, ("nothing_to_refund",)),
		({"amount": Decimal(-30)}, ("nothing_to_refund",)),
		({"invoice": ""}, ("invoice_unknown",)),
		({"outcome": "REFUSE_NOT_INTACT"}, ("refund_not_owed",)),
		({"outcome": "REFUSE_NOT_INTACT", "granted": True}, ()),
		(
			{**FOR_A_DEFECT, "kind": "Exchange", "given": "exchange", "defect": True},
			("no_refund_for_exchange",),
		),
		({**FOR_A_DEFECT, "defect": True}, ()),
		({**FOR_A_DEFECT, "defect": True, "decided": Decimal(70)}, ()),
		({**FOR_A_DEFECT, "defect": True, "decided": Decimal("69.99")}, ("refund_beyond_decision",)),
		({**FOR_A_DEFECT, "given": "refund", "defect": True}, ()),
		({**FOR_A_DEFECT, "defect": False}, ("defect_not_confirmed",)),
		(FOR_A_DEFECT, ("defect_not_confirmed",)),
		({**FOR_A_DEFECT, "given": "repair", "defect": True}, ("claim_gives_something_else",)),
		({**FOR_A_DEFECT, "claim": "", "defect": True}, ("return_claim_missing",)),
	],
)
def test_when_a_refund_may_be_drafted(changes, codes):
	assert flow.can_refund(replace(PAID, **changes)).codes == codes


def test_only_exchanges_are_replaced():
	confirmed = replace(PAID, kind="Exchange", outcome="", defect=True, claim="WC-1", given="exchange")
	assert flow.can_replace(confirmed).allowed
	assert flow.can_replace(replace(confirmed, defect=False)).codes == ("defect_not_confirmed",)
	assert flow.can_replace(PAID).codes == ("only_exchanges_are_replaced",)


@pytest.mark.parametrize(
	("changes", "codes"),
	[
		({}, ()),
		({"made": False}, ("draft_missing",)),
		({"unsubmitted": "SI-1"}, ("credit_note_not_submitted",)),
		({"made": False, "owed": False}, ()),
		({"on": date(2025, 6, 9)}, ("settled_too_early",)),
		({"on": date(2025, 6, 21)}, ("return_in_future",)),
		({"status": "Goods Received"}, ("return_move_not_allowed",)),
		({"kind": "Exchange", "serialised": True}, ("out_serial_missing",)),
		({"kind": "Exchange", "out_serial": "SN-2", "taken_by": "UN-9"}, ("out_serial_in_use",)),
		({"kind": "Exchange"}, ()),
		({"kind": "Exchange", "delivered": False, "registered": False}, ()),
		({"kind": "Exchange", "serialised": True, "delivered": False}, ("delivery_not_submitted",)),
		(
			{"kind": "Exchange", "serialised": True, "out_serial": "SN-2", "registered": False},
			("out_serial_not_delivered",),
		),
	],
)
def test_when_a_return_is_closed(changes, codes):
	finish = flow.Finish("Settling", "Quality", date(2025, 6, 17), date(2025, 6, 10), TODAY, made=True)
	assert flow.can_close(replace(finish, **changes)).codes == codes


def test_goodwill_is_as_much_as_the_person_may_decide():
	lead = frozenset({"Service Team Lead"})
	grant = flow.Grant("Requested", "REFUSE_LATE", "lead", lead, "agent", "Old customer")
	assert flow.can_grant(grant, Cost(Decimal(500), Decimal(500))).allowed
	assert flow.can_grant(grant, Cost(Decimal(501), Decimal(500))).codes == ("approver_limit_value",)
	assert flow.can_grant(grant, Cost(Decimal(501), None)).allowed
