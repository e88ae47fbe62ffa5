#!/usr/bin/env python3
"""Fails on an include that crosses a wall of docs/architecture.md.

A room may include itself, what its row allows, and system headers that its row does not forbid. Run from anywhere;
prints one line a violation: file:line: room ROOM may not include HEADER.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

ABI = ("parallax/abi/", "parallax/catalog/")
SDK = ("parallax/abi/", "parallax/catalog/", "parallax/sdk/", "parallax/framework/")
WIRE = ("google/", "grpc/", "grpcpp/", "parallax/v1/")

# room: prefixes of project headers it may include. The first room whose path contains the file applies.
MAY_INCLUDE = {
    "core/base": ("core/base/",),
    "core/signal": ("core/base/", "core/signal/", "parallax/catalog/"),
    "core/store": ("core/base/", "core/signal/", "core/store/"),
    "core/lens": ("core/base/", "core/signal/", "core/lens/", *ABI),
    "core/reading": ("core/base/", "core/signal/", "core/store/", "core/lens/", "core/reading/", *ABI),
    "plugins": (*SDK, "framework/", "plugins/"),
    "server": ("core/", "server/", *ABI, *WIRE),  # the ABI: the codes that interpretations hold
    "clients/simulate": ("clients/simulate/",),  # made-up buyers know no lens, no API and no server
    "clients/cli": ("clients/cli/", "clients/simulate/simulate.h", *WIRE),
}
# Every header of the project or of the wire; anything else is a system library.
OURS = ("core/", "server/", "clients/", "plugins/", "parallax/", "framework/", *WIRE)
# Libraries a room must not see, though they are no headers of ours.
FORBIDDEN = {"plugins": ("absl/", "sqlite3.h", "spdlog/")}
# The generator runs at build time and is no part of a lens.
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def violations():
    for room, allowed in MAY_INCLUDE.items():
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix not in (".h", ".cc", ".c", ".hpp", ".cpp"):
                continue
            for number, line in enumerate(path.read_text().splitlines(), 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                header = match.group(1)
                own = "/" not in header  # a sibling file
                ours = header.startswith(OURS)
                if (ours and not own and not header.startswith(allowed)) or header.startswith(
                    FORBIDDEN.get(room, ("\0",))
                ):
                    yield f"{path.relative_to(ROOT)}:{number}: room {room} may not include {header}"


def main():
    found = list(violations())
    print("\n".join(found) if found else "includes: every wall stands")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
