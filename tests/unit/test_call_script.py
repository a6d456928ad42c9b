"""product.md C3, rules.md section 3: what a caller says, and which step follows from which answer."""

import pytest

from aftersales_app.domain import call_script
from aftersales_app.domain.call_script import Step

NOTICE, OVERALL = Step("We record", "noticed"), Step("How satisfied?", "overall")
WHY = Step("What went wrong?", "words", "overall", "At Most", "3")


@pytest.mark.parametrize(
	("steps", "code"),
	[
		((NOTICE, OVERALL, WHY), None),
		((NOTICE,), "script_without_overall"),
		((OVERALL, NOTICE), "script_without_notice"),
		((NOTICE, OVERALL, OVERALL), "step_asks_again"),
		((NOTICE, WHY, OVERALL), "step_follows_nothing"),
		((NOTICE, OVERALL, Step(" ")), "step_without_text"),
		((NOTICE, OVERALL, Step("x", "salary")), "step_asks_unknown"),
		((NOTICE, OVERALL, Step("x", "", "overall", "At Most", "7")), "step_condition_unclear"),
		((NOTICE, OVERALL, Step("x", "", "overall", "At Most", "45")), "step_condition_unclear"),
		((NOTICE, OVERALL, Step("x", "", "overall", "", "3")), "step_condition_unclear"),
		((NOTICE, OVERALL, Step("x", "", "", "Is", "3")), "step_follows_nothing"),
		((NOTICE, OVERALL, Step("x", "", "noticed", "At Most", "3")), "step_condition_unclear"),
		((NOTICE, OVERALL, Step("x", "", "reason", "Is", "Complaint")), None),
	],
)
def test_what_a_script_needs(steps, code):
	assert call_script.can_be_used(steps).codes == ((code,) if code else ())


@pytest.mark.parametrize(
	("step", "given", "turn"),
	[
		(NOTICE, {}, True),
		(WHY, {}, False),
		(WHY, {"overall": 0}, False),
		(WHY, {"overall": 3}, True),
		(WHY, {"overall": "4"}, False),
		(Step("x", "", "overall", "At Least", "4"), {"overall": 4}, True),
		(Step("x", "", "solved", "Is Not", "Yes"), {"solved": "Partly"}, True),
		(Step("x", "", "solved", "Is Not", "Yes"), {"solved": "Yes"}, False),
		(Step("x", "", "solved", "Is Not", "Yes"), {}, False),
		(Step("x", "", "noticed", "Is", "Yes"), {"noticed": True}, True),
		(Step("x", "", "noticed", "Is", "Yes"), {"noticed": 0}, False),
	],
)
def test_which_step_follows(step, given, turn):
	assert call_script.follows(step, given) is turn


def test_offers_and_steps_for_other_reasons_are_left_out():
	offer, complaint = Step("Buy", offer=True), Step("Your complaint", "", "reason", "Is", "Complaint")
	steps = (NOTICE, OVERALL, offer, complaint)
	assert call_script.begun(steps, "Random", may_offer=False) == (NOTICE, OVERALL)
	assert call_script.begun(steps, "Complaint", may_offer=True) == steps


@pytest.mark.parametrize(
	("offered", "consents", "recorded", "may_record", "codes"),
	[
		(True, (), False, True, ["offer_without_consent"]),  # the example of rules.md section 3
		(True, ("research",), False, True, ["offer_without_consent"]),
		(True, ("marketing",), False, True, []),
		(False, (), True, False, ["recorded_against_rule"]),
		(False, (), True, True, []),
		(True, (), True, False, ["offer_without_consent", "recorded_against_rule"]),
	],
)
def test_what_went_against_the_rules(offered, consents, recorded, may_record, codes):
	found = call_script.violations(offered, consents, recorded, may_record)
	assert [one.code for one in found] == codes
