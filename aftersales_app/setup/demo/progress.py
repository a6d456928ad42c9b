"""How far it is: on the desk for whoever started it there, and in the terminal."""

import click
import frappe


class Progress:
	"""Counts tickets; says something every few hundred."""

	def __init__(self, tickets: int) -> None:
		self.tickets, self.opened = tickets, 0

	def step(self, opened: bool) -> None:
		self.opened += opened
		if opened and self.opened % 500 == 0:
			self.say(f"{self.opened} of {self.tickets} tickets", 10 + 80 * self.opened / self.tickets)

	def say(self, what: str, percent: float) -> None:
		frappe.publish_progress(percent, title=frappe._("Demo company"), description=what)
		click.echo(what, err=True)
