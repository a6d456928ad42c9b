"""Sites from before customers were asked get the reasons to tick, once."""

from aftersales_app.setup import quality_seeds


def execute() -> None:
	quality_seeds.seed()
