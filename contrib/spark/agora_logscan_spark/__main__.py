"""`python -m agora_logscan_spark --input file:///logs --output OUT`"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
import traceback

from pyspark.sql import SparkSession

from . import feeder, job, program, report


FAILED = 3
"""Exit code when there is no report. The others are those of the program: 0, 1 when a condition holds, 2 when inputs could
not be read."""


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="agora_logscan_spark", description="Scans logs with agora-logscan on Apache Spark.")
    parser.add_argument("--input", action="append", required=True, metavar="URI", help="a folder, file or glob; may be repeated")
    parser.add_argument("--output", required=True, metavar="URI", help="a folder; what an earlier run left in it is replaced")
    parser.add_argument("--report", action="append", choices=list(report.ENDINGS), metavar="FORMAT",
                        help="a format of the report; may be repeated; json, html and markdown when left out, `all` formats: --all")  # fmt: skip
    parser.add_argument("--all", action="store_true", help="the report in every format")
    parser.add_argument("--master", metavar="URL", help="master of the cluster, such as local[2] or spark://host:7077")
    parser.add_argument("--scanner", metavar="PATH", help="the program on every machine; the driver's is shipped when left out")
    parser.add_argument("--largest", type=int, default=256 << 20, metavar="BYTES",
                        help="longest file that goes through Spark; longer ones are streamed by their task [default: 256 MiB]")  # fmt: skip
    parser.add_argument("--idle-seconds", type=float, default=feeder.IDLE_SECONDS, metavar="N", help="when a scanner counts as hung")
    parser.add_argument("--group", type=at_least_2, default=1000, metavar="N",
                        help="most parts that are merged at once; more are merged on the executors first [default: 1000]")  # fmt: skip
    parser.add_argument("--scan-option", action="append", default=[], metavar="FLAG",
                        help="a flag for the scan, such as --scan-option=--redact=strict; may be repeated")  # fmt: skip
    parser.add_argument("--report-option", action="append", default=[], metavar="FLAG",
                        help="a flag for the report, such as --report-option=--fail-on=error; may be repeated")  # fmt: skip
    return parser


def at_least_2(word: str) -> int:
    number = int(word)
    if number < 2:
        raise argparse.ArgumentTypeError("a group has at least 2")
    return number


def session(master: str | None) -> SparkSession:
    builder = SparkSession.builder.appName("agora-logscan").config("spark.ui.showConsoleProgress", "false")
    if master:
        builder = builder.master(master)
    return builder.getOrCreate()


def main(words: list[str] | None = None) -> int:
    options = arguments().parse_args(words)
    binary = program.find(options.scanner)
    formats = list(report.ENDINGS) if options.all else options.report or ["json", "html", "markdown"]
    what = job.Job(options.input, options.output, options.scanner, options.scan_option, options.largest, options.idle_seconds, options.group)
    spark = session(options.master)
    try:
        program.ship(spark, None if options.scanner else binary)
        return run(spark, what, binary, formats, options.report_option)
    except Exception:
        traceback.print_exc()
        print("agora-logscan: the job failed and there is no report\nhint: what is written is replaced by the next run", file=sys.stderr)
        return FAILED
    finally:
        with contextlib.suppress(Exception):  # it may be what failed
            spark.stop()


def run(spark: SparkSession, what: job.Job, binary: str, formats: list[str], flags: list[str]) -> int:
    """Scan, check, merge; says what it took."""
    started = time.monotonic()
    report.clear(spark, what)
    counts = job.run(spark, what)
    scanned = time.monotonic()
    code = report.write(spark, what, binary, formats, flags)
    print(f"listed {counts.listed} = ok {counts.ok} + failed {counts.failed}; {counts.bytes} bytes; "
          f"scan {scanned - started:.1f} s, report {time.monotonic() - scanned:.1f} s", file=sys.stderr)  # fmt: skip
    return code


if __name__ == "__main__":
    sys.exit(main())
