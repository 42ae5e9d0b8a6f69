"""Which files are pieces of one rotated log, by their names.

One rule: the same answer as the program gives (`src/source/rotation.rs`), which reads the pieces of one log one after the
other so that a session can go on from one to the next. The tests compare whole reports.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

PACKED = (".gz", ".bz2", ".xz", ".zst")
INDEX = "[1-9][0-9]{0,2}"
TRAILING = re.compile(rf"(.+)\.({INDEX})", re.DOTALL)
INNER = re.compile(rf"(.+)\.({INDEX})\.(log|txt)", re.DOTALL | re.IGNORECASE)
AGORA = re.compile(rf"(agora.*)_({INDEX})\.(log|txt)", re.DOTALL | re.IGNORECASE)


def piece(name: str) -> tuple[str, int]:
    """The name of the set and a number that is smaller the older the piece is."""
    start = max(name.rfind(mark) for mark in "/\\!") + 1
    folder, file = name[:start], name[start:]
    for ending in PACKED:
        if file.endswith(ending) and len(file) > len(ending):
            file = file[: -len(ending)]
            break
    if found := TRAILING.fullmatch(file):
        return folder + found[1], -int(found[2])
    if found := INNER.fullmatch(file):
        return f"{folder}{found[1]}.{found[3]}", -int(found[2])
    if found := AGORA.fullmatch(file):
        return f"{folder}{found[1]}.{found[3]}", 0
    return folder + file, 1


def sets(names: Iterable[str]) -> dict[str, list[str]]:
    """Logs of more than one piece: the names of the pieces, the oldest first."""
    found: dict[str, list[tuple[int, list, str]]] = defaultdict(list)
    for name in names:
        owner, age = piece(name)
        found[owner].append((age, components(name), name))
    return {owner: [name for *_, name in sorted(pieces)] for owner, pieces in found.items() if len(pieces) > 1}


def components(name: str) -> list[bytes]:
    """The order in which a folder is walked: by the bytes of each name on the way."""
    return [part.encode("utf-8", "surrogateescape") for part in name.split("/")]
