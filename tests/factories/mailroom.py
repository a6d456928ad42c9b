"""A real mail server for tests: exim takes mail by SMTP and puts it into Maildirs, dovecot shows them by IMAP.

Both run as the present user, on loopback ports of their own, with everything in one directory. Any address has a
mailbox and the same password, but for local parts beginning with `nobody`: mail to those bounces.
"""

import getpass
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

PASSWORD = "letter"
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
SIZE = 30_000_000

EXIM = """
primary_hostname = mail.example.com
exim_user = {user}
exim_group = {group}
admin_groups = {group}
spool_directory = {home}/spool
log_file_path = {home}/exim-%slog
pid_file_path = {home}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {smtp}
domainlist local_domains = *
acl_smtp_rcpt = check_rcpt
acl_smtp_data = accept
host_lookup =
rfc1413_query_timeout = 0s
header_maxsize = {size}
header_line_maxsize = {size}
message_size_limit = {size}
deliver_drop_privilege = true
smtp_accept_max = 500
smtp_accept_max_per_host = 500
queue_run_in_order = true
keep_environment =
never_users =
qualify_domain = example.com
bounce_return_size_limit = 2K
begin acl
check_rcpt:
  accept
begin routers
unknown:
  driver = redirect
  local_parts = ^nobody
  allow_fail
  data = :fail: no such person here
maildir:
  driver = accept
  transport = maildir
begin transports
maildir:
  driver = appendfile
  directory = ${{lookup{{${{lc:$local_part@$domain}}}}dsearch,ret=full,filter=dir{{{home}/mail}}}}
  create_directory = true
  maildir_format = true
  return_path_add = true
  envelope_to_add = true
begin retry
* * F,1m,1m
begin rewrite
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if eq{{$auth3}}{{{password}}}}}
  server_set_id = $auth2
"""

DOVECOT = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/dovecot.log
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
last_valid_uid = 0
mail_location = maildir:{home}/mail/%Lu
mail_max_userip_connections = 50
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%Lu
}}
"""


def what_is_missing() -> str:
	"""The Debian packages that are not there, "" where all are."""
	wanted = {"exim4-daemon-light": "exim4", "dovecot-imapd": "dovecot"}
	return ", ".join(package for package, program in wanted.items() if not shutil.which(program, path=PATH))


class Mailroom:
	"""Started by `start`; `send` and `wait_for` speak SMTP and look into mailboxes."""

	def __init__(self, home: Path) -> None:
		self.home, self.smtp, self.imap = home, _free_port(), _free_port()
		self._running: list[subprocess.Popen] = []

	def start(self) -> None:
		for folder in ("spool", "mail", "run"):
			(self.home / folder).mkdir()
		facts = {
			"home": self.home,
			"smtp": self.smtp,
			"imap": self.imap,
			"size": SIZE,
			"password": PASSWORD,
			"user": getpass.getuser(),
			"group": _group(),
			"uid": os.getuid(),
			"gid": os.getgid(),
		}
		(self.home / "exim.conf").write_text(EXIM.format(**facts))
		(self.home / "dovecot.conf").write_text(DOVECOT.format(**facts))
		self._run("exim4", "-C", f"{self.home}/exim.conf", "-bdf", "-q2s")
		self._run("dovecot", "-F", "-c", f"{self.home}/dovecot.conf")
		for port in (self.smtp, self.imap):
			wait_until(lambda port=port: _answers(port), f"port {port} in {self.home}")

	def stop(self) -> None:
		for process in self._running:
			process.send_signal(signal.SIGTERM)
			try:
				process.wait(10)
			except subprocess.TimeoutExpired:
				process.kill()

	def send(self, mail: EmailMessage | bytes, to: str, sender: str) -> None:
		"""Hand a mail over by SMTP; an empty sender is the null return path."""
		for address in filter(None, (to, sender)):
			self.box(address).mkdir(exist_ok=True)
		raw = mail if isinstance(mail, bytes) else mail.as_bytes()
		with smtplib.SMTP("127.0.0.1", self.smtp, timeout=60) as server:
			server.sendmail(sender, [to], raw)

	def wait_for(self, address: str, count: int = 1) -> list[bytes]:
		"""The mails in a mailbox, as soon as there are `count`."""
		wait_until(lambda: len(self.files(address)) >= count, f"{count} mails for {address}")
		return [path.read_bytes() for path in self.files(address)]

	def files(self, address: str) -> list[Path]:
		found = (path for folder in ("new", "cur") for path in self.box(address).glob(f"{folder}/*"))
		return sorted(found, key=lambda path: path.stat().st_mtime_ns)

	def box(self, address: str) -> Path:
		return self.home / "mail" / address.lower()

	def _run(self, program: str, *arguments: str) -> None:
		log = (self.home / f"{program}.out").open("w")
		path = shutil.which(program, path=PATH)
		self._running.append(subprocess.Popen([path, *arguments], stdout=log, stderr=log))


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 30) -> None:
	until = time.monotonic() + seconds
	while not holds():
		if time.monotonic() > until:
			raise TimeoutError(what)
		time.sleep(0.05)


def _answers(port: int) -> bool:
	try:
		socket.create_connection(("127.0.0.1", port), 1).close()
	except OSError:
		return False
	return True


def _free_port() -> int:
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		return probe.getsockname()[1]


def _group() -> str:
	import grp

	return grp.getgrgid(os.getgid()).gr_name
