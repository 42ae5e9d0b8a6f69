"""Rows of Spark's `binaryFile` to records for the scanner.

One rule: every listed file becomes exactly one record. What Spark cannot hold is streamed by the task itself, and what
cannot be opened is sent as unread with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

import pyarrow as pa

from .feeder import CHUNK
from .frames import File, Unread


def name_of(path: str) -> str:
    """The name in reports: a plain path for the local file system, as the program itself would print it; else the URI."""
    if path.startswith("file:"):
        return "/" + path[len("file:") :].lstrip("/")
    return path


def records(batches: Iterable[pa.RecordBatch]) -> Iterator[File | Unread]:
    """One record for each row of (path, length, content)."""
    for batch in batches:
        paths, lengths, contents = (batch.column(name) for name in ("path", "length", "content"))
        for path, length, content in zip(paths, lengths, contents):
            if content.is_valid:
                buffer = memoryview(content.as_buffer())
                yield File(name_of(path.as_py()), len(buffer), slices(buffer))
            else:
                yield streamed(path.as_py(), length.as_py())


def slices(buffer: memoryview) -> Iterator[memoryview]:
    """A buffer in pieces, without copying it."""
    for at in range(0, len(buffer), CHUNK):
        yield buffer[at : at + CHUNK]


def streamed(path: str, length: int) -> File | Unread:
    """A file too long for one value of Spark."""
    try:
        stream = opened(path)
    except Exception as error:  # whatever the file system says
        reason = f"{length} bytes are too long for Spark, and the task cannot open it: {error}"
        return Unread(name_of(path), f"{reason}; hint: scan it with the program itself and merge the report")
    return File(name_of(path), length, pieces(stream, length))


def opened(path: str):
    name = name_of(path)
    if name.startswith("/"):
        return open(name, "rb", buffering=0)
    from pyarrow import fs  # only for object stores

    scheme, rest = path.split(":", 1)
    uri = f"{'s3' if scheme in ('s3a', 's3n') else scheme}:{quote(rest)}"
    system, inner = fs.FileSystem.from_uri(uri)
    return system.open_input_stream(inner)


def pieces(stream, length: int) -> Iterator[bytes]:
    """The bytes of an open file, as many as were listed: a log that is still written to is read up to there."""
    with stream:
        left = length
        while left > 0 and (piece := stream.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece


