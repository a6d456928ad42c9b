"""Who is this? One spelling per phone number and mail address, and what may be shown or linked of them.

Source of the masking and linking rules: rules.md section 3 (a keyed hash is still personal information).
"""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass

from aftersales_app.domain.errors import DomainError

MAX_DIGITS = 15  # ITU-T E.164

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}")
_HOTLINE = re.compile(r"[48]00\d{7}|9[56]\d{3,6}|1[0-2]\d{1,3}")
_TRUNK_CODE = re.compile(r"(?<=\d)\s*\(0\)")  # the (0) of "+86 (0)10": dialled at home only
_SPOKEN_EXTENSION = re.compile(r"\s*(?:转|轉|分机|分機|extension|ext\.?|x|#|,)\s*:?\s*(\d{1,6})$")
_DASHED_EXTENSION = re.compile(r"(?<=\d{7})\s*-\s*(\d{1,6})$")
_MAIL = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@[^\s@<>(),;:\"\[\]\\.]+(?:\.[^\s@<>(),;:\"\[\]\\.]+)+")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Phone:
	"""A phone number in one spelling.

	`number`: digits as dialled inside mainland China (mobile 11 digits, landline with its area code from 0), or
	`+` and country code and digits for every other country. `kind`: mobile, landline, hotline, foreign, unknown.
	"""

	number: str
	extension: str
	kind: str

	def __str__(self) -> str:
		return f"{self.number}-{self.extension}" if self.extension else self.number


def parse_phone(text: str, country: str = "CN") -> Phone:
	"""Read a phone number as people write it; `country` (CN or TW) is where numbers without a code belong.

	Raises DomainError `phone_unreadable` (no digits, or letters in it) and `phone_too_long` (two numbers in one).
	"""
	plain = unicodedata.normalize("NFKC", text).strip().lower().removeprefix("tel:")
	for dash in "‐‑‒–—―−":
		plain = plain.replace(dash, "-")
	phone = _read(_TRUNK_CODE.sub("", plain), "", country)
	if phone and phone.kind == "mobile":  # 1380013-8000 is one number, not a number and an extension
		return phone
	for pattern in (_SPOKEN_EXTENSION, _DASHED_EXTENSION):
		found = pattern.search(plain)
		if found:
			plain, extension = plain[: found.start()], found.group(1)
			break
	else:
		extension = ""
	phone = _read(_TRUNK_CODE.sub("", plain), extension, country)
	if phone is None:
		raise DomainError("phone_unreadable", {"phone": text[:40]})
	if len(phone.number.lstrip("+")) > MAX_DIGITS:
		raise DomainError("phone_too_long", {"phone": text[:40], "digits": MAX_DIGITS})
	return phone


def normalise_phone(text: str, country: str = "CN") -> str:
	"""One spelling of a phone number, extension after a hyphen; "" for blank. Errors as `parse_phone`."""
	return str(parse_phone(text, country)) if text.strip() else ""


def _read(plain: str, extension: str, country: str) -> Phone | None:
	if re.search(r"[^\d\s+().\-]", plain) or "+" in plain[1:]:
		return None
	digits = re.sub(r"\D", "", plain)
	if len(digits) < 3:
		return None
	if plain.startswith("+"):
		return _abroad(digits, extension)
	if digits.startswith("00"):
		return _abroad(digits[2:], extension)
	if country == "TW" and digits.startswith("0"):
		return Phone(f"+886{digits[1:]}", extension, "foreign")
	if digits.startswith("86") and len(digits) in (13, 14) and _MOBILE.fullmatch(digits[2:].lstrip("0")):
		digits = digits[2:].lstrip("0")
	return Phone(digits, extension, _kind(digits))


def _abroad(digits: str, extension: str) -> Phone:
	if digits.startswith("886"):
		return Phone(f"+886{digits[3:].lstrip('0')}", extension, "foreign")
	if not digits.startswith("86"):
		return Phone(f"+{digits}", extension, "foreign")
	home = digits[2:].lstrip("0")
	for number in (home, f"0{home}"):
		kind = _kind(number)
		if kind != "unknown":
			return Phone(number, extension, kind)
	return Phone(f"+86{home}", extension, "unknown")


def _kind(digits: str) -> str:
	patterns = {"mobile": _MOBILE, "landline": _LANDLINE, "hotline": _HOTLINE}
	return next((kind for kind, pattern in patterns.items() if pattern.fullmatch(digits)), "unknown")


def mask_phone(number: str) -> str:
	"""What a person without the right to see it is shown: 138****8000. An extension is dropped."""
	main = number.strip().partition("-")[0]
	sign, digits = ("+", main[1:]) if main.startswith("+") else ("", main)
	if len(digits) >= 10:
		return f"{sign}{digits[:3]}****{digits[-4:]}"
	if len(digits) >= 7:
		return f"{sign}{digits[:2]}****{digits[-2:]}"
	return "****" if digits else ""


def normalise_email(text: str) -> str:
	"""One spelling of a mail address (bare, lower case, the domain in ASCII); "" for blank.

	Raises DomainError `email_unreadable`.
	"""
	plain = unicodedata.normalize("NFKC", text).strip()
	if not plain:
		return ""
	bracketed = re.fullmatch(r"[^<>]*<([^<>]+)>", plain)
	plain = (bracketed.group(1) if bracketed else plain).strip().lower().removeprefix("mailto:")
	if len(plain) > 254 or not _MAIL.fullmatch(plain):
		raise DomainError("email_unreadable", {"email": text[:80]})
	local, _, domain = plain.rpartition("@")
	try:
		return f"{local}@{domain.encode('idna').decode('ascii')}"
	except UnicodeError as error:
		raise DomainError("email_unreadable", {"email": text[:80]}) from error


def mask_email(address: str) -> str:
	"""z****@example.com: the first letter and the domain."""
	local, sign, domain = address.strip().rpartition("@")
	return f"{local[:1]}****@{domain}" if sign else "****" if address.strip() else ""


def link_key(secret: str, value: str) -> str:
	"""HMAC-SHA256 of a normalised phone or mail address, 64 hex digits: joins records without showing whom.

	Raises DomainError `link_key_without_secret`, `link_key_without_value`.
	"""
	return _keyed(secret, value).hex()


def pseudonym(secret: str, kind: str, value: str) -> str:
	"""A stable name for a person in extracts and exports, such as `customer-7F3K9-Q2M4X` (50 bits).

	The same person has unrelated pseudonyms under another `kind` or secret. Errors as `link_key`.
	"""
	if not value:
		raise DomainError("link_key_without_value", {})
	number = int.from_bytes(_keyed(secret, f"{kind}\n{value}")[:8], "big") >> 14
	letters = "".join(_CROCKFORD[number >> shift & 31] for shift in range(45, -1, -5))
	return f"{kind}-{letters[:5]}-{letters[5:]}"


def _keyed(secret: str, value: str) -> bytes:
	if not secret:
		raise DomainError("link_key_without_secret", {})
	if not value:
		raise DomainError("link_key_without_value", {})
	return hmac.new(secret.encode(), value.encode(), hashlib.sha256).digest()
