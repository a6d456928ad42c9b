"""A personal link to a page of questions: made from a secret, known by its hash, good once and for a time (product.md C2, C6).

Whoever opens the page changes nothing, as mail scanners do; only what the page sends back with its nonce counts.
"""

import hmac
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from aftersales_app.domain.errors import Decision, DomainError, Reason
from aftersales_app.domain.ratings import checked
from aftersales_app.domain.scoring import DIMENSIONS

OPEN, ANSWERED, EXPIRED, WITHDRAWN = "Open", "Answered", "Expired", "Withdrawn"
TOKEN_BYTES = 20  # 160 bits
DOOR_BYTES = 10  # 80 bits
NONCE_GOOD = timedelta(hours=12)
OVERALL = "overall"
MOST_WORDS = 1000  # characters
VISIT, TICKET, CLAIM, COMPLAINT = (
	*("Aftersales Visit", "Aftersales Ticket"),
	*("Aftersales Claim", "Aftersales Complaint"),
)
KINDS = (
	VISIT,
	TICKET,
	CLAIM,
	COMPLAINT,
)  # the later the kind, the longer it takes: it asks for those before it


def token(secret: str, name: str) -> str:
	"""The token of an invitation, 32 letters and digits: the same at every asking, so that it is stored nowhere. Raises DomainError
	`link_without_secret`."""
	if not secret:
		raise DomainError("link_without_secret")
	return b32encode(_keyed(secret, f"invitation\n{name}")[:TOKEN_BYTES]).decode().lower()


def token_hash(token: str) -> str:
	"""Under which an invitation is found: 64 hex digits."""
	return sha256(token.strip().lower().encode()).hexdigest()


def nonce(secret: str, token: str, now: datetime) -> str:
	"""What a page that is shown now sends back with its answers. `now` is aware."""
	moment = str(int(now.timestamp()))
	return f"{moment}.{_keyed(secret, f'page{token}{moment}').hex()[:32]}"


def shown_at(secret: str, token: str, given: str, now: datetime) -> datetime | None:
	"""When the page was shown that sends this nonce; None for one that we did not make, or too long ago."""
	moment, _dot, _mark = given.partition(".")
	if not (moment.isascii() and moment.isdigit() and len(moment) < 12):
		return None
	at = datetime.fromtimestamp(int(moment), tz=now.tzinfo)
	known = hmac.compare_digest(nonce(secret, token, at), given)
	return at if known and timedelta() <= now - at <= NONCE_GOOD else None


def standing(status: str, expires_at: datetime, now: datetime) -> str:
	"""What an invitation is now; what was answered stays so."""
	return EXPIRED if status == OPEN and now > expires_at else status


@dataclass(frozen=True, slots=True)
class Answers:
	"""What somebody answered: scores of the dimensions and overall, ticked reasons, words, and what they agree to."""

	scores: Mapping[str, int]
	overall: int
	reasons: tuple[str, ...] = ()
	words: str = ""
	research: bool = False
	contact: bool = False


def read(told: Mapping[str, str], ticked: tuple[str, ...], offered: frozenset[str]) -> Answers:
	"""Answers as a form sends them, all as text. The overall score is needed, the others may be left out.

	Raises DomainError `overall_missing`, `score_out_of_range`, `reason_not_offered`, `words_too_long`.
	"""
	if not told.get(OVERALL):
		raise DomainError("overall_missing")
	words = told.get("words", "").strip()
	if len(words) > MOST_WORDS:
		raise DomainError("words_too_long", {"most": MOST_WORDS, "length": len(words)})
	for reason in ticked:
		if reason not in offered:
			raise DomainError("reason_not_offered")
	return Answers(
		{name: _score(told[name]) for name in DIMENSIONS if told.get(name)},
		_score(told[OVERALL]),
		tuple(dict.fromkeys(ticked)),
		words,
		bool(told.get("research")),
		bool(told.get("contact")),
	)


def _score(text: str) -> int:
	return checked(int(text) if text.isascii() and text.isdigit() and len(text) == 1 else text)


def _keyed(secret: str, text: str) -> bytes:
	return hmac.new(secret.encode(), text.encode(), sha256).digest()


@dataclass(frozen=True, slots=True)
class Around:
	"""What stands around something that is over: the kinds that the site asks about; of the same case what is not over yet and what was
	asked about; and what its customer was asked about within the quiet days."""

	kinds: frozenset[str]
	unfinished: frozenset[str] = frozenset()
	asked: frozenset[str] = frozenset()
	lately: frozenset[str] = frozenset()


def can_ask(kind: str, around: Around) -> Decision:
	"""May this be asked about of itself? One case is asked about once, by what ends last: a visit leaves it to its ticket, a ticket to its
	claim, both to a complaint. How a complaint was handled is another question, asked though the service was asked about
	(ISO 10002). Codes: `kind_not_asked`, `asked_with` (kind), `case_asked_already`, `asked_lately`."""
	reasons = [] if kind in around.kinds else [Reason("kind_not_asked", {"kind": kind})]
	waits = _asks_instead(kind, around)
	if waits:
		reasons.append(Reason("asked_with", {"kind": waits}))
	counts = frozenset({COMPLAINT}) if kind == COMPLAINT else frozenset(KINDS)
	if around.asked & counts:
		reasons.append(Reason("case_asked_already"))
	if around.lately & counts:
		reasons.append(Reason("asked_lately"))
	return Decision(not reasons, tuple(reasons))


def _asks_instead(kind: str, around: Around) -> str:
	"""The kind that is going to ask about this case, the last one; "" for none. A visit always has its ticket."""
	unfinished = around.unfinished | ({TICKET} if kind == VISIT else frozenset())
	later = [one for one in KINDS[KINDS.index(kind) + 1 :] if one in unfinished & around.kinds]
	return later[-1] if later else ""


def door(secret: str, name: str) -> str:
	"""The key of a visit's code on its report: whoever has it can have the customer's link sent to the customer, and no more."""
	if not secret:
		raise DomainError("link_without_secret")
	mark = b32encode(_keyed(secret, f"door\n{name}")[:DOOR_BYTES]).decode().lower()
	return f"{name}-{mark}"


def behind(secret: str, key: str) -> str:
	"""The visit of a door's key; "" for one that we did not make."""
	name, _dash, mark = key.strip().rpartition("-")
	given = f"{name}-{mark.lower()}"
	return name if name and hmac.compare_digest(door(secret, name).encode(), given.encode()) else ""


def masked(email: str, phone: str) -> str:
	"""Where something goes, so that only whoever knows the address recognises it."""
	if email:
		own, _at, host = email.partition("@")
		return f"{own[:1]}•••@{host}"
	return f"•••{phone[-4:]}" if len(phone) >= 7 else "•••"
