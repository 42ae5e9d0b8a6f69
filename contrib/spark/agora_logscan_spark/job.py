"""The Spark job: list, hand out, scan, write, count.

One rule: a run ends with an answer for every listed file, or with an exception. `listed = ok + failed` is checked before
anything is called a report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

import pyarrow as pa
from pyspark import SparkFiles
from pyspark.sql import DataFrame, DataFrameReader, SparkSession
from pyspark.sql import functions as F

from . import feeder, files, rotation, rows

NEEDED = {
    # A batch holds whole files: few of them, and no column above the limit of 2 GiB.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "16",
    "spark.sql.execution.arrow.maxBytesPerBatch": str(64 << 20),
    "spark.sql.execution.arrow.useLargeVarTypes": "true",
    # A missing or unreadable file stops the task: it is not left out in silence.
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.files.ignoreCorruptFiles": "false",
    # The kinds of rows are written side by side, without sorting them first.
    "spark.sql.maxConcurrentOutputFileWriters": "4",
}
"""Settings without which the job loses files or runs out of memory."""
SENSIBLE = {
    # Small files are packed together by their size; opening one counts little beside reading it.
    "spark.sql.files.openCostInBytes": str(256 << 10),
    "spark.sql.files.maxPartitionBytes": str(64 << 20),
}
"""Settings that are kept when somebody gave others."""
COLUMNS = ("path", "length", "content")
SCHEMA = "path string, length bigint, content binary"


@dataclass
class Job:
    """What to scan and how."""

    inputs: list[str]
    output: str
    scanner: str | None = None
    """The program on every executor; without it the one of the driver is shipped."""
    options: list[str] = field(default_factory=list)
    """Further flags of the program, such as `--redact strict`."""
    largest: int = 256 << 20
    """Longest file that goes through Spark, in bytes; longer ones are streamed by their task."""
    idle_seconds: float = feeder.IDLE_SECONDS
    group: int = 1000
    """Most parts, or groups of them, that are merged at once; more are merged by the executors first."""

    @property
    def table(self) -> str:
        return f"{self.output.rstrip('/')}/table"

    @property
    def reports(self) -> str:
        return f"{self.output.rstrip('/')}/report"

    @property
    def rounds(self) -> str:
        """Where rounds of merging leave what they made, until the report is written."""
        return f"{self.output.rstrip('/')}/merge"


@dataclass
class Counts:
    """Files of a run."""

    listed: int
    ok: int
    failed: int
    bytes: int


class Incomplete(RuntimeError):
    """Not every listed file has exactly one answer."""


def configure(spark: SparkSession) -> None:
    """Sets what the job needs in a session that may be somebody else's."""
    given = spark.sparkContext.getConf()
    for name, value in NEEDED.items():
        spark.conf.set(name, value)
    for name, value in SENSIBLE.items():
        if not given.contains(name):
            spark.conf.set(name, value)


def run(spark: SparkSession, job: Job) -> Counts:
    """Scans everything and writes the table of findings, inputs and parts."""
    configure(spark)
    logs = Listing(spark, job)
    frame = logs.frame().mapInArrow(task(job), rows.spark_schema())
    frame.write.mode("overwrite").partitionBy("row").option("compression", "zstd").parquet(job.table)
    return counted(spark, job, logs.names)


class Listing:
    """The files as Spark lists them, once: what is added later belongs to the next run."""

    def __init__(self, spark: SparkSession, job: Job) -> None:
        self.spark, self.job = spark, job
        self.files = self.reader().load(job.inputs).select(*COLUMNS)
        read = [row.path for row in self.files.select("path").toLocalIterator(prefetchPartitions=True)]
        self.paths = self.once(read)
        self.empty = self.once(self.passed_over(len(read)))

    @staticmethod
    def once(paths: list[str]) -> dict[str, str]:
        """The paths by the names of the files."""
        found = {files.name_of(path): path for path in paths}
        if len(found) < len(paths):
            twice = next(path for path, count in Counter(paths).items() if count > 1)
            raise Incomplete(f"{twice} is listed twice: the inputs overlap")
        return found

    def reader(self) -> DataFrameReader:
        return self.spark.read.format("binaryFile").option("recursiveFileLookup", "true")

    def passed_over(self, read: int) -> list[str]:
        """The empty files: Spark lists them and reads past them without a word."""
        array = self.files._jdf.inputFiles()
        if len(array) == read:  # each element is a call of its own
            return []
        return [path for path in map(unquote, array) if files.name_of(path) not in self.paths]

    @property
    def names(self) -> list[str]:
        return [*self.paths, *self.empty]

    def frame(self) -> DataFrame:
        """All files; those that are pieces of one log in one partition, one after the other."""
        pieces = self.pieces()
        everything = self.whole(self.files)
        if pieces is None:
            return everything
        # Which file a partition gets cannot be asked for, so pieces are read by their names and then brought together.
        known = F.broadcast(pieces)
        paths = [row.path for row in pieces.select("path").collect()]
        together = self.whole(self.reader().option("__globPaths__", "false").load(paths).select(*COLUMNS))
        together = together.join(known, "path").repartition(self.partitions(), "owner").sortWithinPartitions("owner", "place")
        return everything.join(known, "path", "left_anti").unionByName(together.select(*COLUMNS))

    def whole(self, frame: DataFrame) -> DataFrame:
        """With the files that reading passes over."""
        held = self.held(frame)
        rows = [(path, 0, b"") for path in self.empty.values()]
        return held.unionByName(self.spark.createDataFrame(rows, SCHEMA)) if rows else held

    def pieces(self) -> DataFrame | None:
        """(path, owner, place) of all files of rotated logs."""
        paths = self.paths | self.empty
        found = rotation.sets(paths)
        table = [(paths[name], owner, place) for owner, names in found.items() for place, name in enumerate(names)]
        return self.spark.createDataFrame(table, "path string, owner string, place int") if table else None

    def held(self, frame: DataFrame) -> DataFrame:
        """Without the bytes of files that are too long for one value."""
        within = frame.where(F.col("length") <= self.job.largest)
        beyond = frame.where(F.col("length") > self.job.largest).drop("content")
        return within.unionByName(beyond.withColumn("content", F.lit(None).cast("binary")))

    def partitions(self) -> int:
        return max(1, self.spark.sparkContext.defaultParallelism * 2)


def task(job: Job):
    """The function that scans one partition. It holds plain values only, so that it can be sent to any executor."""
    scanner, options, idle_seconds = job.scanner, list(job.options), job.idle_seconds

    def scan_partition(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        program = scanner or SparkFiles.get("agora-logscan")
        command = [program, "--frames", "--threads", "1", "--no-config", *options]
        yield from rows.batches(feeder.scan(files.records(batches), command, idle_seconds))

    return scan_partition


def counted(spark: SparkSession, job: Job, names: list[str]) -> Counts:
    """Compares what was listed with what was written."""
    table = spark.read.parquet(job.table).where(F.col("row") == rows.INPUT) if names else None
    answers = [] if table is None else table.select("`agora.input_uid`", "`agora.status`", "`agora.bytes`").toLocalIterator()
    left = {rows.digest(name): name for name in names}
    ok = failed = total = 0
    for uid, status, size in answers:
        if left.pop(uid, None) is None:
            raise Incomplete(f"{uid} has two answers, or was not listed")
        total += size
        if status == "failed":
            failed += 1
        else:
            ok += 1
    if left or len(names) != ok + failed:
        raise Incomplete(f"{len(names)} files were listed, {ok} read, {failed} failed; no answer for {sorted(left.values())[:3]}")
    return Counts(len(names), ok, failed, total)
