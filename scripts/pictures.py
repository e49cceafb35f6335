#!/usr/bin/env python3
"""Makes the README's pictures: real screens of the real program, as SVG.

    scripts/pictures.py PROGRAM FOLDER

Each is what tmux shows of the console on a fresh embedded database of invented clients.
"""

import html
import os
import re
import subprocess
import sys
import tempfile
import time
import unicodedata

COLUMNS, ROWS = 124, 32
CELL, LINE, MARGIN = 8.4, 18, 14
FOREGROUND, BACKGROUND = "#d8dee9", "#1b1f27"
COLOURS = ["#1b1f27", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d8dee9",
           "#7f8795", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#ffffff"]

# Name of the picture, keys that open its screen, and a text that shows that the screen is open.
PICTURES = [
    ("overview", ["1"], "À régler"),
    ("review", ["3", "Enter"], "Pourquoi"),
    ("clients", ["Escape", "2", "/", "risque>60 dépense>500", "Enter"], "/ risque>60"),
    ("strategy", ["4", "e"], "Ce qu'elle ferait"),
]


class Terminal:
    def __init__(self, program):
        self.home = tempfile.mkdtemp()
        self.socket = os.path.join(self.home, "socket")
        environment = f"env -i HOME={self.home} TERM=tmux-256color LANG=fr_CD.UTF-8"
        self.tmux("new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), f"{environment} {program} --as awa")

    def tmux(self, *arguments):
        command = ["tmux", "-u", "-f", "/dev/null", "-S", self.socket, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    def until(self, text):
        deadline = time.monotonic() + 60
        while text not in (screen := self.tmux("capture-pane", "-p").replace("\u00a0", " ")):
            if time.monotonic() > deadline:
                sys.exit(f"no {text!r} on\n{screen}")
            time.sleep(0.05)
        time.sleep(0.4)  # What was asked of the database is there too.


def spans(line, style):
    """The pieces of a line with their styles; `style` goes on from line to line."""
    pieces, place = [], 0
    for match in re.finditer(r"\x1b\[([\d;]*)m", line):
        pieces.append((line[place:match.start()], dict(style)))
        change(style, match[1])
        place = match.end()
    pieces.append((line[place:], dict(style)))
    return [piece for piece in pieces if piece[0]]


def change(style, codes):
    codes = [int(code or 0) for code in codes.split(";")]
    while codes:
        code = codes.pop(0)
        if code == 0:
            style.clear()
        elif code in (1, 2, 7):
            style[{1: "bold", 2: "dim", 7: "reverse"}[code]] = True
        elif 30 <= code <= 37:
            style["colour"] = COLOURS[code - 30]
        elif 90 <= code <= 97:
            style["colour"] = COLOURS[code - 82]
        elif code == 39:
            style.pop("colour", None)
        elif code in (38, 48) and codes[:1] == [5]:
            if code == 38:
                style["colour"] = COLOURS[codes[1] % 16]
            del codes[:2]


def picture(screen):
    width, height = COLUMNS * CELL + 2 * MARGIN, ROWS * LINE + 2 * MARGIN
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" font-size="14" '
        'font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace">',
        f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>',
    ]
    style = {}
    for row, line in enumerate(screen.split("\n")[:ROWS]):
        column = 0
        for text, own in spans(line, style):
            cells = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
            x, y = MARGIN + column * CELL, MARGIN + row * LINE
            colour = own.get("colour", FOREGROUND)
            if own.get("reverse"):
                out.append(f'<rect x="{x:.1f}" y="{y}" width="{cells * CELL:.1f}" height="{LINE}" fill="{colour}"/>')
                colour = BACKGROUND
            if text.strip():
                weight = ' font-weight="bold"' if own.get("bold") else ""
                out.append(
                    f'<text x="{x:.1f}" y="{y + 13.5:.1f}" fill="{colour}" textLength="{cells * CELL:.1f}" '
                    f'xml:space="preserve"{weight}>{html.escape(text)}</text>'
                )
            column += cells
    out.append("</svg>")
    return "\n".join(out) + "\n"


def main():
    program, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    terminal = Terminal(program)
    try:
        terminal.until("La base était vide")
        for name, keys, shows in PICTURES:
            for key in keys:
                terminal.tmux("send-keys", *(["-l", key] if len(key) > 6 or key == "/" else [key]))
                time.sleep(0.3)
            terminal.until(shows)
            with open(os.path.join(folder, f"{name}.svg"), "w", encoding="utf-8") as file:
                file.write(picture(terminal.tmux("capture-pane", "-e", "-p")))
    finally:
        terminal.tmux("kill-server")


main()
