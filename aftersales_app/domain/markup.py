"""Text that a browser would run. Frappe takes it out of what it stores; people are told instead of losing half a sentence."""

import re

_RUNS = re.compile(
	r"<\s*/?\s*(?:script|iframe|object|embed)\b"  # elements that bring code along
	r"|<[a-z][^<>]*[\s/\"']on[a-z]{3,}\s*="  # an event handler on any element
	r"|<[a-z][^<>]*=\s*[\"']?\s*(?:javascript|vbscript)\s*:",
	re.IGNORECASE,
)
_VALUE = r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)"
_ELEMENT = re.compile(
	r"<!--.*?-->"
	r"|</?(?:abbr|address|article|aside|audio|base|big|blockquote|body|br|button|caption|center|code|col|dd|del|div|dl|dt"
	r"|em|fieldset|figure|font|footer|form|h[1-6]|head|header|hr|html|img|input|ins|label|li|link|main|mark|math|meta|nav"
	r"|ol|option|pre|section|select|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|thead"
	r"|title|tr|ul|video)(?=[\s/>])[^<>]*>"
	# letters that stand for quantities, too: elements only where what follows is written as attributes are
	rf"|</?[abipqsu](?:\s+[a-z-]+\s*=\s*{_VALUE})*\s*/?>",
	re.IGNORECASE | re.DOTALL,
)
_BRACKETS = re.compile(r"<[^>]*>?")


def runs(text: str) -> bool:
	"""Does the text hold an element that runs code, an event handler, or a script as an address?"""
	return "<" in text and bool(_RUNS.search(text))


def plain(text: str) -> str:
	"""Text without HTML's elements. What is written between signs of comparison stays, except in a text that would run."""
	while "<" in text:
		less = (_BRACKETS if runs(text) else _ELEMENT).sub("", text)
		if less == text:
			break
		text = less  # what was taken out may have stood inside of another element
	return text
