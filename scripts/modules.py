#!/usr/bin/env python3
"""The modules of the three crates and who uses whom, from the paths in their code; fails on a circle.

    scripts/modules.py            check: exit 1, with the arrows of each circle, where there is one
    scripts/modules.py --list     every folder with the folders it uses, and every file with the files it uses
    scripts/modules.py --dot      the folders of the core as a graph, for `dot -Tsvg`

A file is a room; tests are left out. A file and the files of its own folder (`a/mod.rs` and `a/b.rs`) may know each
other: the folder is what they share. Two siblings, two cousins, or two folders of the same parent may not.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CRATES = {"relance": ROOT / "shared/src", "tui": ROOT / "tui/src", "lambda": ROOT / "lambda/src"}
TEST_FILES = {"tests", "testing"}


def modules_of(crate, src):
    """Every module of a crate by its path, `('relance', 'store', 'db')`, with its file."""
    found = {}
    for file in sorted(src.rglob("*.rs")):
        parts = file.relative_to(src).with_suffix("").parts
        if TEST_FILES & set(parts):
            continue
        if parts[-1] in ("mod", "lib", "main"):
            parts = parts[:-1]
        found.setdefault((crate, *parts), file)
    return found


# Comments, raw strings, strings and characters, whichever begins first.
NOT_CODE = re.compile(
    r"""//[^\n]*|r(#*)".*?"\1|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\\n])'""",
    re.DOTALL,
)


def without_tests(text):
    """The code alone: no comments, no strings, no `#[cfg(test)]` module (they stand last in a file)."""
    text = NOT_CODE.sub(" ", text)
    cut = re.search(r"#\[cfg\((?:any\()?test[^\]]*\]\s*(?:pub(?:\([^)]*\))? )?mod \w+ \{", text)
    return text[: cut.start()] if cut else text


def split_outside_braces(text):
    depth, part = 0, ""
    for c in text:
        depth += (c == "{") - (c == "}")
        if c == "," and depth == 0:
            yield part
            part = ""
        else:
            part += c
    yield part


def leaves(tree):
    """The paths of a use tree, without what they are renamed to."""
    tree = re.sub(r"\s+", " ", tree.strip())
    if "{" not in tree:
        yield tuple(tree.split(" as ")[0].strip().split("::"))
        return
    before, inside = tree.split("{", 1)
    prefix = tuple(part for part in before.strip().split("::") if part)
    for part in split_outside_braces(inside[: inside.rindex("}")]):
        if part.strip():
            for leaf in leaves(part):
                yield prefix + leaf


USE = re.compile(r"\b(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);")
PATH = re.compile(r"(?<![\w:])((?:crate|super|self|relance|relance_lambda)(?:::\w+)+)")


def absolute(path, here):
    """A path as written in module `here`, from the root of its crate; `None` where it leads outside."""
    head, *rest = path
    if head == "crate":
        return (here[0], *rest)
    if head in CRATES and head == "relance":
        return (head, *rest)
    if head == "relance_lambda":
        return ("lambda", *rest)
    base = here
    while head in ("super", "self"):
        base = base[:-1] if head == "super" else base
        if not rest or rest[0] not in ("super", "self"):
            return (*base, *rest)
        head, *rest = rest
    return None


class Code:
    def __init__(self):
        self.files = {}
        for crate, src in CRATES.items():
            self.files.update(modules_of(crate, src))
        self.uses, self.exports = defaultdict(set), {}
        texts = {module: without_tests(file.read_text()) for module, file in self.files.items()}
        for module, text in texts.items():
            children = {m[-1] for m in self.files if m[:-1] == module}
            for public, tree in USE.findall(text):
                for leaf in leaves(tree):
                    path = absolute(leaf, module)
                    if path is None and leaf[0] in children:
                        path = (*module, *leaf)
                    if path and public:
                        self.exports[(*module, leaf[-1])] = path
                    elif path:
                        self.uses[module].add(path)
            for path in PATH.findall(USE.sub("", text)):
                path = absolute(tuple(path.split("::")), module)
                if path:
                    self.uses[module].add(path)

    def room_of(self, path):
        """The module in which what a path names is written."""
        for _ in range(8):
            for end in range(len(path), 0, -1):
                exported = self.exports.get(path[:end])
                if exported and path[:end] not in self.files:
                    path = (*exported, *path[end:])
                    break
            else:
                break
        while path and path not in self.files:
            path = path[:-1]
        return path

    def arrows(self):
        for module, paths in self.uses.items():
            for path in paths:
                room = self.room_of(path)
                if room and room != module and room != (module[0],):
                    yield module, room


def is_family(a, b):
    """Whether one of two modules is the other's folder."""
    return a == b[: len(a)] or b == a[: len(b)]


def circles(arrows):
    """The strongly connected components of more than one room (Tarjan)."""
    graph = defaultdict(set)
    for a, b in arrows:
        graph[a].add(b)
    index, low, stack, on, found = {}, {}, [], set(), []
    sys.setrecursionlimit(10_000)

    def visit(v):
        index[v] = low[v] = len(index)
        stack.append(v)
        on.add(v)
        for w in graph[v]:
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in on:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            room = set()
            while True:
                w = stack.pop()
                on.discard(w)
                room.add(w)
                if w == v:
                    break
            if len(room) > 1:
                found.append(room)

    for v in list(graph):
        if v not in index:
            visit(v)
    return found


def folder_arrows(arrows):
    """Between folders of one parent: where the paths of two files part."""
    for a, b in arrows:
        shared = 0
        while shared < min(len(a), len(b)) and a[shared] == b[shared]:
            shared += 1
        if 0 < shared < len(a) and shared < len(b):
            yield a[: shared + 1], b[: shared + 1]


def name(module):
    return "::".join(module)


def main():
    code = Code()
    arrows = set(code.arrows())
    between_files = {(a, b) for a, b in arrows if not is_family(a, b)}
    between_folders = set(folder_arrows(arrows))
    if "--list" in sys.argv:
        for title, edges in (("folders", between_folders), ("files", between_files)):
            print(f"# {title}")
            for a in sorted({a for a, _ in edges}):
                print(f"{name(a)} -> {', '.join(sorted(name(b) for x, b in edges if x == a))}")
        return 0
    if "--dot" in sys.argv:
        print("digraph relance { rankdir=LR; node [shape=box];")
        for a, b in sorted(e for e in between_folders if len(e[0]) == 2 and e[0][0] == "relance"):
            print(f'  "{a[1]}" -> "{b[1]}";')
        print("}")
        return 0
    failed = False
    for what, edges in (("folders", between_folders), ("files", between_files)):
        for circle in circles(edges):
            failed = True
            print(f"a circle of {len(circle)} {what}:")
            for a, b in sorted(e for e in edges if e[0] in circle and e[1] in circle):
                print(f"  {name(a)} -> {name(b)}")
    if not failed:
        print(f"{len(code.files)} files, {len(between_files)} arrows between them, no circle")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
