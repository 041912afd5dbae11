"""OUTSCALE's own Python SDK against the simulator: create, read, update, delete.

The SDK comes with its own signer and its own client; what it gets done here shows that the
simulator judges signatures and answers as a client of the real API expects. It reads its key and
endpoint from the environment.
"""
import os
import re
import urllib.parse

from osc_sdk_python import Gateway

ENDPOINT = os.environ["OSC_ENDPOINT_API"]


def gateway():
    """A gateway that asks once: a retry would hide what the first answer was.

    The SDK signs the host without its port but sends it with the port. The header is therefore
    set to what was signed, on the same connection: the simulator stays strict.
    """
    made = Gateway(max_retries=0)
    made.call.session.headers["Host"] = urllib.parse.urlsplit(ENDPOINT).hostname
    return made


def refusal(call, **parameters):
    """The text of the error that the SDK makes of a refusal."""
    try:
        answer = call(**parameters)
    except Exception as error:  # the SDK has several kinds
        return str(error)
    raise AssertionError(f"expected a refusal, got {answer}")


def check(condition, what):
    if not condition:
        raise AssertionError(what)
    print(f"  ok: {what}")


def main():
    root = gateway()

    user = root.CreateUser(UserName="ci-bot")["User"]
    check(user["UserName"] == "ci-bot", "CreateUser answers with the user")
    names = [u["UserName"] for u in root.ReadUsers()["Users"]]
    check("ci-bot" in names, "ReadUsers lists it")

    made = root.CreateAccessKey(
        UserName="ci-bot", Tag="interop", ExpirationDate="2063-04-05T00:00:00.000Z")["AccessKey"]
    check(re.fullmatch("[A-Z0-9]{20}", made["AccessKeyId"]), "CreateAccessKey gives an id")
    check(re.fullmatch("[A-Z0-9]{40}", made["SecretKey"]), "and a secret, this once")
    check(made["Tag"] == "interop" and made["State"] == "ACTIVE", "and echoes the tag")
    own = {"UserName": "ci-bot", "AccessKeyId": made["AccessKeyId"]}

    keys = root.ReadAccessKeys(UserName="ci-bot", Tag="interop")["AccessKeys"]
    check([k["AccessKeyId"] for k in keys] == [made["AccessKeyId"]], "ReadAccessKeys finds it")
    check("SecretKey" not in keys[0], "without its secret")
    check(root.ReadAccessKeys(Tag="interop")["AccessKeys"] == [], "and not among root's keys")

    check("6003" in refusal(root.DeleteAccessKey, **own), "an ACTIVE key of a user stays")
    updated = root.UpdateAccessKey(
        State="INACTIVE", ExpirationDate="2063-04-05", **own)["AccessKey"]
    check(updated["State"] == "INACTIVE", "UpdateAccessKey makes it INACTIVE")
    check(updated["ExpirationDate"].startswith("2063-04-05"), "and keeps the date that was resent")
    check("5076" in refusal(root.DeleteAccessKey, AccessKeyId=made["AccessKeyId"]),
          "DeleteAccessKey without the owner finds nothing")
    root.DeleteAccessKey(**own)
    check(root.ReadAccessKeys(UserName="ci-bot")["AccessKeys"] == [], "DeleteAccessKey deletes it")
    root.DeleteUser(UserName="ci-bot")

    # Each starts from the environment again: loading a second gateway takes seconds.
    root.update_profile(login="root@example.com", password="correct-horse")
    check(len(root.ReadAccessKeys()["AccessKeys"]) == 1, "login and password read keys")
    check("AuthFailure" in refusal(root.ReadUsers), "and are refused where a signature is needed")

    root.update_profile(secret_key="0" * 40)
    check("AccessDenied" in refusal(root.ReadAccessKeys), "a wrong secret is refused")


if __name__ == "__main__":
    main()
