"""Personal data that people write into free text: phone numbers, mail addresses, identity and card numbers, number plates.

What looks like one is masked, so that a doubtful number is hidden rather than shown (rules.md section 3: "free text and photos also
carry PI: scan for phones, plates, names"). Names cannot be told from words: those that are known are passed in.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from aftersales_app.domain.identity import mask_email, mask_phone

HIDDEN = "****"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# Full-width digits and letters as ASCII, one character for one: what is not masked stays as it was written.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
	map(ord, "‐‑‒–—―−"), ord("-")
)

_MAIL = r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
_CARD = r"(?<!\d)[3-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{3,4}(?:[ -]?\d{1,3})?(?!\d)"
_IDENTITY = r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])"
_IDENTITY_TW = r"(?<![0-9A-Za-z])[A-Z][1289]\d{8}(?![0-9A-Za-z])"
_MOBILE = r"(?<!\d)(?:\+?86[ -]?)?(?:1[3-9]\d(?:[ -]?\d{4}){2}|1[3-9]\d{2}[ -]\d{3}[ -]\d{4}|1[3-9]\d{5}-\d{4}|1(?: \d){10})(?!\d)"
_MOBILE_TW = r"(?<!\d)09\d{2}[ -]?\d{3}[ -]?\d{3}(?!\d)"
_LANDLINE = (
	r"(?<!\d)\(?0\d{1,3}(?:\) ?|[ -])\d{3,4}[ -]?\d{4}(?!\d)|(?<!\d)0(?:10|2\d|[3-9]\d{2})\d{7,8}(?!\d)"
)
_ABROAD = r"(?<![\d+])\+\d[\d ()\-]{5,17}\d(?!\d)"
_PLATE = rf"[{_PROVINCES}][A-HJ-Z][·•. ]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳](?![A-Z0-9])"
_PLATE_NAMED = r"(?<=[车車]牌)(?:[号號]码?|[号號]碼?)?[ ::是为為]*[A-Z0-9]{2,4}-[A-Z0-9]{2,4}(?![A-Z0-9])"


def mask_text(text: str, names: Mapping[str, str] | None = None) -> str:
	"""`text` with what looks like personal data masked; `names`: known names and what is written for each of them."""
	for pattern, mask in _MASKS:
		text = _replaced(text, pattern, mask)
	return name_text(text, names)


def name_text(text: str, names: Mapping[str, str] | None = None) -> str:
	"""`text` with known names replaced, the longest first."""
	for name in sorted(names or {}, key=len, reverse=True):
		if len(name.strip()) > 1:  # a single character is a word more often than a name
			text = text.replace(name, (names or {})[name])
	return text


def mask_address(address: str) -> str:
	"""What may be shown of an address: as far as the town. 广东省深圳市**** of 广东省深圳市南山区科技园1号; **** where no town is told."""
	plain = address.strip()
	town = re.match(r"[^\d\s]{2,10}?[市縣县盟州](?!場|场)", plain)
	return f"{town.group()}{HIDDEN}" if town else HIDDEN if plain else ""


def _replaced(text: str, pattern: "re.Pattern[str]", mask: Callable[[str], str]) -> str:
	parts, end = [], 0
	for found in pattern.finditer(text.translate(_NARROW)):
		parts += [text[end : found.start()], mask(found.group())]
		end = found.end()
	return "".join([*parts, text[end:]])


def _number(found: str) -> str:
	digits = re.sub(r"\D", "", found)
	if len(digits) == 13 and digits.startswith("86"):
		return mask_phone(digits[2:])
	return mask_phone(f"+{digits}" if found.startswith("+") else digits)


def _identity(found: str) -> str:
	"""The first digits tell the place; all that tells the person is hidden. A number with no birthday in it is another number."""
	try:
		date(int(found[6:10]), int(found[10:12]), int(found[12:14]))
	except ValueError:
		return found
	return f"{found[:3]}{HIDDEN}"


def _card(found: str) -> str:
	digits = re.sub(r"\D", "", found)
	return f"{digits[:4]}{HIDDEN}{digits[-4:]}" if _is_card(digits) else found


def _is_card(digits: str) -> bool:
	"""Luhn's check digit."""
	doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
	return 15 <= len(digits) <= 19 and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _plate(found: str) -> str:
	return f"{found[:2]}{HIDDEN}"


def _hidden(_found: str) -> str:
	return HIDDEN


_MASKS: tuple[tuple["re.Pattern[str]", Callable[[str], str]], ...] = tuple(
	(re.compile(pattern), mask)
	for pattern, mask in (
		(_MAIL, mask_email),
		(_IDENTITY, _identity),
		(_IDENTITY_TW, lambda found: f"{found[:1]}{HIDDEN}"),
		(_CARD, _card),
		(_MOBILE, _number),
		(_ABROAD, _number),
		(_MOBILE_TW, _number),
		(_LANDLINE, _number),
		(_PLATE, _plate),
		(_PLATE_NAMED, _hidden),
	)
)
