"""Parts to the report: the program merges, this only hands over.

One rule: a report is put into its place when all of them are written, and what an earlier run left there goes first.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pyspark.sql import SparkSession

from . import tree
from .job import Job

ENDINGS = {
    "json": "json", "partial": "partial.json", "html": "html", "markdown": "md", "csv": "csv", "sarif": "sarif", "junit": "junit.xml",
    "plain": "txt", "table": "table.txt", "github": "github.txt", "gitlab": "gitlab.json", "azure": "azure.txt",
    "teamcity": "teamcity.txt",
}  # fmt: skip
"""What a report in each format is called: `report.` and this."""


def write(spark: SparkSession, job: Job, program: str, formats: list[str], options: list[str]) -> int:
    """Merges the parts of the table, writes the reports below the output, and gives the program's exit code."""
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder)
        tree.documents(parts(spark, job, options), into / "parts")
        flags = [word for name in formats for word in ("--report", f"{name}=report.{ENDINGS[name]}")]
        command = [program, "parts", "--no-config", "--quiet", *flags, "--format", "table", "--output", "summary", *options]
        code = subprocess.run(command, cwd=into, stdin=subprocess.DEVNULL).returncode
        print((into / "summary").read_text("utf-8") if (into / "summary").exists() else "", end="")
        place(spark, job, sorted(into.glob("report.*")))
        remove(spark, job.rounds)
        return code


def parts(spark: SparkSession, job: Job, options: list[str]) -> Iterator[tuple[str, str]]:
    """(header, part) of everything that the rounds left, a few at a time."""
    for row in tree.merged(spark, job, options).toLocalIterator(prefetchPartitions=True):
        yield row[0], row[1]


def clear(spark: SparkSession, job: Job) -> None:
    """Takes the reports of an earlier run away, so that none of them can be taken for one of this run."""
    remove(spark, job.reports)
    remove(spark, job.rounds)


def remove(spark: SparkSession, folder: str) -> None:
    path, system = hadoop(spark, folder)
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
