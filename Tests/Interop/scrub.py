"""What `vault import --scrub` leaves, as the tools see it whose files these are.

usage: scrub.py FOLDER-OF-PROGRAMS EMPTY-HOME
"""
import io
import json
import shutil
import subprocess
import sys

import dotenv

from tools import HOME, KEY, SECRET, SDK, Simulated, check, private, vault

# With its comment, its order and its blanks, which a reader that writes it anew would lose.
VARIABLES = "# of this project\nOSC_REGION=eu-west-2\n\nOSC_ACCESS_KEY={key}\nOSC_SECRET_KEY='{secret}'\nOTHER='a b'\n"
# Either is understood by one of the tools alone.
STANDARD, CLI = "standard", "cli"


def profiles(api):
    pair = {"access_key": KEY, "secret_key": SECRET}
    return {
        STANDARD: {**pair, "region": "eu-west-2", "protocol": "http",
                   "endpoints": {"api": api.origin + "/api/v1", "oos": "https://oos.example"}},
        CLI: {**pair, "region_name": "eu-west-2", "method": "POST", "https": False,
              "host": api.origin.removeprefix("http://"), "client_certificate": None},
    }


def state():
    values = {"access_key_id": KEY, "secret_key": SECRET, "state": "ACTIVE"}
    return {"version": 4, "resources": [
        {"type": "outscale_access_key", "name": "k", "instances": [{"attributes": values}]}]}


def python(text, *words):
    done = subprocess.run([sys.executable, "-c", text, *words], capture_output=True, timeout=60)
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode())
    return json.loads(done.stdout)


def read_by_tools(path, before):
    left = path.read_bytes()
    check(SECRET.encode() not in left, f"{path.name} has no secret any more")
    words = ["jq", "-S", ".", str(path)]
    shown = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
    bare = {name: {field: value for field, value in profile.items()
                   if field not in ("access_key", "secret_key")}
            for name, profile in before.items()}
    check(shown == bare, f"jq finds all else in {path.name}")
    sdk = python(
        "import json, sys; from osc_sdk_python.credentials import Profile\n"
        "p = Profile.from_standard_configuration(*sys.argv[1:])\n"
        "print(json.dumps([p.region, p.endpoints.api, p.endpoints.oos, p.access_key, p.secret_key]))",
        str(path), STANDARD)
    ends = before[STANDARD]["endpoints"]
    check(sdk == ["eu-west-2", ends["api"], ends["oos"], None, None],
          f"osc-sdk-python reads {path.name}: region and endpoints, and no key")
    cli = python(
        "import json, pathlib, sys; from osc_sdk import sdk\n"
        "sdk.CONF_PATHS = [pathlib.Path(sys.argv[1])]\n"
        "print(json.dumps(dict(sdk.get_conf(sys.argv[2]))))", str(path), CLI)
    check(cli == bare[CLI], f"osc-cli reads {path.name}: its profile, and no key")


def main():
    check(shutil.which("jq"), "jq is here")
    with Simulated() as api:
        before = profiles(api)
        private("password", "only for this check")
        files = [private(name, json.dumps(before, indent=3))
                 for name in (".osc/config.json", ".osc/config.json.saved")]
        variables = private(".env", VARIABLES.format(key=KEY, secret=SECRET))
        terraform = private("terraform.tfstate", json.dumps(state(), indent=2))
        vault("init", "--no-recovery", "--kdf-memory", "64MiB", "--kdf-passes", "3",
              "--new-password-file", str(HOME / "password"))
        vault("import", "-y", "--scrub", "--allow-insecure-loopback")
        for name in files:
            read_by_tools(HOME / name, before)
        text = (HOME / variables).read_text()
        lines = VARIABLES.splitlines()
        check(dotenv.dotenv_values(stream=io.StringIO(text))
              == {"OSC_REGION": "eu-west-2", "OTHER": "a b"}
              and text.splitlines()[:3] == lines[:3],
              "python-dotenv reads .env, whose other lines are what they were")
        wanted = state()
        wanted["resources"][0]["instances"][0]["attributes"]["secret_key"] = ""
        check(json.loads((HOME / terraform).read_text()) == wanted,
              "terraform.tfstate is a state, whose secret is an empty text")
        key = json.loads(vault("list", "--all-profiles", "-o", "json"))["keys"][0]["name"]
        api.signed("osc-sdk-python beside the scrubbed file", lambda: vault(
            "exec", key, command=["--", sys.executable, SDK], OSC_PROTOCOL="http",
            OSC_PROFILE=STANDARD))
        check(not any(SECRET.encode() in path.read_bytes()
                      for path in HOME.rglob("*") if path.is_file() and path.name != "secret"),
              "the secret stands in no file of this home")


if __name__ == "__main__":
    main()
