#!/usr/bin/env python3
"""How soon the console answers on a large database, in a real terminal (a pseudo-terminal of this script).

    scripts/console_bench.py PROGRAM DATABASE_URL

The times from a key to its frame, and to the data it asked for, are taken by the console's own loop and read from its
log; the first frame, the bytes written and the memory are seen from outside.
"""

import fcntl
import os
import pty
import re
import select
import struct
import sys
import tempfile
import termios
import time

QUIET = 0.12  # seconds without a byte: the screen has settled


class Console:
    def __init__(self, program, url):
        self.home = tempfile.mkdtemp()
        environment = {
            "HOME": self.home, "USER": "bench", "TERM": "xterm-256color", "LANG": "fr_CD.UTF-8",
            "DATABASE_URL": url, "RUST_LOG": "relance::console=debug", "XDG_STATE_HOME": self.home,
        }
        self.started = time.monotonic()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execve(program, [program], environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.read_log = 0

    def settle(self, patience=20.0):
        """Reads until nothing more comes; the bytes, and when the last of them came."""
        read, last, begun = b"", None, time.monotonic()
        while True:
            ready, _, _ = select.select([self.terminal], [], [], QUIET if last else patience)
            if not ready or time.monotonic() - begun > patience:
                return read, last
            read += os.read(self.terminal, 65536)
            last = time.monotonic()

    def press(self, keys, patience=1.0):
        os.write(self.terminal, keys.encode())
        return self.settle(patience)[0]

    def until_answered(self, patience):
        """Presses on only when the key before has its answer; (frame, data), or the patience where none came."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if found := self.answered():
                return found[-1]
            time.sleep(0.002)
        return (patience * 1000, patience * 1000)

    def answered(self):
        """(frame, data) in milliseconds of every key since the last call."""
        log = os.path.join(self.home, "relance", "relance.log")
        with open(log, encoding="utf-8") as file:
            file.seek(self.read_log)
            text = file.read()
            self.read_log = file.tell()
        found = re.findall(r"answered frame=(\d+) data=(\d+)", text)
        return [(int(frame) / 1000, int(data) / 1000) for frame, data in found]

    def memory(self):
        with open(f"/proc/{self.pid}/status", encoding="utf-8") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) / 1024

    def cpu(self):
        with open(f"/proc/{self.pid}/stat", encoding="utf-8") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def quantile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def main():
    program, url = sys.argv[1:3]
    console = Console(program, url)
    first = b""
    while b"Relance" not in first:
        first += os.read(console.terminal, 65536)
    frame = time.monotonic() - console.started
    _, settled = console.settle()
    full = (settled or time.monotonic()) - console.started
    print(f"first frame {frame * 1000:.0f} ms, the overview with its figures {full * 1000:.0f} ms")
    console.press("2", 10)
    console.answered()

    def phase(name, keys, repeat=1, patience=10):
        sizes, times = [], []
        for key in keys * repeat:
            os.write(console.terminal, key.encode())
            times.append(console.until_answered(patience))
            sizes.append(len(console.settle(0.3)[0]))
        frames, data = [t[0] for t in times], [t[1] for t in times]
        print(
            f"{name:<12} {len(times):>4} keys   frame p50 {quantile(frames, .5):6.1f} p99 {quantile(frames, .99):6.1f} ms"
            f"   data p50 {quantile(data, .5):6.1f} p99 {quantile(data, .99):6.1f} ms   {quantile(sizes, .5):.0f} bytes"
        )

    page_down, page_up, end, home = "\x1b[6~", "\x1b[5~", "\x1b[F", "\x1b[H"
    phase("moving", ["j"] * 60 + ["k"] * 20)
    phase("paging", [page_down] * 40 + [page_up] * 10)
    phase("ends", [end, home], 3)
    phase("sorting", ["s", "o"], 7)
    for text in ["mbuyi", "risk>70 spent>500", "status:pending", "zq", "xyzzy"]:
        console.press("/", 2)
        console.answered()
        phase(f"/{text}"[:12], list(text))
        console.press("\x1b", 6)
    console.settle(2)  # The count of the whole list, which comes once nobody types.
    before, begun = console.cpu(), time.monotonic()
    time.sleep(10)
    used = (console.cpu() - before) / (time.monotonic() - begun)
    print(f"at rest {used * 100:.1f} % CPU, {console.memory():.0f} MB at most")
    os.write(console.terminal, b"q")
    os.waitpid(console.pid, 0)


main()
