"""Prints an SPDX 2.3 document about a built program: sbom.py PROGRAM VERSION SECONDS."""

import datetime
import hashlib
import json
import re
import subprocess
import sys

program, version, seconds = sys.argv[1:]
with open(program, "rb") as file:
    digest = hashlib.sha256(file.read()).hexdigest()
made = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc)
swift = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True).stdout
swift = re.search(r"Swift version ([0-9.]+)", swift).group(1)


def package(name, version, license, location="NOASSERTION", **more):
    return {
        "SPDXID": "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name),
        "name": name,
        "versionInfo": version,
        "downloadLocation": location,
        "filesAnalyzed": False,
        "licenseConcluded": license,
        "licenseDeclared": license,
        "copyrightText": "NOASSERTION",
        **more,
    }


SWIFT = "Apache-2.0 WITH Swift-exception"
own = package(
    "osc-vault", version, "Apache-2.0", primaryPackagePurpose="APPLICATION",
    checksums=[{"algorithm": "SHA256", "checksumValue": digest}])
inside = [
    package("swift-stdlib", swift, SWIFT, "git+https://github.com/swiftlang/swift"),
    package("swift-foundation-essentials", swift, SWIFT, "git+https://github.com/swiftlang/swift-foundation"),
    package("libstdc++", "NOASSERTION", "GPL-3.0-or-later WITH GCC-exception-3.1"),
]
with open("Package.resolved") as file:
    pins = json.load(file)["pins"]
for pin in pins:
    # The simulator's server is no part of the program.
    if pin["identity"] == "flyingfox":
        continue
    state = pin["state"]
    inside.append(package(
        pin["identity"], state["version"], SWIFT, f"git+{pin['location']}@{state['revision']}"))
LICENSES = {"libsodium": "ISC", "libsqlite3": "blessing", "libc": "LGPL-2.1-or-later", "libm": "LGPL-2.1-or-later"}
needed = subprocess.run(["objdump", "-p", program], capture_output=True, text=True, check=True).stdout
loaded = [
    package(name, "NOASSERTION", LICENSES.get(name.split(".")[0], "NOASSERTION"))
    for name in sorted(re.findall(r"NEEDED +(\S+)", needed))
]
# Loaded when a request is made.
loaded.append(package("libcurl.so.4", "NOASSERTION", "curl"))
# Loaded when a vault is on a database server.
loaded.append(package("libpq.so.5", "NOASSERTION", "PostgreSQL"))

document = {
    "spdxVersion": "SPDX-2.3",
    "dataLicense": "CC0-1.0",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": f"osc-vault-{version}",
    "documentNamespace": f"https://spdx.org/spdxdocs/osc-vault-{version}-{digest}",
    "creationInfo": {
        "created": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "creators": ["Tool: osc-vault-sbom"],
    },
    "packages": [own, *inside, *loaded],
    "relationships": [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": own["SPDXID"]},
        *({"spdxElementId": own["SPDXID"], "relationshipType": "STATIC_LINK", "relatedSpdxElement": p["SPDXID"]}
          for p in inside),
        *({"spdxElementId": own["SPDXID"], "relationshipType": "DYNAMIC_LINK", "relatedSpdxElement": p["SPDXID"]}
          for p in loaded),
    ],
}
print(json.dumps(document, indent=2, sort_keys=True))
