"""Rows of the scanner to columns.

One rule: names of OpenTelemetry's log conventions where they have one (`error.type`, `log.file.path`, `log.record.uid`,
`log.record.original`), `agora.` in front of everything else. Columns are added, never renamed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

import pyarrow as pa

FINDING, INPUT, PART = "finding", "input", "part"
MOST_ROWS = 4096
"""Rows of one batch."""
MOST_BYTES = 8 << 20
"""Text of one batch, in bytes, beyond its last row."""

FINDING_COLUMNS = [
    ("log.record.uid", pa.string()),
    ("log.file.path", pa.string()),
    ("log.record.original", pa.string()),
    ("error.type", pa.string()),
    ("agora.line", pa.int64()),
    ("agora.time", pa.string()),
    ("agora.domain", pa.string()),
    ("agora.code", pa.string()),
    ("agora.name", pa.string()),
    ("agora.via", pa.string()),
    ("agora.api", pa.string()),
    ("agora.sdk", pa.string()),
    ("agora.sdk_version", pa.string()),
    ("agora.severity", pa.string()),
    ("agora.echo_of.source", pa.string()),
    ("agora.echo_of.line", pa.int64()),
]
INPUT_COLUMNS = [
    ("agora.input", pa.string()),
    ("agora.input_uid", pa.string()),
    ("agora.status", pa.string()),
    ("agora.note", pa.string()),
    ("agora.bytes", pa.int64()),
    ("agora.events", pa.int64()),
]
PART_COLUMNS = [("agora.header", pa.string()), ("agora.part", pa.large_string())]
SCHEMA = pa.schema([("row", pa.string()), *FINDING_COLUMNS, *INPUT_COLUMNS, *PART_COLUMNS])
"""One table holds all kinds of rows, so that they are written by one job and become visible at once."""


def spark_schema() -> str:
    """The same as a Spark schema."""
    words = {pa.string(): "string", pa.large_string(): "string", pa.int64(): "bigint"}
    return ", ".join(f"`{field.name}` {words[field.type]}" for field in SCHEMA)


def batches(rows: Iterable[dict]) -> Iterator[pa.RecordBatch]:
    """Bounded batches, in the order of the rows."""
    waiting: list[dict] = []
    size = 0
    for row in columns(rows):
        waiting.append(row)
        size += len(row.get("agora.part") or "") + len(row.get("log.record.original") or "")
        if len(waiting) >= MOST_ROWS or size >= MOST_BYTES:
            yield pa.RecordBatch.from_pylist(waiting, schema=SCHEMA)
            waiting, size = [], 0
    if waiting:
        yield pa.RecordBatch.from_pylist(waiting, schema=SCHEMA)


def columns(rows: Iterable[dict]) -> Iterator[dict]:
    last, ordinal = None, 0
    for row in rows:
        if row["type"] == "event":
            here = (row["file"], row["source"])
            last, ordinal = here, ordinal + 1 if here == last else 0
            yield finding(row, ordinal)
        elif row["type"] == "input":
            yield summary(row)
        elif row["type"] == "part":
            yield {"row": PART, "agora.header": compact(row["header"]), "agora.part": compact(row["part"])}


def finding(event: dict, ordinal: int) -> dict:
    """One event as a row."""
    echo = event["echo_of"] or {}
    same = ("domain", "code", "name", "via", "api", "sdk", "sdk_version", "severity", "line", "time")
    row = {f"agora.{name}": event.get(name) for name in same}
    row["agora.code"] = str(event["code"])
    return row | {
        "row": FINDING,
        "log.record.uid": uid(event, ordinal),
        "log.file.path": event["source"],
        "log.record.original": event["text"],
        "error.type": f"{event['domain']}/{event['code']}",
        "agora.echo_of.source": echo.get("source"),
        "agora.echo_of.line": echo.get("line"),
    }


def uid(event: dict, ordinal: int) -> str:
    """The same for the same event of the same file, however often it is scanned: what a repeated task or a second run
    writes again can be told by it."""
    parts = [event["file"], str(ordinal), event["source"], str(event["line"]), event["domain"], str(event["code"]), event["text"]]
    return digest("\0".join(parts))


def digest(text: str) -> str:
    """Tells texts apart without showing them: names of files may hold what the scanner takes out."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def summary(row: dict) -> dict:
    """What became of one file."""
    return {
        "row": INPUT,
        "agora.input": row["source"],
        "agora.input_uid": digest(row["file"]),
        "agora.status": row["status"],
        "agora.note": row.get("note"),
        "agora.bytes": row["bytes"],
        "agora.events": row["events"],
    }


def compact(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
