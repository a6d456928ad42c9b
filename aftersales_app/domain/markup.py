"""Text that a browser would run. Frappe takes it out of what it stores; people are told instead of losing half a sentence."""

import re

_RUNS = re.compile(
	r"<\s*/?\s*(?:script|iframe|object|embed)\b"  # elements that bring code along
	r"|<[a-z][^<>]*[\s/\"']on[a-z]{3,}\s*="  # an event handler on any element
	r"|<[a-z][^<>]*=\s*[\"']?\s*(?:javascript|vbscript)\s*:",
	re.IGNORECASE,
)


def runs(text: str) -> bool:
	"""Does the text hold an element that runs code, an event handler, or a script as an address?"""
	return "<" in text and bool(_RUNS.search(text))
