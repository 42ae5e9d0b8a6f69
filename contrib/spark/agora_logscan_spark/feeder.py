"""One long-lived scanner and the files of one partition: bytes in, rows out.

One rule: every way out of `scan` leaves no process behind, and an answer that is not whole is an exception.

There are no threads. One loop writes when the scanner can take more and reads whenever it has said something, so neither
side can wait for the other for ever; files are taken from upstream only when all before them are on their way, and an
exception of upstream passes through here like any other.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import selectors
import subprocess
from collections.abc import Iterable, Iterator

from .frames import File, Frames, Unread

CHUNK = 1 << 20
"""Bytes read or written at once."""
MOST_ERRORS = 8 * 1024
"""Bytes of the scanner's messages that are kept for an exception."""
IDLE_SECONDS = 900.0
"""After so long without a byte in either direction the scanner counts as hung."""


class ScannerError(RuntimeError):
    """The scanner did not give an answer to every file. Sending all of them again is safe."""


def scan(records: Iterable[File | Unread], command: list[str], idle_seconds: float = IDLE_SECONDS) -> Iterator[dict]:
    """Rows of the scanner, in the order in which it prints them; its trailer is checked and not handed on."""
    child = Child(command)
    try:
        yield from Exchange(child, iter(records), idle_seconds).rows()
    finally:
        child.close()


class Child:
    """The scanner's process and its three pipes, none of which ever blocks."""

    def __init__(self, command: list[str]) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, bufsize=0)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            os.set_blocking(stream.fileno(), False)
        widen(self.process.stdin.fileno())

    def close(self) -> None:
        """Ends the process if it has not ended, waits for it, closes the pipes."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(OSError):
                stream.close()


def widen(pipe: int) -> None:
    """A pipe that takes a whole piece at once, where the system allows it."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, CHUNK)


class Exchange:
    """What goes back and forth with one scanner."""

    def __init__(self, child: Child, records: Iterator[File | Unread], idle_seconds: float) -> None:
        self.child = child
        self.idle_seconds = idle_seconds
        self.frames = Frames()
        self.pieces = self.stream(records)
        self.names: list[str] = []
        self.unsent = memoryview(b"")
        self.unparsed = bytearray()
        self.errors = bytearray()
        self.answered = 0
        self.header: dict | None = None
        self.trailer: dict | None = None

    def stream(self, records: Iterator[File | Unread]) -> Iterator[bytes]:
        """Everything that is written, in pieces."""
        yield self.frames.start()
        for record in records:
            self.names.append(record.name)
            yield from self.frames.record(record)
        yield self.frames.end()

    def rows(self) -> Iterator[dict]:
        process = self.child.process
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdin, selectors.EVENT_WRITE, self.write)
            selector.register(process.stdout, selectors.EVENT_READ, self.read)
            selector.register(process.stderr, selectors.EVENT_READ, self.note)
            while selector.get_map():
                ready = selector.select(self.idle_seconds)
                if not ready:
                    raise ScannerError(f"the scanner did nothing for {self.idle_seconds:.0f} s; it is ended")
                for key, _ in ready:
                    if not key.data():
                        selector.unregister(key.fileobj)
                        key.fileobj.close()
                yield from self.parsed()
        self.check(process.wait())

    def write(self) -> bool:
        """Writes one piece or a part of it; false when there is nothing more to write, or nobody to read it."""
        while not self.unsent:
            piece = next(self.pieces, None)
            if piece is None:
                return False
            self.unsent = memoryview(piece)
        try:
            written = os.write(self.child.process.stdin.fileno(), self.unsent[:CHUNK])
        except BlockingIOError:
            return True
        except BrokenPipeError:
            return False  # its exit code and its last words say why
        self.unsent = self.unsent[written:]
        return True

    def read(self) -> bool:
        return self.take(self.child.process.stdout, self.unparsed)

    def note(self) -> bool:
        more = self.take(self.child.process.stderr, self.errors)
        del self.errors[:-MOST_ERRORS]
        return more

    @staticmethod
    def take(stream, into: bytearray) -> bool:
        try:
            found = os.read(stream.fileno(), CHUNK)
        except BlockingIOError:
            return True
        into += found
        return bool(found)

    def parsed(self) -> Iterator[dict]:
        """The whole lines that have come."""
        end = self.unparsed.rfind(b"\n") + 1
        if end == 0:
            return
        lines = bytes(self.unparsed[:end])
        del self.unparsed[:end]
        for line in lines.split(b"\n")[:-1]:
            row = self.row(line)
            if row is not None:
                yield row

    def row(self, line: bytes) -> dict | None:
        try:
            row = json.loads(line)
            kind = row["type"]
        except (ValueError, KeyError, TypeError) as error:
            raise ScannerError(f"the scanner printed what is no row: {line[:200]!r}") from error
        if self.trailer is not None or (kind == "start") != (self.header is None):
            raise ScannerError(f"the scanner printed a row of type {kind} where none may be")
        if kind == "start":
            self.header = row
            return None
        if kind == "end":
            self.trailer = row
            return None
        if kind == "part":
            return row | {"header": self.header}
        row["file"] = self.name(row.get("file" if kind == "event" else "number"))
        if kind == "input":
            self.answered += 1
            if row["number"] != self.answered:
                raise ScannerError(f"the scanner answers file {row['number']} in place of {self.answered}")
        return row

    def name(self, number) -> str:
        """The name that a file was sent with; the scanner shows it without secrets."""
        if not isinstance(number, int) or not 0 < number <= len(self.names):
            raise ScannerError(f"the scanner answers file {number}, which was not sent")
        return self.names[number - 1]

    def check(self, code: int) -> None:
        """Whether the answer is whole."""
        said = self.errors.decode("utf-8", "replace").strip()
        tail = f": {said}" if said else ""
        if code != 0:
            raise ScannerError(f"the scanner ended with {how(code)} after {self.answered} of {self.frames.sent} files{tail}")
        if self.trailer is None or self.unparsed:
            raise ScannerError(f"the scanner's answer is cut short after {self.answered} of {self.frames.sent} files{tail}")
        ok, failed = self.trailer.get("ok"), self.trailer.get("failed")
        if not (self.trailer.get("files") == self.frames.sent == self.answered == ok + failed):
            raise ScannerError(f"{self.frames.sent} files were sent, {self.answered} answered, the scanner counts {self.trailer}")


def how(code: int) -> str:
    return f"exit code {code}" if code > 0 else f"signal {-code}"
