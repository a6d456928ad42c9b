"""Which part of the goods an item of stock is (rules.md R6, R8: main parts have clocks of their own)."""

import pytest

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.part_names import part_called, part_meant

PC = {"board": {"board", "主板"}, "power supply": {"power supply", "电源"}, "disk": {"disk", "硬盘"}}


@pytest.mark.parametrize(
	("item", "part"),
	[
		("主板 H610M", "board"),
		("戴尔台式机主板", "board"),
		("Board, rev. B", "board"),
		("BOARD", "board"),
		("Keyboard", ""),  # no board
		("Power  Supply board 450W", "power supply"),
		("ＤＩＳＫ 1 TB", "disk"),
		("导热硅脂", ""),
		("Oil", ""),
		("", ""),
	],
)
def test_an_item_is_the_part_whose_name_stands_in_its_own(item, part):
	assert part_called(item, PC) == part


def test_where_no_part_has_a_name_there_is_none():
	assert part_called("主板", {"board": {""}}) == part_called("主板", {}) == ""


PHONE = {
	"battery": "battery",
	"电池": "battery",
	"wired headset": "wired headset",
	"有线耳机": "wired headset",
}


@pytest.mark.parametrize(
	("told", "part"),
	[("battery", "battery"), (" Battery ", "battery"), ("电池", "battery"), ("", ""), ("  ", "")],
)
@pytest.mark.parametrize("listed", [True, False])
def test_a_part_is_told_as_the_rules_or_as_people_call_it(told, part, listed):
	assert part_meant(told, PHONE, listed) == part


@pytest.mark.parametrize("listed", [True, False])
def test_a_part_that_is_misspelt_does_not_count_as_the_whole_unit(listed):
	with pytest.raises(DomainError) as refused:
		part_meant("batery", PHONE, listed)
	told = {"part": "batery", "near": "电池", "known": "有线耳机, 电池"}
	assert (refused.value.code, refused.value.params) == ("part_misspelt", told)


def test_another_part_is_refused_where_the_parts_of_the_goods_are_listed():
	assert part_meant("screen", PHONE, listed=False) == "screen"
	with pytest.raises(DomainError) as refused:
		part_meant("screen" * 20, PHONE, listed=True)
	assert refused.value.code == "unknown_part" and len(refused.value.params["part"]) == 40
