"""A site that has the rules of mainland China gets the assemblies and main parts of cars, by which replacements are counted."""

from aftersales_app.setup import warranty_seeds


def execute() -> None:
	warranty_seeds.list_parts("CN", "car")
