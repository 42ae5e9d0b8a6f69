"""The queries of docs/fleet.md, as they stand there, over `--format ndjson` and over a table: both must give the same, and what a
plain count gives. Needs duckdb, pyarrow and the program.

Those for ClickHouse must give what those for DuckDB give. They need chdb; CLICKHOUSE_PYTHON names another Python that has it, since chdb
and pyspark want different versions of pandas.
"""

import collections
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import support

MISSING = [name for name in ("duckdb", "pyarrow", "pandas") if importlib.util.find_spec(name) is None]
WHY_NOT = f"no Python module {MISSING[0]}" if MISSING else None if support.program().exists() else f"no program at {support.program()}"
PAGE = support.ROOT / "docs" / "fleet.md"
FORMAT = "JSONCompactEachRow"
CHDB = """
import sys
from chdb.session import Session
session = Session()
session.query(sys.argv[1])
print(session.query(sys.argv[2], sys.argv[3]))
session.close()
"""


def clickhouse() -> list[str] | None:
    """A command that takes a view, a query and a format."""
    python = os.environ.get("CLICKHOUSE_PYTHON") or sys.executable
    there = subprocess.run([python, "-c", "import chdb"], capture_output=True).returncode == 0
    return [python, "-c", CHDB] if there else None


@unittest.skipIf(WHY_NOT, f"skipped: {WHY_NOT}")
class Queries(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        import pyarrow as pa
        import pyarrow.parquet as pq

        from agora_logscan_spark import feeder, files, frames, rows

        cls.kept = tempfile.TemporaryDirectory()
        folder = Path(cls.kept.name)
        logs = folder / "logs"
        logs.mkdir()
        for seed in range(40):
            text = support.log(seed, 60).replace("12-01 14:", f"2025-12-{1 + seed % 6:02} 14:")
            (logs / f"{seed:02}.log").write_text(text.replace("ver 4.", "ver 4." if seed % 7 else "ver 3."), "utf-8")
        (logs / "new only.log").write_text("2025-12-09 10:00:00.000  1  2 I CallApp: Agora SDK ver 4.10.1 build 9\n" + "2025-12-09 10:00:01.000  1  2 I CallApp: onError err: 1501\n")
        cls.ndjson = folder / "events.ndjson"
        cls.ndjson.write_bytes(support.own_report(logs, "ndjson"))
        cls.events = [json.loads(line) for line in cls.ndjson.read_text("utf-8").splitlines()]
        records = [frames.File(str(path), path.stat().st_size, files.pieces(path.open("rb"), path.stat().st_size)) for path in sorted(logs.iterdir())]
        found = rows.batches(feeder.scan(records, [str(support.program()), "--frames", "--no-config"]))
        table = pa.Table.from_batches(found, schema=rows.SCHEMA)
        cls.table = folder / "OUT" / "table" / "row=finding"
        cls.table.mkdir(parents=True)
        import pyarrow.compute as pc

        pq.write_table(table.filter(pc.field("row") == rows.FINDING).drop_columns(["row"]), cls.table / "part-0.parquet")
        blocks = re.findall(r"```sql\n-- (.*?)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
        cls.blocks = {name: sql for name, sql in blocks}

    @classmethod
    def tearDownClass(cls):
        cls.kept.cleanup()

    def answers(self, query: str) -> list[tuple]:
        import duckdb

        found = []
        for view in ("duckdb, over ndjson", "duckdb, over parquet"):
            with duckdb.connect() as database:
                database.execute(self.block(view))
                found.append(database.execute(self.blocks[f"query: {query}"]).fetchall())
        self.assertEqual(found[0], found[1], "over both forms")
        self.assertTrue(found[0])
        return found[0]

    def block(self, name: str) -> str:
        return self.blocks[name].replace("events.ndjson", str(self.ndjson)).replace("OUT/", f"{self.table.parent.parent}/").rstrip("; \n")

    def test_clickhouse_answers_the_same(self):
        command = clickhouse()
        if command is None:
            self.skipTest("skipped: no Python module chdb; CLICKHOUSE_PYTHON may name a Python that has it")
        queries = [name.removeprefix("clickhouse query: ") for name in self.blocks if name.startswith("clickhouse query: ")]
        self.assertEqual([f"query: {name}" for name in queries], [name for name in self.blocks if name.startswith("query: ")])
        for name in queries:
            wanted = self.answers(name)
            for view in ("clickhouse, over ndjson", "clickhouse, over parquet"):
                words = [self.block(view), self.block(f"clickhouse query: {name}"), FORMAT]
                done = subprocess.run([*command, *words], capture_output=True, text=True, cwd=self.kept.name)
                self.assertEqual(done.returncode, 0, done.stderr)
                rows = [tuple(json.loads(line)) for line in done.stdout.splitlines() if line]
                self.assertEqual(rows, wanted, f"{name}: {view}")

    def counted(self):
        return [event for event in self.events if event["echo_of"] is None and event["severity"] != "info"]

    @staticmethod
    def error(event: dict) -> str:
        return f"{event['domain']}/{event['code']}"

    def test_codes_per_version_per_day(self):
        key = lambda event: (event["sdk_version"] or "unknown", event["time"].split("T")[0], self.error(event))  # noqa: E731
        wanted = collections.Counter(key(event) for event in self.counted() if event["time"] and "T" in event["time"])
        found = self.answers("codes per version per day")
        self.assertEqual({row[:3]: row[3] for row in found}, dict(wanted))
        self.assertGreater(len({row[0] for row in found}), 4, "several versions")
        self.assertGreater(len({row[1] for row in found}), 4, "several days")

    def test_top_method_and_code(self):
        wanted = collections.Counter((event["api"], self.error(event)) for event in self.counted() if event["api"])
        found = self.answers("top method and code")
        self.assertEqual({row[:2]: row[2] for row in found}, dict(sorted(wanted.items(), key=lambda item: (-item[1], item[0]))[: len(found)]))

    def test_first_seen_after_a_release(self):
        of = collections.defaultdict(set)
        for event in self.counted():
            if event["sdk_version"]:
                of[self.error(event)].add(tuple(map(int, event["sdk_version"].split("."))))
        wanted = {error for error, versions in of.items() if min(versions) >= (4, 3, 0)}
        found = self.answers("first seen after a release")
        self.assertEqual({row[0] for row in found}, wanted)
        self.assertIn(("rtc.error/1501", "2025-12-09T10:00:01.000", 1, 1), found, "4.10 is later than 4.3")
        self.assertLess(len(wanted), len(of))

    def test_pandas_reads_the_same(self):
        import pandas

        text = pandas.read_json(self.ndjson, lines=True, dtype={"code": str}, convert_dates=False)
        table = pandas.read_parquet(self.table)
        self.assertEqual(len(text), len(self.events))
        ours = (text["domain"] + "/" + text["code"].astype(str)).value_counts().to_dict()
        self.assertEqual(table["error.type"].value_counts().to_dict(), ours)


if __name__ == "__main__":
    if WHY_NOT:
        sys.exit(print(f"skipped: {WHY_NOT}"))
    print(f"with {support.program()}")
    unittest.main(verbosity=2)
