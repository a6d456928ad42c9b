"""Sites that had the app before claims came: who decides alone on a claim of which value, where nobody has said so yet."""

from aftersales_app.setup import seeds


def execute() -> None:
	seeds.claim_limits()
