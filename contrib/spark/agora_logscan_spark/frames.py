"""Files to frames: what `agora-logscan --frames` reads. The shape is described in `src/frames.rs` of the program.

One rule: the end carries the number of records, and is written only when all of them were.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

START = b"ALSFRM1\n"
MAX_NAME = 64 * 1024


@dataclass
class File:
    """A file whose bytes are at hand, or come in pieces that add up to `length`."""

    name: str
    length: int
    pieces: Iterable[bytes] = field(repr=False)


@dataclass
class Unread:
    """A file that exists and cannot be sent, and why."""

    name: str
    reason: str


class Frames:
    """Turns records into the bytes of a stream and counts them."""

    def __init__(self) -> None:
        self.sent = 0

    def start(self) -> bytes:
        return START

    def end(self) -> bytes:
        return b"E" + struct.pack("<Q", self.sent)

    def record(self, record: File | Unread) -> Iterator[bytes]:
        """The pieces of one record. A file that is shorter or longer than it was said to be is an error, for the stream
        is then of no use."""
        self.sent += 1
        if isinstance(record, Unread):
            yield b"U" + text(record.name) + text(record.reason or "unknown")
            return
        yield b"F" + text(record.name) + struct.pack("<Q", record.length)
        left = record.length
        for piece in record.pieces:
            left -= len(piece)
            if left < 0:
                break
            yield piece
        if left != 0:
            raise ValueError(f"{record.name!r} changed while it was read: {record.length} bytes were listed")


def text(words: str) -> bytes:
    """A name or reason with its length in front; what no longer fits is cut, so that no name can stop a scan."""
    raw = words.encode("utf-8", "surrogateescape")[:MAX_NAME]
    return struct.pack("<I", len(raw)) + raw
