"""Which part of the goods an item of stock is (rules.md R6, R8: main parts have clocks of their own)."""

import pytest

from aftersales_app.domain.part_names import part_called

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
