"""Sites from before complainants were written to and callers had scripts get both, once. The opening words that a site had
written become the first step of its scripts."""

from aftersales_app.setup import mail_seeds, script_seeds


def execute() -> None:
	mail_seeds.seed()
	script_seeds.seed()
