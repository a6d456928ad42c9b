from datetime import datetime, timezone

import pytest

from aftersales_app.domain.assignment import Candidate, Need, choose
from aftersales_app.domain.errors import DomainError, Reason


def person(user, load=0, capacity=10, last=None, skills=(), certificates=(), **more):
	last_at = datetime(2025, 9, last, tzinfo=timezone.utc) if last else None
	return Candidate(user, capacity, load, last_at, frozenset(skills), frozenset(certificates), **more)


def need(**sets):
	return Need(**{name: frozenset(values) for name, values in sets.items()})


def chosen(strategy, by):
	return (Reason("chosen", {"strategy": strategy, "by": by}),)


@pytest.mark.parametrize(
	"barred, wanted, code",
	[
		(person("bad", enabled=False), need(), "disabled"),
		(person("bad"), need(excluded=["bad"]), "excluded"),
		(person("bad", absent="leave"), need(), "absent"),
		(person("bad", on_shift=False), need(), "off_shift"),
		(
			person("bad", certificates=["gas"]),
			need(certificates=["gas", "high voltage"]),
			"missing_certificate",
		),
		(person("bad", load=10), need(), "at_capacity"),
		(person("bad", capacity=0), need(), "at_capacity"),
		# the first that applies is the one that is told
		(person("bad", enabled=False, on_shift=False, load=99), need(excluded=["bad"]), "disabled"),
		(person("bad", absent="leave", on_shift=False), need(), "absent"),
	],
)
@pytest.mark.parametrize("strategy", ["Round Robin", "Least Loaded", "Best Match"])
def test_whoever_may_not_take_it_is_passed_over_with_the_reason(strategy, barred, wanted, code):
	able = person("zoe", load=9, last=30, certificates=["gas", "high voltage"])
	choice = choose([barred, able], wanted, strategy)
	assert choice.user == "zoe"
	assert choice.reasons == chosen(strategy, "only_candidate")
	assert choice.passed_over == (("bad", code),)


def test_what_nobody_may_take_goes_to_the_queue():
	choice = choose([person("li", absent="leave"), person("an", on_shift=False)], need(), "Round Robin")
	assert choice.user is None
	assert choice.reasons == (Reason("nobody", {"considered": 2}),)
	assert choice.passed_over == (("an", "off_shift"), ("li", "absent"))
	assert choose([], need(), "Least Loaded").reasons == (Reason("nobody", {"considered": 0}),)


@pytest.mark.parametrize(
	"strategy, people, wanted, user, by, passed_over",
	[
		# whose turn it is: never before anybody, then longest ago
		(
			"Round Robin",
			[person("an", last=3), person("li", last=2)],
			need(),
			"li",
			"later_in_turn",
			(("an", "later_in_turn"),),
		),
		(
			"Round Robin",
			[person("an", last=1), person("li")],
			need(),
			"li",
			"later_in_turn",
			(("an", "later_in_turn"),),
		),
		(
			"Round Robin",
			[person("li"), person("an")],
			need(),
			"an",
			"later_by_name",
			(("li", "later_by_name"),),
		),
		(
			"Round Robin",
			[person("an", load=9, last=1), person("li", last=2)],
			need(),
			"an",
			"later_in_turn",
			(("li", "later_in_turn"),),
		),
		# the smaller share of capacity in use, not the smaller number
		(
			"Least Loaded",
			[person("an", 2, 4), person("li", 3, 10)],
			need(),
			"li",
			"more_loaded",
			(("an", "more_loaded"),),
		),
		(
			"Least Loaded",
			[person("an", 1, 3, last=5), person("li", 2, 6, last=4)],
			need(),
			"li",
			"later_in_turn",
			(("an", "later_in_turn"),),
		),
		# most of the wanted skills, then load
		(
			"Best Match",
			[
				person("an", skills=["tv"]),
				person("li", 5, skills=["tv", "wifi"]),
				person("wu", 6, skills=["tv", "wifi", "car"]),
			],
			need(skills=["tv", "wifi"]),
			"li",
			"more_loaded",
			(("wu", "more_loaded"), ("an", "weaker_match")),
		),
		# who knows the case, under every strategy
		(
			"Round Robin",
			[person("an"), person("li", last=9)],
			need(preferred=["li"]),
			"li",
			"not_preferred",
			(("an", "not_preferred"),),
		),
		(
			"Least Loaded",
			[person("an"), person("li", 9)],
			need(preferred=["li"]),
			"li",
			"not_preferred",
			(("an", "not_preferred"),),
		),
		(
			"Best Match",
			[person("an"), person("li", absent="leave")],
			need(preferred=["li"]),
			"an",
			"only_candidate",
			(("li", "absent"),),
		),
		# who stands in for the one who knows it and is away
		(
			"Least Loaded",
			[person("an"), person("li", absent="leave", substitute="wu"), person("wu", 9)],
			need(preferred=["li"]),
			"wu",
			"not_preferred",
			(("an", "not_preferred"), ("li", "absent")),
		),
		# nobody stands in for somebody who is here, for somebody this is not about, or from outside the team
		(
			"Least Loaded",
			[person("an"), person("li", 5, substitute="wu"), person("wu", 9)],
			need(preferred=["li"]),
			"li",
			"not_preferred",
			(("an", "not_preferred"), ("wu", "not_preferred")),
		),
		(
			"Least Loaded",
			[person("an"), person("li", absent="leave", substitute="wu"), person("wu", 9)],
			need(),
			"an",
			"more_loaded",
			(("wu", "more_loaded"), ("li", "absent")),
		),
		(
			"Least Loaded",
			[person("an"), person("li", absent="leave", substitute="xu"), person("wu", 9)],
			need(preferred=["li"]),
			"an",
			"more_loaded",
			(("wu", "more_loaded"), ("li", "absent")),
		),
		# a substitute who may not take it is passed over like anybody else
		(
			"Least Loaded",
			[person("an"), person("li", absent="leave", substitute="wu"), person("wu", on_shift=False)],
			need(preferred=["li"]),
			"an",
			"only_candidate",
			(("li", "absent"), ("wu", "off_shift")),
		),
	],
)
def test_strategies(strategy, people, wanted, user, by, passed_over):
	for arranged in (people, people[::-1]):
		choice = choose(arranged, wanted, strategy)
		assert (choice.user, choice.reasons) == (user, chosen(strategy, by))
		assert choice.passed_over == passed_over


def test_everybody_is_accounted_for():
	people = [person("an"), person("li", last=1), person("wu", on_shift=False), person("xu", enabled=False)]
	choice = choose(people, need(), "Round Robin")
	assert choice.user == "an"
	assert choice.passed_over == (("li", "later_in_turn"), ("wu", "off_shift"), ("xu", "disabled"))


def test_an_unknown_strategy_is_refused():
	with pytest.raises(DomainError) as refused:
		choose([], need(), "Loudest")
	assert (refused.value.code, refused.value.params) == ("unknown_strategy", {"strategy": "Loudest"})
