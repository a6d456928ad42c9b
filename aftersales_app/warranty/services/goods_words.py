"""What people call the categories of goods that ship with the rules."""

from frappe import _, _lt

NAMES = {
	"tv": _lt("TV set"),
	"refrigerator": _lt("Refrigerator"),
	"washing_machine": _lt("Washing machine"),
	"air_conditioner": _lt("Air conditioner"),
	"fan": _lt("Fan"),
	"microwave": _lt("Microwave oven"),
	"vacuum_cleaner": _lt("Vacuum cleaner"),
	"range_hood": _lt("Range hood"),
	"water_heater": _lt("Water heater"),
	"camcorder": _lt("Camcorder"),
	"phone": _lt("Mobile phone"),
	"fixed_phone": _lt("Fixed phone"),
	"pc": _lt("Personal computer"),
	"car": _lt("Family car"),
	"harvester": _lt("Harvester"),
	"tractor": _lt("Tractor"),
	"seeder": _lt("Seeder"),
	"transplanter": _lt("Transplanter"),
	"farm_machine": _lt("Farm machine"),
	"camera": _lt("Camera"),
	"electronics": _lt("Other electronics"),
	"furniture": _lt("Furniture"),
	"clothes": _lt("Clothes"),
	"shoes": _lt("Shoes"),
	"cosmetics": _lt("Cosmetics"),
	"food": _lt("Food"),
	"repair_work": _lt("Repair work"),
	"other": _lt("Other goods"),
}


def name(category: str) -> str:
	"""A category as people read it; one that a company has added is called as it is written."""
	return str(NAMES[category]) if category in NAMES else _(category)
