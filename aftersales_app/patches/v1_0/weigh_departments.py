"""Sites from before departments were judged get the components of a quarter, once."""

from aftersales_app.setup import quality_seeds


def execute() -> None:
	quality_seeds.weights()
