"""Parts to the report: the program merges, this only hands over.

One rule: a report is put into its place when all of them are written, and what an earlier run left there goes first.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from . import rows
from .job import Incomplete, Job

ENDINGS = {
    "json": "json", "partial": "partial.json", "html": "html", "markdown": "md", "csv": "csv", "sarif": "sarif", "junit": "junit.xml",
    "plain": "txt", "table": "table.txt", "github": "github.txt", "gitlab": "gitlab.json", "azure": "azure.txt",
    "teamcity": "teamcity.txt",
}  # fmt: skip
"""What a report in each format is called: `report.` and this."""
DOCUMENT_BYTES = 64 << 20
"""Text of one document of parts that is handed to the program, beyond its last part."""


def write(spark: SparkSession, job: Job, program: str, formats: list[str], options: list[str]) -> int:
    """Merges the parts of the table, writes the reports below the output, and gives the program's exit code."""
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder)
        documents(parts(spark, job), into / "parts")
        flags = [word for name in formats for word in ("--report", f"{name}=report.{ENDINGS[name]}")]
        command = [program, "parts", "--no-config", "--quiet", *flags, "--format", "table", "--output", "summary", *options]
        code = subprocess.run(command, cwd=into, stdin=subprocess.DEVNULL).returncode
        print((into / "summary").read_text("utf-8") if (into / "summary").exists() else "", end="")
        place(spark, job, sorted(into.glob("report.*")))
        return code


def parts(spark: SparkSession, job: Job) -> Iterator[tuple[str, str]]:
    """(header, part) of everything that was scanned, a few at a time."""
    table = spark.read.parquet(job.table).where(F.col("row") == rows.PART)
    for row in table.select("`agora.header`", "`agora.part`").toLocalIterator(prefetchPartitions=True):
        yield row[0], row[1]


def documents(found: Iterable[tuple[str, str]], folder: Path) -> int:
    """Writes documents that the program takes for reports and merges; gives their number."""
    folder.mkdir()
    number, known, out, size = 0, None, None, 0
    for header, part in found:
        if known is not None and header != known:
            raise Incomplete(f"the parts were made by different programs: {known} and {header}")
        known = header
        if out is None:
            number += 1
            out = (folder / f"part-{number:06}.json").open("w", encoding="utf-8")
            size = out.write(opening(header))
        else:
            size += out.write(",\n")
        size += out.write(part)
        if size >= DOCUMENT_BYTES:
            close(out)
            out = None
    if out is not None:
        close(out)
    return number


def opening(header: str) -> str:
    """The beginning of a document, up to its first part."""
    said = json.loads(header)
    head = {"schema_version": said["schema_version"], "tool": said["tool"]}
    return f'{json.dumps(head)[:-1]}, "merge": {{"catalogue": {json.dumps(said["catalogue"])}, "parts": [\n'


def close(out) -> None:
    out.write("\n]}}\n")
    out.close()


def clear(spark: SparkSession, job: Job) -> None:
    """Takes the reports of an earlier run away, so that none of them can be taken for one of this run."""
    path, system = hadoop(spark, job.reports)
    system.delete(path, True)


def place(spark: SparkSession, job: Job, reports: list[Path]) -> None:
    """Copies reports to the output, wherever it is."""
    for report in reports:
        path, system = hadoop(spark, f"{job.reports}/{report.name}")
        system.setWriteChecksum(False)
        system.copyFromLocalFile(False, True, hadoop_path(spark, f"file://{report}"), path)


def hadoop(spark: SparkSession, place: str):
    path = hadoop_path(spark, place)
    return path, path.getFileSystem(spark._jsc.hadoopConfiguration())


def hadoop_path(spark: SparkSession, place: str):
    return spark._jvm.org.apache.hadoop.fs.Path(place)
