#!/usr/bin/env python3
"""Tells what a program is made of, as a CycloneDX bill of materials.

    scripts/sbom.py PACKAGE TRIPLE [FILE]      with FILE, the bill names its digest

What is compiled into the program for that target, as cargo resolves it, with the digests of Cargo.lock; SQLite and AWS-LC
are inside the crates libsqlite3-sys and aws-lc-sys. The same sources give the same bytes.
"""

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"


def tree(package, triple):
    """(depth, name, version, licence) of every dependency that is linked, parents before their children."""
    told = subprocess.run(
        ["cargo", "tree", "--locked", "-p", package, "-e", "normal", "--target", triple, "--prefix", "depth", "-f", "|{p}|{l}"],
        check=True, capture_output=True, text=True, cwd=ROOT,
    ).stdout
    for line in told.splitlines():
        depth, named, licence = line.removesuffix(" (*)").split("|")
        name, version = named.split()[:2]
        yield int(depth), name, version.removeprefix("v"), licence


def locked():
    with open(ROOT / "Cargo.lock", "rb") as file:
        return {(p["name"], p["version"]): p for p in tomllib.load(file)["package"]}


def component(name, version, licence, package):
    told = {"type": "library", "bom-ref": f"{name}@{version}", "name": name, "version": version}
    if licence:
        # Older manifests write MIT/Apache-2.0.
        told["licenses"] = [{"expression": re.sub(r"\s*/\s*", " OR ", licence)}]
    if package.get("source") == REGISTRY:
        told["purl"] = f"pkg:cargo/{name}@{version}"
        told["hashes"] = [{"alg": "SHA-256", "content": package["checksum"]}]
    return told


def bill(package, triple, file):
    lock = locked()
    components, uses, above = {}, {}, []
    for depth, name, version, licence in tree(package, triple):
        this = f"{name}@{version}"
        components.setdefault(this, component(name, version, licence, lock[(name, version)]))
        above[depth:] = [this]
        uses.setdefault(this, set())
        if depth:
            uses[above[depth - 1]].add(this)
    program = components.pop(above[0]) | {"type": "application"}
    if file:
        program["hashes"] = [{"alg": "SHA-256", "content": hashlib.sha256(Path(file).read_bytes()).hexdigest()}]
    compiler = subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": program,
            "properties": [{"name": "target", "value": triple}, {"name": "compiler", "value": compiler}],
        },
        "components": [components[name] for name in sorted(components)],
        "dependencies": [{"ref": name, "dependsOn": sorted(uses[name])} for name in sorted(uses)],
    }


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    package, triple, *file = sys.argv[1:]
    json.dump(bill(package, triple, *file or [None]), sys.stdout, indent=1, ensure_ascii=False)
    print()
