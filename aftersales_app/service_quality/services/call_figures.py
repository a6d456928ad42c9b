"""What became of calls, in words."""

from typing import Any

from frappe import _

from aftersales_app.domain import follow_up as rule
from aftersales_app.service_quality.queries import calls as reads


def of_draw(draw: str) -> dict[str, Any]:
	"""Of a draw: `response` in percent, `biased`, and `told` in the reader's language."""
	counts = reads.statuses(draw)
	response = rule.response(counts)
	if response is None:
		return {"response": None, "biased": False, "told": _("No call of this draw is over yet.")}
	over = sum(counts.get(status, 0) for status in (rule.REACHED, rule.GIVEN_UP, rule.REFUSED))
	told = _("Reached: {0} of {1} whose call is over ({2} %).").format(
		counts.get(rule.REACHED, 0), over, f"{response:.1f}"
	)
	if rule.biased(counts):
		told += " " + bias_warning()
	return {"response": response, "biased": rule.biased(counts), "told": told}


def bias_warning() -> str:
	return _(
		"Fewer than {0} % answered: the figures tell of those who like to answer, not of all customers. Do not compare with them."
	).format(rule.ENOUGH)
