from datetime import date

import pytest

from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.policy_match import Facts, Policy, select

TODAY = date(2025, 9, 22)
FACTS = Facts(
	"Haoyun",
	{
		"customer": "ACME",
		"customer_group": ("Key Accounts", "Commercial", "All Customer Groups"),
		"category": ("Screen", "Fault", "All Categories"),
		"kind": "Repair",
		"priority": "High",
		"channel": "Phone",
		"warranty_tier": None,
	},
)


def policy(name, order=0, company="Haoyun", enabled_from=None, enabled_to=None, **conditions):
	return Policy(name, company, enabled_from, enabled_to, conditions, order)


def matched(dimension, value, distance=0):
	return Reason("condition_matched", {"dimension": dimension, "value": value, "distance": distance})


@pytest.mark.parametrize(
	"policies, winner, by, runners_up",
	[
		([policy("Default"), policy("High", priority="High")], "High", "priority", ("Default",)),
		# a nearer node of a tree is more specific
		(
			[policy("Fault", category="Fault"), policy("Screen", category="Screen"), policy("Default")],
			"Screen",
			"category",
			("Fault", "Default"),
		),
		(
			[policy("Com", customer_group="Commercial"), policy("Key", customer_group="Key Accounts")],
			"Key",
			"customer_group",
			("Com",),
		),
		# the customer's own policy beats any number of lighter conditions
		(
			[
				policy("Busy", priority="High", kind="Repair", category="Screen", channel="Phone"),
				policy("ACME", customer="ACME"),
			],
			"ACME",
			"customer",
			("Busy",),
		),
		(
			[policy("Group", customer_group="Key Accounts"), policy("ACME", customer="ACME")],
			"ACME",
			"customer",
			("Group",),
		),
		# equal so far: the next lighter condition decides
		(
			[
				policy("Screen", category="Screen"),
				policy("Screen by phone", category="Screen", channel="Phone"),
			],
			"Screen by phone",
			"channel",
			("Screen",),
		),
		# a condition weighs more than whose policy it is
		([policy("Own"), policy("Any", company="", kind="Repair")], "Any", "kind", ("Own",)),
	],
)
def test_the_most_specific_wins(policies, winner, by, runners_up):
	for arranged in (policies, policies[::-1]):
		match = select(arranged, FACTS, TODAY)
		assert (match.policy.name, match.runners_up) == (winner, runners_up)
		assert match.reasons[-1] == Reason("beats", {"policy": runners_up[0], "by": by})


@pytest.mark.parametrize(
	"policies, winner, reason",
	[
		# the company's own beats the one for every company, whatever their names and their order
		([policy("A", company=""), policy("Z")], "Z", "beats_as_own"),
		([policy("A", 1, company="", kind="Repair"), policy("Z", 2, kind="Repair")], "Z", "beats_as_own"),
		# nothing to choose between: the declared order, then the name
		([policy("A", 2, kind="Repair"), policy("B", 1, kind="Repair")], "B", "beats_by_order"),
		([policy("A", 2, company=""), policy("B", 1, company="")], "B", "beats_by_order"),
		([policy("B", kind="Repair"), policy("A", kind="Repair")], "A", "beats_by_name"),
	],
)
def test_of_equally_specific_ones(policies, winner, reason):
	loser = next(one.name for one in policies if one.name != winner)
	for arranged in (policies, policies[::-1]):
		match = select(arranged, FACTS, TODAY)
		assert (match.policy.name, match.runners_up) == (winner, (loser,))
		assert match.reasons[-1] == Reason(reason, {"policy": loser})


def test_a_policy_for_every_company_matches_any():
	match = select([policy("Default", company="")], FACTS, TODAY)
	assert match.policy.name == "Default"


def test_each_matched_condition_is_a_reason():
	match = select([policy("P", category="Fault", priority="High", team="", channel=None)], FACTS, TODAY)
	assert match.reasons == (
		matched("category", "Fault", 1),
		matched("priority", "High"),
		Reason("only_match"),
	)


def test_a_policy_without_conditions_says_so():
	match = select([policy("Default")], FACTS, TODAY)
	assert match.reasons == (Reason("no_conditions"), Reason("only_match"))


@pytest.mark.parametrize(
	"conditions",
	[
		{"priority": "Low"},
		{"priority": "High", "kind": "Complaint"},
		{"category": "Misuse"},
		{"warranty_tier": "Gold"},  # the ticket has none
		{"team": "North"},
	],
)
def test_every_condition_must_hold(conditions):
	match = select([policy("P", **conditions)], FACTS, TODAY)
	assert (match.policy, match.runners_up) == (None, ())
	assert match.reasons == (Reason("no_policy", {"company": "Haoyun"}),)


@pytest.mark.parametrize(
	"enabled_from, enabled_to, applies",
	[
		(None, None, True),
		(date(2025, 9, 22), date(2025, 9, 22), True),
		(date(2025, 9, 23), None, False),
		(None, date(2025, 9, 21), False),
	],
)
def test_effective_dates(enabled_from, enabled_to, applies):
	dated = policy("Dated", enabled_from=enabled_from, enabled_to=enabled_to, customer="ACME")
	match = select([dated, policy("Default")], FACTS, TODAY)
	assert match.policy.name == ("Dated" if applies else "Default")


def test_another_company_never_matches():
	match = select([policy("Theirs", company="Other", customer="ACME")], FACTS, TODAY)
	assert match.policy is None


@pytest.mark.parametrize(
	"call, code, params",
	[
		(lambda: policy("P", colour="red"), "unknown_condition", {"policy": "P", "condition": "colour"}),
		(
			lambda: policy("P", enabled_from=date(2025, 2, 1), enabled_to=date(2025, 1, 31)),
			"dates_reversed",
			{"policy": "P"},
		),
	],
)
def test_a_policy_that_makes_no_sense_is_refused(call, code, params):
	with pytest.raises(DomainError) as refused:
		call()
	assert (refused.value.code, refused.value.params) == (code, params)
