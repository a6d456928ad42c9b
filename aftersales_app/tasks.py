"""Scheduler entry points: each names when, one service does."""

import frappe

from aftersales_app.aftersales_core import archive
from aftersales_app.service_desk.services import follow_ups, notices, rollup, statutory, sweep
from aftersales_app.service_improvement.services import problem_cases
from aftersales_app.service_quality.services import (
	call_draws,
	complaint_deadlines,
	department_performance,
	evaluations,
	funnels,
	invitations,
	objectives,
	privacy,
	retention,
	special_evaluations,
	verification,
)
from aftersales_app.warranty.services import extensions, quality, recovery


def sweep_tickets(turn: int = 0) -> None:
	"""Every minute, and once more for what a full chunk left over."""
	sweep.run(turn)


def deliver_notices() -> None:
	"""Every minute."""
	notices.deliver()


def watch_deadlines() -> None:
	"""Every five minutes."""
	statutory.run()
	complaint_deadlines.run()


def invite_customers() -> None:
	"""Every five minutes: ask, and look at what was answered."""
	invitations.run()
	verification.run()


def draw_calls() -> None:
	"""Every morning."""
	call_draws.run()


def draw_up_evaluations() -> None:
	"""Every night: people out of the funnel, months and quarters that are over, special evaluations."""
	funnels.run()
	evaluations.run()
	special_evaluations.run()


def gather_problem_cases() -> None:
	"""Every morning."""
	problem_cases.run()
	department_performance.run()


def work_out_objectives() -> None:
	"""Every night."""
	objectives.run()


def raise_follow_ups() -> None:
	"""Every morning."""
	notices.raise_follow_ups()


def follow_assignments(tickets: dict[str, list[str]], actor: str) -> None:
	"""After the commit of whatever changed assignees.

	It works for the system: whoever handed a ticket over need not see it, or the new owner's list, any longer.
	"""
	frappe.set_user("Administrator")
	follow_ups.follow(tickets, actor)


def seal_archive() -> None:
	"""Every night; days that were missed are caught up."""
	archive.seal_due_days()


def check_archive() -> None:
	"""When an auditor asks."""
	archive.check_all()


def renew_figures() -> None:
	"""Every hour: the days of tickets that somebody worked on."""
	rollup.renew_touched()


def renew_settling_figures() -> None:
	"""Every night: the days on which promises are still judged or exempted."""
	rollup.renew_settling()


def watch_consents() -> None:
	"""Every five minutes: what rested on a consent that was taken back."""
	retention.honour()


def carry_out_privacy_request(name: str) -> None:
	"""The job of a request that somebody started. It works for the system: records of every team are a person's."""
	frappe.set_user("Administrator")
	privacy.carry_out(name)


def note_withdrawal(feedback: str, purposes: list[str], company: str | None) -> None:
	"""After a customer withdrew a consent over the link, as a guest."""
	frappe.set_user("Administrator")
	privacy.note_withdrawal(feedback, purposes, company)


def take_account_request(email: str) -> None:
	"""After somebody confirmed by mail that their account is to be deleted, as a guest."""
	frappe.set_user("Administrator")
	privacy.from_account(email)


def keep_retention_periods() -> None:
	"""Every night: what people asked to have erased, what is past its period, what no law keeps any more."""
	retention.run()


def settle_warranties() -> None:
	"""Every night: extensions that have ended, demands on suppliers that lapse or are due soon, items that fail early."""
	extensions.settle()
	recovery.settle()
	quality.alert()
