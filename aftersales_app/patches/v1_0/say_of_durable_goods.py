"""A site whose category of other durable goods says nothing gets what the shipped rules say of them: without it nothing could be
decided by them but by questions."""

from aftersales_app.setup import warranty_seeds


def execute() -> None:
	warranty_seeds.say_of("CN", "durable_goods")
