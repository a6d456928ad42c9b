"""A MariaDB server of one's own, to stop and start: in a directory of its own, reached by its socket only."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from factories.prerequisites import unavailable

SYSTEM = ("/usr/sbin", "/usr/local/sbin", "/usr/libexec")
START_SECONDS = 30
# A killed process loses nothing that it has written, synced to the disk or not; only a machine does. One file for all tables:
# seven hundred are made.
QUICK = (
	"--innodb-flush-method=nosync",
	"--sync-frm=0",
	"--innodb-file-per-table=0",
	"--innodb-strict-mode=0",
)


class Server:
	"""Runs from `start` to `stop` or `kill`, as the user that runs the tests; `close` ends what is left of it."""

	def __init__(self, directory: Path) -> None:
		self.directory = directory
		self.socket = str(directory / "socket")
		self.running: subprocess.Popen | None = None
		user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
		subprocess.run(
			[
				program("mariadb-install-db"),
				"--no-defaults",
				f"--datadir={directory / 'data'}",
				"--auth-root-authentication-method=socket",
				f"--auth-root-socket-user={user}",
				"--skip-test-db",
			],
			capture_output=True,
			check=True,
			timeout=60,
		)

	def start(self) -> None:
		"""Start, and wait until it answers. Raises RuntimeError with the end of its log when it does not."""
		log = self.directory / "log"
		with log.open("a") as said:
			self.running = subprocess.Popen(
				[
					program("mariadbd"),
					"--no-defaults",
					f"--datadir={self.directory / 'data'}",
					f"--socket={self.socket}",
					f"--pid-file={self.directory / 'pid'}",
					"--skip-networking",
					"--character-set-server=utf8mb4",
					"--collation-server=utf8mb4_unicode_ci",
					*QUICK,
				],
				stdout=said,
				stderr=said,
			)
		until = time.monotonic() + START_SECONDS
		while not self.answers():
			if self.running.poll() is not None or time.monotonic() > until:
				raise RuntimeError(log.read_text()[-2000:])
			time.sleep(0.1)

	def answers(self) -> bool:
		told = subprocess.run(
			[program("mariadb-admin"), "--no-defaults", f"--socket={self.socket}", "ping"],
			capture_output=True,
			check=False,
		)
		return told.returncode == 0

	def stop(self) -> None:
		"""As the machine's administrator stops it."""
		self._end(signal.SIGTERM)

	def kill(self) -> None:
		"""As the machine kills it when memory runs out: it has no say in it."""
		self._end(signal.SIGKILL)

	def close(self) -> None:
		if self.running and self.running.poll() is None:
			self.kill()

	def _end(self, how: signal.Signals) -> None:
		self.running.send_signal(how)
		self.running.wait(timeout=30)

	def run(self, statements: str | Path, database: str = "") -> None:
		"""Statements, or a file of them, as the server's owner."""
		with open(statements if isinstance(statements, Path) else os.devnull) as source:
			asked = ["--execute", statements] if isinstance(statements, str) else []
			subprocess.run(
				[
					program("mariadb"),
					"--no-defaults",
					f"--socket={self.socket}",
					*asked,
					*([database] * bool(database)),
				],
				stdin=source,
				capture_output=True,
				check=True,
				timeout=120,
			)


def program(name: str) -> str:
	"""The path of one of MariaDB's programs; the test is skipped where the machine has none."""
	found = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), *SYSTEM)))
	return found or unavailable(f"this machine has no {name}: the server's package is not installed")
