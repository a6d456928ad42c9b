from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from aftersales_app.domain import sealing
from aftersales_app.domain.errors import DomainError

ROWS = [
	{"name": "EV-1", "ticket": "AT-1", "at": datetime(2026, 3, 2, 1, 0, tzinfo=timezone.utc), "seconds": 60},
	{"name": "EV-2", "ticket": "空调", "at": None, "seconds": 0},
]
# { echo aftersales-seal-1; printf '0%.0s' {1..64}; echo;
#   echo '{"at":"2026-03-02T01:00:00Z","name":"EV-1","seconds":60,"ticket":"AT-1"}';
#   echo '{"at":null,"name":"EV-2","seconds":0,"ticket":"空调"}'; } | sha256sum
FIRST = "d530a605954dc04f3a61d72ed2cc67596fe9fb8e21806d9d5f47d110491f11d5"
# the same with FIRST on the second line and the one row ["x",true,"1.50"]
SECOND = "9fc275d04f902c9657ca1e6d0b110dacfbf982060e65e8348b2947fd53e2f6d2"


def test_seal_is_what_sha256sum_says() -> None:
	assert sealing.seal(sealing.GENESIS, ROWS) == FIRST
	assert sealing.seal(FIRST, [["x", True, Decimal("1.50")]]) == SECOND
	assert sealing.verify(sealing.GENESIS, iter(ROWS), FIRST)


@pytest.mark.parametrize(
	"rows",
	[
		ROWS[:1],
		ROWS[::-1],
		[*ROWS, {}],
		[{**ROWS[0], "seconds": 61}, ROWS[1]],
		[{**ROWS[0], "seconds": "60"}, ROWS[1]],
	],
)
def test_any_change_breaks_the_seal(rows: list[sealing.Row]) -> None:
	assert not sealing.verify(sealing.GENESIS, rows, FIRST)


def test_row_boundaries_cannot_be_forged() -> None:
	assert sealing.seal(sealing.GENESIS, [["a"], ["b"]]) != sealing.seal(sealing.GENESIS, [["a", "b"]])
	assert sealing.canonical(["a\nb"]) == '["a\\nb"]'


def test_same_facts_have_one_spelling() -> None:
	east = timezone(timedelta(hours=8))
	assert sealing.canonical({"b": 1, "a": datetime(2026, 3, 2, 9, tzinfo=east)}) == (
		'{"a":"2026-03-02T01:00:00Z","b":1}'
	)
	assert sealing.canonical([date(2026, 3, 2), (1, [None])]) == '["2026-03-02",[1,[null]]]'


@pytest.mark.parametrize(
	"value", [1.5, b"x", datetime(2026, 3, 2), Decimal("NaN"), {1: 2}, {"a"}, bytearray(b"x")]
)
def test_what_has_no_one_spelling_is_refused(value: object) -> None:
	with pytest.raises(DomainError) as error:
		sealing.seal(sealing.GENESIS, [[value]])
	assert error.value.code == "unsealable_value"


@pytest.mark.parametrize("previous", ["", "0" * 63, "G" * 64, "0" * 65])
def test_previous_must_be_a_hash(previous: str) -> None:
	with pytest.raises(DomainError) as error:
		sealing.seal(previous, [])
	assert error.value.code == "bad_seal"


def test_chain_names_the_first_broken_day() -> None:
	day3 = sealing.seal(SECOND, [])
	chain: list[tuple[str, str, list[sealing.Row]]] = [
		("2026-03-02", FIRST, list(ROWS)),
		("2026-03-03", SECOND, [["x", True, Decimal("1.50")]]),
		("2026-03-04", day3, []),
	]
	assert sealing.first_broken(chain) is None
	chain[1] = ("2026-03-03", SECOND, [["x", False, Decimal("1.50")]])
	assert sealing.first_broken(chain) == "2026-03-03"
	assert sealing.first_broken(chain[2:], SECOND) is None
	del chain[1]
	assert sealing.first_broken(chain) == "2026-03-04"
