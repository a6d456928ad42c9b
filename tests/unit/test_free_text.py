"""Personal data in free text (rules.md section 3)."""

import pytest

from aftersales_app.domain import free_text


@pytest.mark.parametrize(
	"text, shown",
	[
		("请回电13800138000，谢谢", "请回电138****8000，谢谢"),
		("请回电 138-0013-8000。", "请回电 138****8000。"),
		("138 0013 8000", "138****8000"),
		("1380-013-8000", "138****8000"),
		("1 3 8 0 0 1 3 8 0 0 0", "138****8000"),
		("+86 138 0013 8000", "138****8000"),
		("+8613800138000", "138****8000"),
		("电话１３８００１３８０００", "电话138****8000"),
		("0755-26001234 或 010 62345678", "075****1234 或 010****5678"),
		("(0755)26001234", "075****1234"),
		("075526001234", "075****1234"),
		("手機 0912-345-678", "手機 091****5678"),
		("call +1 (415) 555-0100 now", "call +141****0100 now"),
		("mail zhang.wei@example.com.", "mail z****@example.com."),
		("写信给李雷＠不行, li@example.cn", "写信给李雷＠不行, l****@example.cn"),
		("身份证44030519900307123X", "身份证440****"),
		("身分證 A123456789", "身分證 A****"),
		("卡号 4111 1111 1111 1111", "卡号 4111****1111"),
		("车牌粤B·12345停在楼下", "车牌粤B****停在楼下"),
		("粤BD12345", "粤B****"),
		("車牌ABC-1234", "車牌****"),
		("13800138000/13900139000", "138****8000/139****9000"),
		# no personal data
		("订单20260311380013800012", "订单20260311380013800012"),
		("2026-01-15 10:30 到 2026-01-16", "2026-01-15 10:30 到 2026-01-16"),
		("型号 ABC-1234, 220V, 1500W", "型号 ABC-1234, 220V, 1500W"),
		("SN 440305199013071234", "SN 440305199013071234"),  # no such day
		("4111 1111 1111 1112", "4111 1111 1111 1112"),  # no card's check digit
		("热线 400-820-8820, 费用 13,800 元", "热线 400-820-8820, 费用 13,800 元"),
		("TK-2026-000123", "TK-2026-000123"),
		("", ""),
	],
)
def test_masked_text(text: str, shown: str) -> None:
	assert free_text.mask_text(text) == shown


def test_masking_twice_changes_nothing_more() -> None:
	once = free_text.mask_text("13800138000, zhang@example.com, 粤B12345, 0755-26001234")
	assert free_text.mask_text(once) == once


def test_known_names_are_replaced_the_longest_first() -> None:
	names = {"王芳": "客户A", "王芳芳": "客户B", "李": "客户C"}
	assert free_text.mask_text("王芳芳和王芳, 李先生", names) == "客户B和客户A, 李先生"


@pytest.mark.parametrize(
	"address, shown",
	[
		("广东省深圳市南山区科技园1号", "广东省深圳市****"),
		("台北市信義區松高路12號", "台北市****"),
		("彰化縣員林市中山路3號", "彰化縣****"),
		("12 High Street, London", "****"),
		("科技园1号", "****"),
		("  ", ""),
	],
)
def test_masked_address(address: str, shown: str) -> None:
	assert free_text.mask_address(address) == shown
