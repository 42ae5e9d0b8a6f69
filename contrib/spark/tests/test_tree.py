"""Rounds of merging without Spark: any groups in any number of rounds give the report of one run, and a group that the program did not
take whole is an exception. Needs pyspark, pyarrow and the program; starts no session."""

import json
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import support

WHY_NOT = support.missing()


@unittest.skipIf(WHY_NOT, f"skipped: {WHY_NOT}")
class Tree(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        from agora_logscan_spark import feeder, files, frames, rows

        cls.kept = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.kept.name)
        cls.logs = cls.folder / "logs"
        support.folder_of_everything(cls.logs)
        for seed in range(40):
            (cls.logs / f"more {seed}.log").write_text(support.log(seed, 60), "utf-8")
        paths = sorted(path for path in cls.logs.rglob("*") if path.is_file() and path.parent.name != "deep folder")
        records = [frames.File(str(path), path.stat().st_size, files.pieces(path.open("rb"), path.stat().st_size)) for path in paths]
        found = feeder.scan(records, [str(support.program()), "--frames", "--no-config"])
        cls.pairs = [(rows.compact(row["header"]), rows.compact(row["part"])) for row in found if row["type"] == "part"]
        cls.command = [str(support.program()), "--no-config", "--threads", "1"]

    @classmethod
    def tearDownClass(cls):
        cls.kept.cleanup()

    def report(self, pairs, kind: str) -> bytes:
        from agora_logscan_spark import tree

        with tempfile.TemporaryDirectory() as folder:
            tree.documents(pairs, Path(folder) / "parts")
            done = subprocess.run([*self.command, "parts", "--quiet", "--format", kind], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True)
            return done.stdout

    def test_any_groups_in_any_rounds_give_the_same_bytes(self):
        from agora_logscan_spark import tree

        wanted = {kind: self.report(self.pairs, kind) for kind in ("json", "partial", "markdown", "sarif")}
        self.assertGreater(len(self.pairs), 50)
        for seed in range(4):
            chance, left = random.Random(seed), list(self.pairs)
            for groups in (9, 3, 2):
                left += chance.sample(left, 5)  # a task that ran twice
                chance.shuffle(left)
                left = [pair for at in range(groups) for pair in tree.merge(left[at::groups], self.command)]
            for kind, report in wanted.items():
                self.assertEqual(self.report(left, kind).decode(), report.decode(), f"seed {seed}, {kind}")

    def test_a_round_drops_what_no_report_shows_and_what_came_twice(self):
        from agora_logscan_spark import tree

        once = list(tree.merge(self.pairs, self.command))
        self.assertEqual(len(once), len(self.pairs))
        self.assertLess(sum(len(part) for _, part in once), 0.8 * sum(len(part) for _, part in self.pairs))
        self.assertEqual(list(tree.merge(self.pairs + once, self.command)), once)

    def test_a_group_that_was_not_taken_whole_is_an_error(self):
        from agora_logscan_spark import tree
        from agora_logscan_spark.job import Incomplete

        header, part = self.pairs[0]
        damaged = json.loads(part) | {"content": "none"}
        with self.assertRaisesRegex(Incomplete, "refused.*content"):
            list(tree.merge([*self.pairs[1:4], (header, json.dumps(damaged))], self.command))
        other = json.dumps(json.loads(header) | {"catalogue": "0123456789abcdef"})
        with self.assertRaisesRegex(Incomplete, "another program"):
            list(tree.merge([(other, part)], self.command))
        with self.assertRaisesRegex(Incomplete, "different programs"):
            list(tree.merge([(other, part), (header, part)], self.command))
        with self.assertRaisesRegex(Incomplete, "exit code 7: no luck"):
            list(tree.merge([(header, part)], ["sh", "-c", "echo no luck >&2; exit 7"]))
        lines = ['{"schema_version": "1", "tool": {}, "merge": {"catalogue": "c",\n', '"parts": [\n', "{},\n"]
        with self.assertRaisesRegex(Incomplete, "cut off"):
            list(tree.taken(lines, '{"schema_version": "1", "tool": {}, "catalogue": "c"}'))

    def test_how_many_groups(self):
        from agora_logscan_spark import tree

        self.assertEqual([tree.sizes(parts, 1000) for parts in (0, 1000, 1001, 10**6, 10**6 + 1)], [[], [], [2], [1000], [1001, 2]])
        self.assertEqual(tree.sizes(25, 3), [9, 3])

    def test_flags_of_a_round_are_those_that_say_how_parts_are_read(self):
        from agora_logscan_spark import tree

        given = ["--fail-on=error", "--redact=strict", "--rules", "own.toml", "--baseline", "old.json"]
        self.assertEqual(tree.reading(given), ["--redact=strict", "--rules", "own.toml"])


if __name__ == "__main__":
    if WHY_NOT:
        sys.exit(print(f"skipped: {WHY_NOT}"))
    print(f"with {support.program()}")
    unittest.main(verbosity=2)
