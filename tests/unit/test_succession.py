"""One version of a rule after the other, and which of a company's policies is the most specific."""

from dataclasses import replace
from datetime import date

import pytest

from aftersales_app.domain import coverage_book, succession
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.norms import Norm
from aftersales_app.domain.policy_scope import PolicyScope, most_specific

NORM = Norm("N", 1, "CN", "statute", "art. 1", date(2020, 1, 1), remedies=("repair",))
OTHER = replace(NORM, id="M", rank="promise")
COVER = coverage_book.shipped("cn")[0]
JULY, JUNE_30 = date(2024, 7, 1), date(2024, 6, 30)


def test_a_new_version_ends_the_one_before_on_the_day_before():
	second = replace(NORM, version=2, effective_from=JULY)
	ended = replace(NORM, effective_to=JUNE_30)
	assert succession.norms_with([NORM, OTHER], second) == (ended, OTHER, second)
	longer = replace(NORM, effective_to=date(2023, 1, 1))
	assert succession.norms_with([longer], second) == (longer, second)


@pytest.mark.parametrize(
	("own", "firsts", "last"),
	[
		(None, (), None),
		(JULY, (), JULY),
		(None, (JULY,), JUNE_30),
		(date(2024, 1, 1), (JULY,), date(2024, 1, 1)),
		(date(2025, 1, 1), (date(2024, 9, 1), JULY), JUNE_30),
	],
)
def test_a_version_holds_to_its_own_end_or_until_the_next_one(own, firsts, last):
	assert succession.end_before(own, firsts) == last


def test_a_version_that_begins_no_earlier_gives_way_and_a_later_one_stays():
	second = replace(NORM, version=2, effective_from=NORM.effective_from)
	third = replace(NORM, version=3, effective_from=JULY)
	assert succession.norms_with([NORM, third], second) == (third, second)
	again = replace(second, citation="art. 2")
	assert succession.norms_with([second, third], again) == (third, again)


def test_the_terms_of_a_version_of_cover_end_with_it():
	second = replace(COVER, version=2, effective_from=JULY)
	first, last = succession.coverage_with([COVER], second)
	assert (first.effective_to, last) == (JUNE_30, second)
	assert {term.in_force_to for term in first.terms} == {JUNE_30}


def test_two_versions_of_cover_are_not_in_force_at_once():
	second = replace(COVER, version=2, effective_from=JULY)
	with pytest.raises(DomainError) as error:
		succession.check_coverage([COVER, second])
	assert error.value.code == "norms_overlap"
	succession.check_coverage([replace(COVER, effective_to=JUNE_30), second])


def test_of_what_was_bought_on_an_unknown_day_the_newest_version_counts():
	second = replace(COVER, version=2, effective_from=JULY)
	other = replace(COVER, code="OTHER")
	assert set(map(id, succession.newest([second, COVER, other]))) == {id(second), id(other)}


@pytest.mark.parametrize(
	("one", "other", "meet"),
	[
		((None, None), (None, None), True),
		((None, JUNE_30), (JULY, None), False),
		((None, JULY), (JULY, None), True),
		((JULY, JULY), (date(2024, 1, 1), date(2024, 12, 31)), True),
		((JULY, None), (None, JUNE_30), False),
	],
)
def test_spans_meet(one, other, meet):
	assert succession.overlaps(*one, *other) is succession.overlaps(*other, *one) is meet


def scope(name: str, applies_to: str, target: str = "", grant: str = "Contract", **days) -> PolicyScope:
	return PolicyScope(name, grant, applies_to, target, days.get("first"), days.get("last"))


ALL = scope("all", "All")
BRAND = scope("brand", "Brand", "Haiyun")
OUTER, INNER = scope("outer", "Item Group", "Goods"), scope("inner", "Item Group", "Screens")
ITEM = scope("item", "Item", "TV-55")


@pytest.mark.parametrize(
	("policies", "held"),
	[
		([], ()),
		([ALL], ("all",)),
		([ALL, BRAND], ("brand",)),
		([BRAND, OUTER, ALL], ("outer",)),
		([INNER, OUTER, BRAND], ("inner",)),
		([INNER, ITEM, ALL], ("item",)),
		([scope("x", "Item", "TV-65"), scope("y", "Brand", "Other")], ()),
		([ITEM, scope("told", "All", grant="Promise")], ("item", "told")),
		([scope("old", "All", last=JUNE_30), scope("new", "All", first=JULY)], ("new",)),
		([replace(ITEM, first=date(2024, 7, 2)), ALL], ("all",)),
	],
)
def test_the_most_specific_policy_of_each_grant_holds(policies, held):
	for order in (policies, policies[::-1]):
		assert most_specific(order, "TV-55", ("Screens", "Goods"), "Haiyun", JULY) == held


def test_a_policy_for_goods_without_a_brand_is_not_one_for_all_without_a_brand():
	assert most_specific([scope("none", "Brand", "")], "TV-55", (), "", JULY) == ()


def test_two_of_equal_rank_are_refused():
	with pytest.raises(DomainError) as error:
		most_specific([ITEM, replace(ITEM, name="also")], "TV-55", (), "", JULY)
	assert (error.value.code, error.value.params) == ("policies_equal", {"policy": "also", "other": "item"})
