"""The whole way on `local[2]`: what Spark and the program make together is what the program makes alone.

Needs Java, pyspark and the program; opt in with SPARK_TESTS=1.
"""

import collections
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import support

WHY_NOT = support.missing() or (None if os.environ.get("SPARK_TESTS") == "1" else "SPARK_TESTS=1 is not set")


@unittest.skipIf(WHY_NOT, f"skipped: {WHY_NOT}")
class Local(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="logscan spark "))
        cls.logs = support.folder_of_everything(cls.folder / "logs here")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def run_job(self, out: Path, *more: str, master: str = "local[2]"):
        command = [sys.executable, "-m", "agora_logscan_spark", "--input", support.uri(self.logs), "--output", support.uri(out), "--master", master]
        return subprocess.run([*command, *more], env=support.environment(), cwd=self.folder, capture_output=True, text=True, timeout=600)

    def script(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{text}")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    def same(self, out: Path, kind: str, name: str):
        self.assertEqual((out / "report" / name).read_bytes().decode(), support.own_report(self.logs, kind).decode(), kind)

    def test_1_every_format_is_what_one_run_prints(self):
        from agora_logscan_spark.report import ENDINGS

        out = self.folder / "out"
        done = self.run_job(out, "--all")
        self.assertEqual(done.returncode, 2, done.stderr)  # two inputs are damaged, as in one run of the program
        files = sum(path.is_file() for path in self.logs.rglob("*"))
        self.assertIn(f"listed {files} = ok", done.stderr)
        for kind, ending in ENDINGS.items():
            if kind != "html":  # which says with which command it was made
                self.same(out, kind, f"report.{ending}")
        self.assertIn("ERR_INVALID_TOKEN", (out / "report" / "report.html").read_text())
        self.table_has_every_event(out)

    def table_has_every_event(self, out: Path):
        import pyarrow.parquet as pq

        rows = pq.read_table(out / "table" / "row=finding").to_pylist()
        events = [json.loads(line) for line in support.own_report(self.logs, "ndjson").splitlines()]
        self.assertGreater(len(events), 50)
        found = collections.Counter((row["log.file.path"], row["agora.line"], row["error.type"], row["log.record.original"]) for row in rows)
        wanted = collections.Counter((event["source"], event["line"], f"{event['domain']}/{event['code']}", event["text"]) for event in events)
        self.assertEqual(found, wanted)
        self.assertEqual(len({row["log.record.uid"] for row in rows}), len(rows))
        inputs = pq.read_table(out / "table" / "row=input").to_pylist()
        self.assertEqual(sum(row["agora.events"] for row in inputs), len(events))

    def test_2_files_too_long_for_spark_are_streamed(self):
        out = self.folder / "streamed"
        done = self.run_job(out, "--largest", "1000", "--report", "json")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.same(out, "json", "report.json")

    def test_3_a_scanner_that_fails_once_changes_nothing(self):
        mark = self.folder / "failed before"
        once = self.script("once", f'if mkdir "{mark}" 2>/dev/null; then head -c 100000 >/dev/null; exit 9; fi\nexec "{support.program()}" "$@"\n')
        out = self.folder / "once out"
        done = self.run_job(out, "--scanner", str(once), "--report", "json", master="local[2,4]")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertTrue(mark.exists(), "the fault was there")
        self.same(out, "json", "report.json")

    def test_4_a_scanner_that_always_fails_is_a_loud_failure_and_a_plain_run_mends_it(self):
        never = self.script("never", 'if [ "$1" = --frames ]; then echo "no luck" >&2; exit 9; fi\n')
        out = self.folder / "never out"
        (out / "report").mkdir(parents=True)
        (out / "report" / "report.json").write_text("of an earlier run")
        done = self.run_job(out, "--scanner", str(never), master="local[2,2]")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("exit code 9", done.stderr)
        self.assertIn("no luck", done.stderr)
        self.assertFalse((out / "report" / "report.json").exists(), "an old report is no answer")
        self.assertEqual(self.run_job(out, "--report", "json").returncode, 2)
        self.same(out, "json", "report.json")

    def test_5_parts_are_merged_on_the_executors_in_rounds(self):
        calls = self.folder / "calls"
        counting = self.script("counting", f'echo "$*" >> "{calls}"\nexec "{support.program()}" "$@"\n')
        out = self.folder / "rounds out"
        done = self.run_job(out, "--scanner", str(counting), "--group", "3", "--report", "json", "--report", "sarif", "--report", "markdown")
        self.assertEqual(done.returncode, 2, done.stderr)
        merges = sum("--format partial" in call for call in calls.read_text().splitlines())
        self.assertGreater(merges, 6, "a group with parts is merged by its task")
        for kind, name in (("json", "report.json"), ("sarif", "report.sarif"), ("markdown", "report.md")):
            self.same(out, kind, name)
        self.assertFalse((out / "merge").exists(), "what rounds left is gone")

    def test_6_a_merge_that_fails_once_changes_nothing(self):
        mark = self.folder / "merge failed before"
        fault = f'case "$*" in *"--format partial"*) if mkdir "{mark}" 2>/dev/null; then kill -9 $$; fi;; esac\n'
        once = self.script("merge once", f'{fault}exec "{support.program()}" "$@"\n')
        out = self.folder / "merge once out"
        done = self.run_job(out, "--scanner", str(once), "--group", "5", "--report", "json", master="local[2,4]")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertTrue(mark.exists(), "the fault was there")
        self.same(out, "json", "report.json")


if __name__ == "__main__":
    if WHY_NOT:
        sys.exit(print(f"skipped: {WHY_NOT}"))
    print(f"with {support.program()}")
    unittest.main(verbosity=2)
