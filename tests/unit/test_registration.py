"""What sales, returns and moves mean for a registered unit."""

from datetime import date

import pytest

from aftersales_app.domain import registration as rule
from aftersales_app.domain.registration import (
	Known,
	Owner,
	Piece,
	faults,
	meaning,
	never_had,
	transfers,
	unit_key,
	whole_pieces,
)

DAY = date(2025, 6, 3)


def piece(**facts):
	return Piece(**{"customer": "Li", "day": DAY, "document": "DN-2", "row": "r2", **facts})


def unit(status=rule.IN_USE, *owners, customer="Li"):
	return Known(status, customer, owners or (Owner(customer, date(2025, 1, 10), "r1"),))


def test_a_serial_number_is_one_unit_however_it_is_typed():
	assert unit_key("TV-1", " ab12 ") == unit_key("tv-1", "AB12") == unit_key("TV-1", "ＡＢ12")
	assert unit_key("TV-1", "AB12") != unit_key("TV-2", "AB12")
	assert unit_key("TV-1", row="r1", number=1) != unit_key("TV-1", row="r1", number=2)
	assert unit_key("TV-1", "r1") != unit_key("TV-1", row="r1", number=0)


@pytest.mark.parametrize(("qty", "count"), [(3, 3), (-2.0, 2), (0.5, 0), (2.9999999999, 3), (0, 0)])
def test_only_whole_pieces_count(qty, count):
	assert whole_pieces(qty) == count


@pytest.mark.parametrize(
	("sold", "known", "what"),
	[
		(piece(), None, rule.NEW),
		(piece(row="r1"), unit(), rule.KNOWN),
		(piece(), unit(), rule.KNOWN),  # T1: repaired and handed back to whoever has it, charged or not
		(piece(free=True), unit(), rule.KNOWN),
		(piece(), unit(rule.RETURNED), rule.RESOLD),  # bought back, and sold to the same customer again
		(piece(free=True), unit(rule.RETURNED), rule.BACK),  # came in by a return, goes out free of charge
		(piece(free=True), unit(rule.EXCHANGED), rule.KNOWN),
		(piece(customer="Wang"), unit(), rule.RESOLD),
		(piece(customer="Wang", free=True), unit(rule.RETURNED), rule.RESOLD),
		(piece(), unit(rule.CANCELLED), rule.RESOLD),
		(piece(customer="Wang", day=date(2025, 1, 9)), unit(), rule.EARLIER),
		(piece(row="r1"), unit(rule.IN_USE, Owner("Li", DAY, "r1", void=True)), rule.KNOWN),
		(piece(row="r9"), unit(rule.RETURNED, Owner("Li", DAY, "r1", heard=("DN-1", "r9"))), rule.KNOWN),
	],
)
def test_what_a_delivery_means(sold, known, what):
	assert meaning(sold, known) == what


@pytest.mark.parametrize(
	("back", "known", "what"),
	[
		(piece(back=True), None, rule.UNKNOWN),
		(piece(back=True), unit(), rule.TAKEN_BACK),
		(piece(back=True, returns="r1"), unit(), rule.TAKEN_BACK),
		(piece(back=True, returns="r0"), unit(), rule.KNOWN),  # of a sale before this one
		(piece(back=True, day=date(2025, 1, 9)), unit(), rule.KNOWN),
		(piece(back=True), unit(rule.RETURNED), rule.KNOWN),
		(piece(back=True), unit(rule.IN_USE, Owner("Li", DAY, "r1", heard=("DN-2",))), rule.KNOWN),
	],
)
def test_what_a_return_means(back, known, what):
	assert meaning(back, known) == what


def test_owners_since_the_last_sale_are_transfers():
	first, second = Owner("Li", DAY, "r1"), Owner("Wang", date(2025, 8, 1), "", rule.TRANSFER)
	assert transfers([first, second]) == (date(2025, 8, 1),)
	assert transfers([first, second, Owner("Zhao", date(2025, 9, 1), "r2")]) == ()
	assert transfers([first, second, Owner("Zhao", date(2025, 9, 1), "r2", void=True)]) == (date(2025, 8, 1),)


def test_a_cancelled_sale_leaves_out_its_buyer_and_whoever_got_it_from_them():
	li, wang, zhao = Owner("Li", DAY, "r1"), Owner("Wang", DAY, "", rule.TRANSFER), Owner("Zhao", DAY, "r2")
	assert never_had([li, wang, zhao], {"r1"}) == (0, 1)
	assert never_had([li, wang, zhao], {"r2"}) == (2,)
	assert never_had([li, zhao, wang], {"r2"}) == (1, 2)
	assert never_had([li, Owner("Sun", DAY, "r9", void=True), wang], {"r1"}) == (0, 2)
	assert never_had([li], {"r3"}) == ()


def test_a_return_that_a_later_owner_s_row_has_heard_of_is_known():
	passed_on = Owner("Wang", DAY, "", rule.TRANSFER, heard=("DN-2", "r5"))
	known = unit(rule.IN_USE, Owner("Li", date(2025, 1, 10), "r1"), passed_on, customer="Wang")
	assert meaning(piece(back=True, returns="r1", customer="Li"), known) == rule.KNOWN


@pytest.mark.parametrize(
	("dates", "entered", "codes"),
	[
		({"Delivered on": date(2025, 6, 4)}, None, ("unit_delivery_ahead",)),
		({"Delivered on": date(2025, 6, 4)}, (), ()),  # the delivery note is dated ahead
		({"Delivered on": DAY, "Installed on": DAY}, None, ()),
		({"Delivered on": DAY, "Installed on": date(2023, 6, 1)}, None, ("unit_installed_before_sold",)),
		(
			{"Delivered on": DAY, "Installed on": date(2023, 6, 1)},
			("Delivered on",),
			("unit_installed_before_sold",),
		),
		({"Delivered on": DAY, "Installed on": date(2023, 6, 1)}, ("Registered on",), ()),  # stored so
		(
			{"Invoiced on": date(2024, 5, 30), "Delivered on": DAY, "Installed on": date(2024, 5, 31)},
			None,
			(),
		),
		({"Installed on": date(2023, 6, 1)}, None, ()),  # nobody knows when it was sold
		(
			{"Left the Factory on": date(2024, 1, 1), "Installed on": date(2023, 6, 1)},
			None,
			("unit_sold_before_made",),
		),
		({"Left the Factory on": date(2024, 1, 1), "Invoiced on": date(2023, 6, 1)}, (), ()),
	],
)
def test_days_that_cannot_be(dates, entered, codes):
	assert tuple(one.code for one in faults(dates, date(2025, 6, 3), "", "CN", entered)) == codes


def test_what_cannot_be_is_said():
	told = faults(
		{"Invoiced on": date(2025, 6, 4), "Left the Factory on": date(2025, 7, 1)}, DAY, "CN-ZJ", "US"
	)
	assert [reason.code for reason in told] == [
		"unit_day_ahead",
		"unit_day_ahead",
		"unit_sold_before_made",
		"region_elsewhere",
	]
	assert faults({"Invoiced on": DAY, "Installed on": None}, DAY, "CN-ZJ", "CN") == ()
	assert [reason.code for reason in faults({}, DAY, "", "China")] == ["jurisdiction_unreadable"]
