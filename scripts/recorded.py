"""Prints what the emulated AWS was sent: one JSON object a request. Run it by scripts/python, after `make emulator`."""

import base64
import json
import os
import sys
import urllib.parse
import urllib.request

target = os.environ.get("CARGO_TARGET_DIR", os.path.join(os.path.dirname(__file__), "..", "target"))
try:
    with open(os.path.join(target, "emulator.env")) as file:
        variables = dict(line.rstrip("\n").split("=", 1) for line in file)
except FileNotFoundError:
    sys.exit("recorded: no emulator is running: start it with make emulator")
url = variables["AWS_ENDPOINT_URL"].strip("'") + "/moto-api/recorder/download-recording"
for line in urllib.request.urlopen(url).read().decode().splitlines():
    request = json.loads(line)
    body = request.get("body") or ""
    if request.get("body_encoded"):
        body = base64.b64decode(body).decode()
    path = urllib.parse.urlparse(request["url"]).path
    if path.endswith("/outbound-emails"):
        print(json.dumps({"email": json.loads(body)}, ensure_ascii=False))
    elif "Action=Publish" in body:
        print(json.dumps({"publish": dict(urllib.parse.parse_qsl(body))}, ensure_ascii=False))
