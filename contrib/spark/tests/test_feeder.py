"""The feeder with scanners that misbehave and with an upstream that fails. Needs neither Spark nor the program."""

import os
import sys
import time
import unittest
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from agora_logscan_spark.feeder import Child, ScannerError, scan  # noqa: E402
from agora_logscan_spark.frames import File, Unread  # noqa: E402


def command(how: str) -> list[str]:
    return [sys.executable, str(HERE / "fake_scanner.py"), how]


def files(count: int, size: int = 10) -> list[File]:
    return [File(f"log {at} \u65e5\n.log", size, [b"z" * size]) for at in range(count)]


def children() -> set[str]:
    """Processes of ours that have not ended, or have and nobody asked how."""
    mine = set()
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        if fields[1] == str(os.getpid()):
            mine.add(entry.name)
    return mine


class Feeder(unittest.TestCase):
    def setUp(self):
        self.before = children() if Path("/proc/self/stat").exists() else None
        self.started = time.monotonic()

    def tearDown(self):
        if self.before is not None:
            self.assertEqual(children(), self.before, "a scanner is left behind")
        self.assertLess(time.monotonic() - self.started, 60, "something waited for something")

    def fails(self, how: str, words: str, records=None, **options):
        with self.assertRaises(ScannerError) as caught:
            list(scan(files(5) if records is None else records, command(how), **options))
        self.assertIn(words, str(caught.exception))

    def test_every_file_has_its_answer_in_order(self):
        rows = list(scan([*files(3), Unread("gone", "too long")], command("good")))
        self.assertEqual([row["number"] for row in rows], [1, 2, 3, 4])
        self.assertEqual([row["file"] for row in rows], ["log 0 \u65e5\n.log", "log 1 \u65e5\n.log", "log 2 \u65e5\n.log", "gone"])
        self.assertEqual([row["status"] for row in rows], ["complete"] * 3 + ["failed"])

    def test_no_file_is_no_error(self):
        self.assertEqual(list(scan([], command("good"))), [])

    def test_bytes_that_fill_every_pipe_do_not_stop_it(self):
        rows = list(scan(files(8, 3_000_000), command("floods")))
        self.assertEqual(sum(row["type"] == "event" for row in rows), 16_000)
        self.assertEqual([row["bytes"] for row in rows if row["type"] == "input"], [3_000_000] * 8)

    def test_a_scanner_that_dies_is_an_error(self):
        self.fails("dies-at-once", "exit code 9 after 0 of")
        self.fails("dies-at-once", "exit code 9", files(3, 5_000_000))
        self.fails("killed", "signal 9 after 2 of")
        self.fails("killed", "signal 9 after 2 of", files(9, 2_000_000))

    def test_an_answer_that_is_not_whole_is_an_error(self):
        self.fails("no-trailer", "cut short after 5 of 5 files")
        self.fails("no-header", "a row of type input where none may be")
        self.fails("miscounts", "5 files were sent, 5 answered")
        self.fails("skips", "answers file 3 in place of 2")
        self.fails("garbage", "no row: b'panicked")
        self.fails("fails-at-the-end", "exit code 2 after 5 of 5 files: hint: none")

    def test_its_last_words_are_kept_and_bounded(self):
        with self.assertRaises(ScannerError) as caught:
            list(scan(files(4), command("errors")))
        self.assertIn("last words of log 3", str(caught.exception))
        self.assertLess(len(str(caught.exception)), 10_000)

    def test_a_scanner_that_hangs_is_ended(self):
        self.fails("never-reads", "did nothing for 1 s", files(2, 4_000_000), idle_seconds=1)

    def test_an_error_of_upstream_comes_through(self):
        def upstream():
            yield from files(2, 2_000_000)
            raise OSError("the store is gone")

        with self.assertRaisesRegex(OSError, "the store is gone"):
            list(scan(upstream(), command("good")))

    def test_a_file_that_changes_is_an_error(self):
        for pieces in ([b"12345"], [b"1234567890", b"1"]):
            with self.assertRaisesRegex(ValueError, "changed while it was read"):
                list(scan([File("a", 10, pieces)], command("good")))

    def test_a_reader_that_goes_away_leaves_nothing_behind(self):
        rows = scan(files(50, 1_000_000), command("floods"))
        next(rows)
        rows.close()

    def test_a_scanner_that_is_not_there_is_an_error(self):
        with self.assertRaises(OSError):
            list(scan(files(1), ["/nowhere/agora-logscan", "--frames"]))

    def test_a_child_is_closed_twice_without_harm(self):
        child = Child(command("good"))
        child.close()
        child.close()


if __name__ == "__main__":
    unittest.main()
