"""The sentences for the codes of the domain, as parts of a line in English."""

from collections.abc import Mapping

from aftersales_app.aftersales_core.sentences import KINDS, SENTENCES


def sentence(code: str, params: Mapping[str, object] | None = None) -> str:
	"""The sentence for a code; the code itself with its values for one that has none."""
	told = {
		name: _told(KINDS.get(value, value) if name == "kind" else value)
		for name, value in (params or {}).items()
	}
	try:
		return _part(SENTENCES[code]).format_map(told)
	except KeyError:
		return " ".join([code.replace("_", " "), *(f"({name}: {value})" for name, value in told.items())])


def _part(sentence: str) -> str:
	"""Without what makes it stand alone: a capital at the beginning, a full stop at the end."""
	return sentence[0].lower() + sentence[1:].removesuffix(".")


def _told(value: object) -> str:
	if isinstance(value, tuple | list | frozenset):
		return ", ".join(map(str, value))
	return str(value) or "(empty)"
