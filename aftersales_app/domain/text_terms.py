"""Search terms for Chinese and English text that fit an InnoDB FULLTEXT index.

MariaDB splits only at spaces and punctuation, drops words under 3 characters and English stop words. So the terms
are stored beside the text: every term starts with x (no stop word does), has at least 3 characters and contains
letters, digits and underscores only. Chinese, Japanese and Korean runs become overlapping pairs of characters.
"""

import re
import unicodedata
from collections.abc import Iterator

MAX_TEXT = 4_000  # characters read of one text
MAX_TERMS = 400
MAX_QUERY_TERMS = 24
MAX_WORD = 64  # innodb_ft_max_token_size is 84
MAX_PARTS = 6

_CJK = r"\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = rf"(?:(?![{_CJK}_])\w)+"
_TOKEN = re.compile(rf"(?P<cjk>[{_CJK}]+)|(?P<word>{_WORD}(?:[-/.#+:_]{_WORD})*)")
# What MariaDB 10.6 to 11 takes for a letter (its Unicode tables are old, and of supplementary planes it knows none).
_UNKNOWN_TO_MARIADB = re.compile(
	r"[^0-9a-z_\u00c0-\u024f\u0386-\u03ce\u0400-\u04ff\u3005\u3007\u3041-\u3094\u30a1-\u30fa\u30fc-\u30fe"
	r"\u3400-\u4db5\u4e00-\u9fa5\uac00-\ud7a3]"
)
_SEPARATOR = re.compile(r"[-/.#+:_]")


def index_terms(text: str, max_terms: int = MAX_TERMS) -> str:
	"""The terms to store and index for `text`: each once, in order of appearance, separated by spaces."""
	seen: dict[str, None] = {}
	for kind, token in _tokens(text):
		for term in _indexed(kind, token):
			seen[term] = None
			if len(seen) >= max_terms:
				return " ".join(seen)
	return " ".join(seen)


def query_terms(text: str) -> str:
	"""The boolean mode query (MATCH ... AGAINST (... IN BOOLEAN MODE)) for what a person typed; all of it is required.

	"" when there is nothing to look for. Nothing of the person's punctuation survives, so no operator can get in.
	"""
	seen: dict[str, None] = {}
	for kind, token in _tokens(text):
		for clause in _queried(kind, token):
			seen[clause] = None
	return " ".join(list(seen)[:MAX_QUERY_TERMS])


def _tokens(text: str) -> Iterator[tuple[str, str]]:
	for found in _TOKEN.finditer(unicodedata.normalize("NFKC", text[:MAX_TEXT]).lower()):
		yield str(found.lastgroup), found.group()


def _indexed(kind: str, token: str) -> Iterator[str]:
	if kind == "cjk":
		yield from _pairs(token)
		yield _term(token[-1])  # so that a prefix search for one character finds the run's last one as well
		return
	parts = _parts(token)
	yield _term("".join(parts))
	for start in range(len(parts)):
		for end in range(start + 1, min(len(parts), start + MAX_PARTS) + 1):
			yield _term("".join(parts[start:end]))


def _queried(kind: str, token: str) -> Iterator[str]:
	if kind == "cjk":
		yield from (f"+{term}" for term in _pairs(token))
		if len(token) == 1:
			yield f"+x{_letters(token)}*"
		return
	parts = _parts(token)
	whole = _term("".join(parts))
	if len(parts) == 1:
		yield f"+{whole}"
		return
	yield f"+({whole} (" + " ".join(f"+{_term(part)}" for part in parts[:MAX_PARTS]) + "))"


def _parts(token: str) -> list[str]:
	return _SEPARATOR.split(token)


def _pairs(run: str) -> Iterator[str]:
	return (_term(run[at : at + 2]) for at in range(len(run) - 1))


def _term(word: str) -> str:
	return f"x{_letters(word)[:MAX_WORD]}".ljust(3, "_")


def _letters(word: str) -> str:
	return _UNKNOWN_TO_MARIADB.sub(lambda found: f"u{ord(found.group()):x}", word)
