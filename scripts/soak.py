#!/usr/bin/env python3
"""`relance run`, three consoles and the feedback function at work on one PostgreSQL database.

    scripts/soak.py FOLDER_OF_PROGRAMS MINUTES      within scripts/with-postgres

Every second a console gets some keys and SES tells the function something; every ten seconds reservations are imported.
Printed for each process: resident memory, file descriptors and connections to the database, after the first tenth of the
time and at the end. Exit code 1 where a process has died, holds a tenth and 8 MB more memory than then, or more
descriptors or connections than the most that it held in the first half.
"""

import fcntl
import json
import os
import pty
import queue
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import uuid
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

KEYS = ["1", "2", "3", "4", "5", "j", "k", "s", "o", "\x1b[6~", "\x1b[5~", "\r", "\x1b", "/mbuyi\r", "/risk>50\r", "\x1b", "?", "\x1b"]
chance = random.Random(7)


def now():
    return datetime.now(timezone.utc)


def stamp(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


class Process:
    """A program under watch; `terminal` is the other end of a console's."""

    def __init__(self, name, pid, terminal=None):
        self.name, self.pid, self.terminal, self.samples = name, pid, terminal, []

    def sample(self, port):
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        if "State:\tZ" in status:
            raise ProcessLookupError(self.name)
        held = [os.readlink(f"/proc/{self.pid}/fd/{fd}") for fd in os.listdir(f"/proc/{self.pid}/fd") if fd_is_there(self.pid, fd)]
        sockets = {link[8:-1] for link in held if link.startswith("socket:[")}
        rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]]
        connected = {row[9] for row in rows if row[2].endswith(f":{port:04X}") and row[3] == "01"}
        memory = int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024
        self.samples.append((memory, len(held), len(sockets & connected)))


def fd_is_there(pid, fd):
    return os.path.lexists(f"/proc/{pid}/fd/{fd}")


class RuntimeApi:
    """Lambda's side of the function: hands it one event after the other, and keeps its answers' faults."""

    def __init__(self):
        self.events, self.faults, self.answered = queue.Queue(), [], 0
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                body = json.dumps(api.events.get()).encode()
                self.send_response(200)
                deadline = int((time.time() + 60) * 1000)
                for name, value in {
                    "Lambda-Runtime-Aws-Request-Id": str(uuid.uuid4()), "Lambda-Runtime-Deadline-Ms": deadline,
                    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-1:000000000000:function:feedback",
                    "Content-Type": "application/json", "Content-Length": len(body),
                }.items():
                    self.send_header(name, str(value))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                said = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "null")
                api.answered += 1
                if said != {"batchItemFailures": []}:
                    api.faults.append(said)
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"127.0.0.1:{self.server.server_port}"


def feedback(follow_up, address):
    """A record of the queue, in which SES tells of one message."""
    at, kind = stamp(now()), chance.choice(["Delivery", "Open", "Click", "Bounce"])
    details = {"timestamp": at}
    if kind == "Bounce":
        details |= {"bounceType": "Transient", "bouncedRecipients": [{"emailAddress": address}]}
    event = {
        "eventType": kind, kind.lower(): details,
        "mail": {"timestamp": at, "messageId": str(uuid.uuid4()), "destination": [address], "tags": {"follow_up": [follow_up]}},
    }
    return {"messageId": str(uuid.uuid4()), "eventSource": "aws:sqs", "body": json.dumps(event)}


def reservations(round_):
    lines = ["transaction_id,email,space_type,start_date,end_date,amount,status,created_at"]
    for n in range(20):
        day = now() - timedelta(days=chance.randrange(1, 120))
        client = chance.randrange(500)
        lines.append(f"soak-{round_}-{n},client{client}@exemple.test,coworking,{day:%Y-%m-%d},{day:%Y-%m-%d},{chance.randrange(5, 500)},"
                     f"completed,{stamp(day)}")
    return "\n".join(lines) + "\n"


def main():
    programs, minutes = Path(sys.argv[1]), float(sys.argv[2])
    url = os.environ["RELANCE_TEST_POSTGRES"]
    port = int(re.search(r":(\d+)/", url)[1])
    home = Path(tempfile.mkdtemp())
    environment = {"HOME": str(home), "USER": "soak", "TERM": "xterm-256color", "LANG": "fr_CD.UTF-8", "PATH": os.environ["PATH"],
                   "DATABASE_URL": url, "XDG_STATE_HOME": str(home), "XDG_DATA_HOME": str(home)}
    relance = str(programs / "relance")

    def command(*words):
        return subprocess.run([relance, *words], env=environment, check=True, capture_output=True, text=True).stdout

    command("migrate")
    command("demo", "--clients", "2000")
    for key, value in {"delivery": "outbox", "auto_mode_enabled": "true", "auto_confidence_floor": "0",
                       "check_interval_minutes": "1", "daily_follow_up_limit": "2000"}.items():
        command("settings", key, value)

    def started(name, program, more):
        log = open(home / f"{name}.log", "wb")
        process = subprocess.Popen(program, env=environment | more, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return Process(name, process.pid)

    def console(n):
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(relance, [relance], environment | {"XDG_STATE_HOME": str(home / f"console{n}")})
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        threading.Thread(target=drain, args=(terminal,), daemon=True).start()
        return Process(f"console {n}", pid, terminal)

    api = RuntimeApi()
    processes = [started("run", [relance, "run"], {}), *(console(n) for n in (1, 2, 3))]
    processes.append(started("feedback", [str(programs / "relance-lambda")], {
        "AWS_LAMBDA_RUNTIME_API": api.address, "AWS_LAMBDA_FUNCTION_NAME": "feedback", "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test", "TAKES": "feedback",
    }))
    dead, written, second = None, [], 0
    end = time.monotonic() + minutes * 60
    try:
        while time.monotonic() < end and not dead:
            begun = time.monotonic()
            chosen = chance.choice(processes[1:4])
            for _ in range(4):
                os.write(chosen.terminal, chance.choice(KEYS).encode())
            if second % 10 == 0:
                file = home / "reservations.csv"
                file.write_text(reservations(second), encoding="utf-8")
                command("import", str(file))
                told = command("follow-ups", "--json").splitlines()
                written = [json.loads(line) for line in told if line]
                # Some become due at once; those that a console has decided meanwhile are refused, which is no matter here.
                due = [f["id"] for f in written if f["status"] == "approved"][:5]
                subprocess.run([relance, "reschedule", *due, "--at", stamp(now() + timedelta(seconds=2))], env=environment,
                               check=False, capture_output=True)
            if written and api.events.qsize() < 10:
                picked = chance.choices(written, k=5)
                api.events.put({"Records": [feedback(f["id"], f["client_id"]) for f in picked]})
            try:
                for process in processes:
                    process.sample(port)
            except (FileNotFoundError, ProcessLookupError):
                dead = process.name
            second += 1
            time.sleep(max(0.0, 1 - (time.monotonic() - begun)))
    finally:
        for process in processes:
            try:
                os.kill(process.pid, signal.SIGTERM)
            except ProcessLookupError:
                pass
    sent = sum(f["status"] == "sent" for f in written)
    return report(processes, second, api, f"{len(written)} follow-ups written, {sent} sent", dead, home)


def drain(terminal):
    """Reads what a console draws, until it ends."""
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        pass


def report(processes, seconds, api, written, dead, home):
    failed = False
    print(f"{seconds} s; {api.answered} events of feedback taken in; {written}")
    print("| process | memory, MB | descriptors | connections |\n|---|---|---|---|")
    for process in processes:
        samples = process.samples
        start, last = samples[len(samples) // 10], samples[-1]
        half = samples[: len(samples) // 2 + 1]
        grown = last[0] > start[0] * 1.1 + 8
        leaked = any(last[i] > max(sample[i] for sample in half) for i in (1, 2))
        failed |= grown or leaked
        cells = [f"{start[0]:.1f} → {last[0]:.1f}", f"{start[1]} → {last[1]}", f"{start[2]} → {last[2]}"]
        print(f"| {process.name} | {' | '.join(cells)} |" + (" grows" if grown or leaked else ""))
    if api.faults:
        print(f"the function could not take in {len(api.faults)} of them, the first: {api.faults[0]}")
    if dead:
        print(f"{dead} has ended: its log is in {home}")
    return int(failed or bool(api.faults) or dead is not None)


if __name__ == "__main__":
    sys.exit(main())
