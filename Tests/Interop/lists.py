"""Gives what `vault list` writes for other programs to the parsers of those programs."""

import json
import pathlib
import subprocess
import sys
import time

import icalendar
import yaml
from prometheus_client.parser import text_string_to_metric_families

build, home = pathlib.Path(sys.argv[1]).absolute(), pathlib.Path(sys.argv[2])
environment = {
    "HOME": str(home), "PATH": "/usr/bin:/bin", "XDG_DATA_HOME": f"{home}/data", "XDG_STATE_HOME": f"{home}/state",
}
(home / "password").write_text("correct horse battery staple")
(home / "password").chmod(0o600)


def vault(*words, text=None):
    run = subprocess.run([build / "vault", *words], env=environment, input=text, capture_output=True, check=False)
    assert run.returncode == 0, (words, run.stderr)
    return run.stdout


PASSWORD = ["--password-file", f"{home}/password"]
vault("init", "--no-recovery", "--kdf-memory", "64MiB", "--kdf-passes", "3", "--new-password-file", f"{home}/password")
vault("profile", "add", "test", "--region", "eu-west-2", *PASSWORD)
# A name is plain; what may be hostile is a user.
USERS = ["alice", 'a"b\\c,d;e', "é" * 40, "日本語", "- not: yaml #", "%{x} 1\r"]
for number, user in enumerate(USERS):
    vault("add", f"key-{number}", f"--user={user}", "--access-key-id", f"AKTEST00000000000{number:03}", "--secret-fd", "0",
          "--no-verify", *PASSWORD, text=b"not-a-secret")
listed = json.loads(vault("list", "-o", "json", *PASSWORD))["keys"]
assert len(listed) == len(USERS)

from_yaml = yaml.safe_load(vault("list", "-o", "yaml", *PASSWORD))
assert from_yaml == {"schema": 1, "keys": listed}, from_yaml
chosen = yaml.safe_load(vault("list", "-o", "yaml", "--columns", "user,name", *PASSWORD))["keys"]
assert chosen == [{"user": key["user"], "name": key["name"]} for key in listed]

metrics = {family.name: family.samples for family in text_string_to_metric_families(
    vault("list", "-o", "prometheus", *PASSWORD).decode())}
users = {sample.labels["name"]: sample.labels["user"] for sample in metrics["osc_vault_key_info"]}
assert users == {key["name"]: key["user"].replace("\r", " ") for key in listed}, users
assert len(metrics["osc_vault_key_due"]) == len(listed)

calendar = icalendar.Calendar.from_ical(vault("list", "-o", "ics", *PASSWORD))
# None of these keys has a known expiry.
assert calendar["VERSION"] == "2.0" and not calendar.walk("VEVENT")

# Keys that expire come from the simulator.
(home / "login").write_text("only-for-this-test 7")
with subprocess.Popen(
        [build / "outscale-simulator", "--port-file", home / "port", "--login-password-file", home / "login", "--user",
         "alice", "--seconds", "120", "--log", "/dev/null"], stdout=subprocess.DEVNULL) as simulator:
    while not (home / "port").exists():
        time.sleep(0.05)
    vault("profile", "add", "sim", "--region", "eu-west-2", "--endpoint",
          f"http://127.0.0.1:{(home / 'port').read_text().strip()}", "--allow-insecure-loopback", *PASSWORD)
    vault("create-key", "--profile", "sim", "--name", "admin", "--login", "root@example.com", "--login-password-fd", "0",
          *PASSWORD, text=b"only-for-this-test 7")
    for days in (9, 90):
        vault("create-key", "--profile", "sim", "--user", "alice", "--name", f"alice-{days}", "--expires", f"{days}d", *PASSWORD)
    simulator.terminate()
ics = vault("list", "--profile", "sim", "-o", "ics", *PASSWORD)
events = icalendar.Calendar.from_ical(ics).walk("VEVENT")
expiries = {key["name"]: key["expiresAt"] for key in json.loads(
    vault("list", "--profile", "sim", "-o", "json", *PASSWORD))["keys"] if key["expiresAt"]}
assert {str(event["SUMMARY"]).split()[2]: event.decoded("DTSTART").strftime("%Y-%m-%dT%H:%M:%SZ") for event in events} == expiries
assert all(len(event.walk("VALARM")) == 3 for event in events)
again = icalendar.Calendar.from_ical(vault("list", "--profile", "sim", "-o", "ics", *PASSWORD)).walk("VEVENT")
assert [str(event["UID"]) for event in again] == [str(event["UID"]) for event in events] and len(events) == 2
