import pytest

from aftersales_app.domain.exemption import DECIDER, Request, Ruling, can_decide, can_request


@pytest.mark.parametrize(
	("facts", "codes"),
	[
		({}, ()),
		({"verdict": "Met"}, ("clock_not_missed",)),
		({"verdict": "Running"}, ("clock_not_missed",)),
		({"verdict": ""}, ("clock_not_missed",)),
		({"standing": "Requested"}, ("exemption_requested_already",)),
		({"standing": "Approved"}, ("exemption_approved_already",)),
		({"standing": "Refused"}, ()),
		({"reason": " "}, ("exemption_reason_missing",)),
		({"evidence": False}, ("evidence_missing",)),
	],
)
def test_asking(facts, codes):
	decision = can_request(
		Request(**{"clock": "Arrival", "verdict": "Missed", "reason": "Storm", "evidence": True, **facts})
	)
	assert (decision.codes, decision.allowed) == (codes, not codes)


@pytest.mark.parametrize(
	("facts", "codes"),
	[
		({}, ()),
		({"status": "Approved"}, ("exemption_decided_already",)),
		({"status": "Refused"}, ("exemption_decided_already",)),
		({"roles": frozenset({"Service Team Lead"})}, ("decider_role_missing",)),
		({"requester": "boss"}, ("decider_is_requester",)),
		({"missed_by": "boss"}, ("decider_missed_it",)),
		({"note": ""}, ("decision_note_missing",)),
		({"missed_by": ""}, ()),
	],
)
def test_deciding(facts, codes):
	usual = {
		"status": "Requested",
		"decider": "boss",
		"roles": frozenset({DECIDER}),
		"requester": "agent",
		"missed_by": "other",
		"note": "Grid operator confirms",
	}
	decision = can_decide(Ruling(**{**usual, **facts}))
	assert (decision.codes, decision.allowed) == (codes, not codes)
