"""Real tools under `vault exec`, and the readers of what `vault env` writes.

usage: tools.py FOLDER-OF-PROGRAMS EMPTY-HOME

The home holds a default profile with another key, which osc-sdk-python would prefer to the
environment. The simulator says who signed each request.
"""
import base64
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.request

import dotenv
import yaml

VAULT, SIMULATOR = (str(pathlib.Path(sys.argv[1], name).resolve())
                    for name in ("vault", "outscale-simulator"))
HOME = pathlib.Path(sys.argv[2])
OSC_CLI = str(pathlib.Path(sys.executable).parent / "osc-cli")
SDK = str(pathlib.Path(__file__).parent / "read_keys.py")
KEY = "TOOLSINTEROP00000001"
OTHER = "OTHERKEYOFTHEFILE001"
SECRET = base64.b32encode(os.urandom(25)).decode()
TOKEN = base64.b32encode(os.urandom(10)).decode()

# Each stands in a place where a missing quote would show.
NASTY = ["two words", " blank about ", "it's \"so\"", "back\\slash\\", "\\'", "$HOME ${x} `id`",
         "#hash !bang", "two\nlines", "tab\tstop", "ñ é 😀", "a=b", "null", "123", "1e3", "~", "'",
         "a'\n\"b\\\n#c: [d] {e} & *f"]


def check(condition, what):
    if not condition:
        raise AssertionError(what)
    print(f"  ok: {what}")


def private(name, content):
    path = HOME / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())
    path.chmod(0o600)
    return str(path)


def vault(*words, command=(), secret=None, expect=0, **variables):
    """Runs vault with the master password, a secret on descriptor 0 if there is one."""
    done = subprocess.run(
        [VAULT, *words, "--password-file", str(HOME / "password"), *command],
        input=None if secret is None else secret.encode(), capture_output=True, timeout=60,
        env={**os.environ, **variables})
    if done.returncode != expect:
        raise AssertionError(f"vault {words} {command}: {done.returncode} {done.stderr.decode()}")
    return done.stdout.decode()


class Simulated:
    """The API, and what it says of the last request."""

    def __enter__(self):
        port = HOME / "port"
        self.process = subprocess.Popen(
            [SIMULATOR, "--port-file", str(port), "--root-key",
             f"{KEY}:{private('secret', SECRET)}", "--control-token", TOKEN, "--seconds", "300",
             "--log", str(HOME / "log")], stdout=subprocess.DEVNULL)
        while not (port.exists() and port.read_text().strip()):
            check_alive(self.process)
            time.sleep(0.05)
        self.origin = f"http://127.0.0.1:{port.read_text().strip()}"
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def requests(self):
        request = urllib.request.Request(
            f"{self.origin}/_control/state", data=b"{}", headers={"X-Control-Token": TOKEN})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["requests"]

    def signed(self, tool, run):
        before = len(self.requests())
        run()
        new = self.requests()[before:]
        check(new and all(r.get("credential") == KEY and r["status"] == 200 for r in new),
              f"{tool} signs with the vault's key, and OUTSCALE accepts it")


def check_alive(process):
    if process.poll() is not None:
        raise AssertionError("the simulator does not start")


def prepare(api):
    private("password", "only for this check")
    private(".osc/config.json", json.dumps({"default": {
        "access_key": OTHER, "secret_key": "0" * 40, "region": "us-east-2"}}))
    vault("init", "--no-recovery", "--kdf-memory", "64MiB", "--kdf-passes", "3",
          "--new-password-file", str(HOME / "password"))
    vault("profile", "add", "here", "--region", "eu-west-2", "--endpoint", api.origin,
          "--allow-insecure-loopback")
    vault("add", "tools", "--access-key-id", KEY, "--secret-fd", "0", secret=SECRET)


def tools(api):
    # A key that was exported by hand must not win either.
    old = {"OSC_ACCESS_KEY": OTHER, "OSC_PROFILE": "default", "AWS_ACCESS_KEY_ID": OTHER}
    api.signed("osc-sdk-python", lambda: vault(
        "exec", "tools", command=["--", sys.executable, SDK], OSC_PROTOCOL="http", **old))
    api.signed("osc-cli", lambda: vault(
        "exec", "tools", "--config-pipe", command=["--", OSC_CLI, "api", "ReadAccessKeys"], **old))
    api.signed("osc-cli with {}", lambda: vault(
        "exec", "tools", "--config-pipe",
        command=["--", OSC_CLI, "--config_path", "{}", "api", "ReadAccessKeys"], **old))
    # The secret goes to curl through its standard input: an argument would show in ps.
    curl = ("printf 'user = \"%s:%s\"\\n' \"$OSC_ACCESS_KEY\" \"$OSC_SECRET_KEY\" | curl -sSf -K - "
            "--aws-sigv4 \"osc:osc:$OSC_REGION:api\" -H 'Content-Type: application/json' -d '{}' "
            "\"$OSC_ENDPOINT_API/ReadAccessKeys\"")
    api.signed("curl", lambda: vault("exec", "tools", command=["--", "sh", "-c", curl], **old))
    if aws := shutil.which("aws"):
        shown = vault("exec", "tools", "--aws", command=["--", aws, "configure", "list"], **old)
        line = next(line for line in shown.splitlines() if "access_key" in line)
        check(KEY[-4:] in line and "env" in line, "the AWS CLI takes the key from the environment")
    else:
        print("  skipped: there is no aws here")


def nasty_id(number):
    return f"NASTYVALUE{number:010}"


def formats(api):
    for number, value in enumerate(NASTY):
        vault("add", f"Nasty_{number}", "--access-key-id", nasty_id(number), "--secret-fd",
              "0", "--no-verify", secret=value + "\n")
    refused = 0
    for number, value in enumerate(NASTY):
        name = f"Nasty_{number}"
        (manifest,) = yaml.safe_load_all(vault("env", name, "--format", "k8s"))
        data = {field: base64.b64decode(text).decode() for field, text in manifest["data"].items()}
        assert data == {"access_key": nasty_id(number), "secret_key": value,
                        "region": "eu-west-2", "endpoint": api.origin + "/api/v1"}, (value, data)
        assert manifest["metadata"] == {"name": f"nasty-{number}"}, manifest
        assert (manifest["apiVersion"], manifest["kind"]) == ("v1", "Secret")
        if "${" in value:
            vault("env", name, "--format", "dotenv", expect=64)
            refused += 1
            continue
        text = vault("env", name, "--format", "dotenv")
        assert dotenv.dotenv_values(stream=io.StringIO(text))["OSC_SECRET_KEY"] == value, value
    check(refused == 1, f"{len(NASTY)} values survive YAML and .env, or are refused")
    vault("add", "123", "--access-key-id", nasty_id(999), "--secret-fd", "0", "--no-verify",
          secret="x" * 40)
    named = yaml.safe_load(vault("env", "123", "--format", "k8s"))["metadata"]["name"]
    check(named == "123", "a Secret's name is text, though it looks like a number")


def main():
    with Simulated() as api:
        prepare(api)
        tools(api)
        formats(api)


if __name__ == "__main__":
    main()
