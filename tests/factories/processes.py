"""Further processes on the test site, as workers are: each connects for itself, and starts when told."""

import subprocess
import sys

import frappe

PRELUDE = """
import sys, time
import frappe
frappe.init(site={site!r}, sites_path=".")
frappe.connect()
frappe.enqueue = lambda *args, **kwargs: None

def tell(word):
	print(word, flush=True)

def wait():
	sys.stdin.readline()

tell(frappe.db.sql("select connection_id()")[0][0])
wait()
"""


class Process:
	"""A Python process that runs `code` on the site once `go` is called. `code` has `tell(word)` and `wait()`."""

	def __init__(self, code: str) -> None:
		self.child = subprocess.Popen(
			[sys.executable, "-c", PRELUDE.format(site=frappe.local.site) + code],
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			stderr=subprocess.PIPE,
			text=True,
		)
		self.connection = int(self.heard())

	def heard(self) -> str:
		"""The next word that the process tells, empty when it has ended."""
		return self.child.stdout.readline().strip()

	def go(self) -> None:
		self.child.stdin.write("\n")
		self.child.stdin.flush()

	def kill(self) -> None:
		self.child.kill()
		self.child.communicate()

	def end(self, timeout: float = 90) -> tuple[int, str]:
		"""Wait for the end: exit code and what it said last to stderr."""
		_out, err = self.child.communicate(timeout=timeout)
		return self.child.returncode, err[-2000:]
