"""One call of OUTSCALE's Python SDK as a script of a user makes it: everything from the environment."""
import os
import urllib.parse

from osc_sdk_python import Gateway

gateway = Gateway(max_retries=0)
# The SDK signs the host without its port but sends it with the port: see python_sdk.py.
endpoint = urllib.parse.urlsplit(os.environ["OSC_ENDPOINT_API"])
gateway.call.session.headers["Host"] = endpoint.hostname
print(len(gateway.ReadAccessKeys()["AccessKeys"]))
