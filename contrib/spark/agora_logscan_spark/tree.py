"""Parts to fewer parts, on the executors: each task has the program merge a group, until few groups are left for the driver.

One rule: a set of parts has no order and no grouping, so a round changes nothing in the report. It drops what came twice and the texts
that no report of the group shows, and checks that the program took every document.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
from pyspark import SparkFiles
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from . import rows
from .job import Incomplete, Job

DOCUMENT_BYTES = 64 << 20
"""Text of one document of parts that is handed to the program, beyond its last part."""
BATCH_BYTES = 8 << 20
"""Text of parts that are handed on at once, beyond the last of them."""
READING = ("--redact", "--rules")
"""Flags of the report that say how parts are read; all others belong to the report alone."""
SCHEMA = pa.schema([("header", pa.string()), ("part", pa.large_string())])
"""Columns of the table without the dots in their names, which `mapInArrow` does not take."""


def sizes(parts: int, group: int) -> list[int]:
    """How many groups each round leaves: none of more than `group` parts or earlier groups, until the driver has no more to merge."""
    left, found = parts, []
    while left > group:
        left = -(-left // group)
        found.append(left)
    return found


def merged(spark: SparkSession, job: Job, options: list[str]) -> DataFrame:
    """(header, part) of everything that was scanned, after as many rounds as it takes."""
    found = spark.read.parquet(job.table).where(F.col("row") == rows.PART)
    found = found.select(*(F.col(f"`agora.{name}`").alias(name) for name in SCHEMA.names))
    for at, groups in enumerate(sizes(found.count(), job.group)):
        # The same part lands in the same group, so that a copy of it goes no further.
        apart = found.repartition(groups, F.xxhash64("part"))
        place = f"{job.rounds}/{at}"
        apart.mapInArrow(task(job, options), "header string, part string").write.mode("overwrite").option("compression", "zstd").parquet(place)
        found = spark.read.parquet(place)
    return found


def task(job: Job, options: list[str]):
    """The function that merges one group. It holds plain values only, so that it can be sent to any executor."""
    scanner, flags = job.scanner, reading(options)

    def merge_partition(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        program = scanner or SparkFiles.get("agora-logscan")
        pairs = ((header.as_py(), part.as_py()) for batch in batches for header, part in zip(batch.column(0), batch.column(1)))
        yield from columns(merge(pairs, [program, "--no-config", "--threads", "1", *flags]))

    return merge_partition


def reading(options: list[str]) -> list[str]:
    """Those of the report's flags that a round needs too, each with its value."""
    found = []
    for at, word in enumerate(options):
        name, has_value, _ = word.partition("=")
        if name in READING:
            found += [word] if has_value else options[at : at + 2]
    return found


def merge(pairs: Iterable[tuple[str, str]], command: list[str]) -> Iterator[tuple[str, str]]:
    """What the program makes of a group."""
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder)
        header = documents(pairs, into / "parts")
        if header is None:
            return
        done = subprocess.run(
            [*command, "parts", "--quiet", "--format", "partial", "--output", "merged"],
            cwd=into, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        if done.returncode not in (0, 2):  # 2: an input could not be read, which its part says
            raise Incomplete(f"merging a group ended with exit code {done.returncode}: {done.stderr[-8192:].decode(errors='replace')}")
        with (into / "merged").open(encoding="utf-8") as text:
            for part in taken(text, header):
                yield header, part


def taken(text: Iterable[str], header: str) -> Iterator[str]:
    """The parts in a report of the program, which has each on a line of its own."""
    lines, head = iter(text), []
    for line in lines:
        head.append(line)
        if line.strip() == '"parts": [':
            break
    else:
        raise Incomplete(f"a merged group has no parts: {''.join(head)[:500]}")
    said = json.loads("".join(head) + "]}}")
    made = {"schema_version": said["schema_version"], "tool": said["tool"], "catalogue": said["merge"]["catalogue"]}
    wanted = json.loads(header)
    if made != {name: wanted[name] for name in made}:
        raise Incomplete(f"the parts were made by another program than the one that merges: {header} and {rows.compact(made)}")
    for line in lines:
        part = line.strip()
        if part == "]":
            return
        part = part.removesuffix(",")
        if '"source":"parts/part-' in part[:200]:
            raise Incomplete(f"a document of parts was refused: {part[:1000]}")
        yield part
    raise Incomplete("a merged group is cut off")


def columns(pairs: Iterable[tuple[str, str]]) -> Iterator[pa.RecordBatch]:
    """Bounded batches."""
    waiting: list[tuple[str, str]] = []
    size = 0
    for pair in pairs:
        waiting.append(pair)
        size += len(pair[1])
        if size >= BATCH_BYTES:
            yield batch(waiting)
            waiting, size = [], 0
    if waiting:
        yield batch(waiting)


def batch(pairs: list[tuple[str, str]]) -> pa.RecordBatch:
    headers, parts = zip(*pairs)
    return pa.RecordBatch.from_arrays([pa.array(headers, SCHEMA.types[0]), pa.array(parts, SCHEMA.types[1])], schema=SCHEMA)


def documents(found: Iterable[tuple[str, str]], folder: Path) -> str | None:
    """Writes documents that the program takes for reports and merges; gives the header that all parts share."""
    folder.mkdir()
    known, out, size = None, None, 0
    try:
        for header, part in found:
            if known is not None and header != known:
                raise Incomplete(f"the parts were made by different programs: {known} and {header}")
            known = header
            if out is None or size >= DOCUMENT_BYTES:
                close(out)
                out = (folder / f"part-{sum(1 for _ in folder.iterdir()) + 1:06}.json").open("w", encoding="utf-8")
                size = out.write(opening(header))
            else:
                size += out.write(",\n")
            size += out.write(part)
    finally:
        close(out)
    return known


def opening(header: str) -> str:
    """The beginning of a document, up to its first part."""
    said = json.loads(header)
    head = {"schema_version": said["schema_version"], "tool": said["tool"]}
    return f'{json.dumps(head)[:-1]}, "merge": {{"catalogue": {json.dumps(said["catalogue"])}, "parts": [\n'


def close(out) -> None:
    if out is not None:
        out.write("\n]}}\n")
        out.close()
