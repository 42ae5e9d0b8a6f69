#!/usr/bin/env python3
"""Proof on one machine: a cluster of a master and two workers that loses an executor, a scanner and its driver.

    SPARK_TESTS=1 python contrib/spark/tests/faults.py [--files 2000] [--only executor,scanner,driver] [--keep]

Everything listens on 127.0.0.1 in a network namespace that has nothing but a loopback device, so no port can be reached from
elsewhere. Only processes started here are ended, each by its number. Needs Linux with `unshare` (root, or user namespaces),
Java, pyspark and the program (cargo build --release); about 2 GB of memory and two minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import support

INSIDE = "AGORA_LOGSCAN_INSIDE"
STOP_AFTER = 600
"""Seconds after which a step counts as hung; the whole script then ends and so does everything it started."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--only", default="executor,scanner,driver")
    parser.add_argument("--keep", action="store_true", help="do not delete the folder of the run")
    options = parser.parse_args()
    why_not = support.missing() or (None if os.environ.get("SPARK_TESTS") == "1" else "SPARK_TESTS=1 is not set")
    why_not = why_not or (None if shutil.which("unshare") else "no `unshare`: the cluster would be reachable from elsewhere")
    if why_not:
        print(f"skipped: {why_not}")
        return 0
    if os.environ.get(INSIDE) != "1":
        alone = ["unshare", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])]
        os.environ[INSIDE] = "1"
        os.execvp("unshare", [*alone, sys.executable, __file__, *sys.argv[1:]])
    loopback()
    folder = Path(tempfile.mkdtemp(prefix="logscan-faults-"))
    try:
        return prove(folder, options.files, options.only.split(","))
    finally:
        if options.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder)


def loopback() -> None:
    """Switches the loopback device on and makes sure that there is no other."""
    import fcntl
    import socket
    import struct

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        up_and_running = struct.pack("16sH14s", b"lo", 0x41, b"")
        fcntl.ioctl(handle, 0x8914, up_and_running)  # SIOCSIFFLAGS
    devices = [name for _, name in socket.if_nameindex()]
    if devices != ["lo"]:
        raise SystemExit(f"there are other devices than the loopback: {devices}")


def prove(folder: Path, files: int, faults: list[str]) -> int:
    started = time.monotonic()
    logs = support.many(folder / "logs", files)
    size = sum(path.stat().st_size for path in logs.rglob("*") if path.is_file())
    say(f"{files} files, {size / 1e6:.0f} MB, made in {time.monotonic() - started:.1f} s")
    started = time.monotonic()
    wanted = support.own_report(logs, "json")
    report = json.loads(wanted)
    say(f"one run of the program: {time.monotonic() - started:.2f} s, {report['totals']['events']} events, {len(report['findings'])} codes")
    with Cluster(folder) as cluster:
        run = Run(cluster, logs, folder / "quiet")
        run.finish()
        run.must_be(wanted, "no fault")
        for fault in faults:
            globals()[f"lose_{fault}"](cluster, logs, folder, wanted)
    say("all reports are the same, byte for byte")
    return 0


def lose_executor(cluster: Cluster, logs: Path, folder: Path, wanted: bytes) -> None:
    run = Run(cluster, logs, folder / "executor")
    scanner = run.wait_for_scanner()
    executor = next(pid for pid in ancestors(scanner) if "CoarseGrainedExecutorBackend" in command_of(pid))
    end(executor, "an executor")
    run.finish()
    run.must_say("Lost executor", "the executor was lost while it worked")
    run.must_be(wanted, "an executor was killed")


def lose_scanner(cluster: Cluster, logs: Path, folder: Path, wanted: bytes) -> None:
    run = Run(cluster, logs, folder / "scanner")
    scanner = run.wait_for_scanner()
    while not frozen(scanner):  # it was at its end: that would prove nothing
        scanner = run.wait_for_scanner()
    end(scanner, "a scanner")
    run.finish()
    run.must_say("the scanner ended with signal 9", "the feeder saw it")
    run.must_be(wanted, "a scanner was killed")


def lose_driver(cluster: Cluster, logs: Path, folder: Path, wanted: bytes) -> None:
    run = Run(cluster, logs, folder / "driver")
    run.wait_for_scanner()
    driver = next(pid for pid in descendants(run.process.pid) if "SparkSubmit" in command_of(pid))
    end(driver, "the driver")
    run.finish()
    check(run.code == 3, f"the command ended with exit code {run.code}")
    run.must_say("the job failed and there is no report", "it says so")
    check(not list(run.out.glob("report/report.*")), "there is no report")
    check(not (run.out / "table" / "_SUCCESS").exists(), "there is no mark of success")
    again = Run(cluster, logs, run.out)
    again.finish()
    again.must_be(wanted, "the driver was killed, and the same command was run again")


class Cluster:
    """A master and two workers of one core each."""

    MASTER, STATE = "spark://127.0.0.1:7077", "http://127.0.0.1:8080/json/"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen] = []

    def __enter__(self) -> Cluster:
        began = time.monotonic()
        try:
            self.start("Master", "--host", "127.0.0.1", "--port", "7077", "--webui-port", "8080")
            for number in (1, 2):
                work = str(self.folder / f"worker{number}")
                self.start("Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--work-dir", work, self.MASTER)
            wait_until(lambda: self.workers() == 2, "two workers are there")
        except BaseException:
            self.__exit__()
            raise
        say(f"master and two workers are up after {time.monotonic() - began:.1f} s")
        return self

    def start(self, role: str, *words: str) -> None:
        import pyspark

        log = (self.folder / f"{role.lower()}{len(self.started)}.log").open("wb")
        starter = Path(pyspark.__file__).parent / "bin" / "spark-class"
        command = [starter, f"org.apache.spark.deploy.{role.lower()}.{role}", *words]
        environment = support.environment() | {"SPARK_HOME": str(Path(pyspark.__file__).parent), "SPARK_DAEMON_MEMORY": "256m"}
        self.started.append(subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment))

    def workers(self) -> int:
        try:
            with urllib.request.urlopen(self.STATE, timeout=5) as answer:
                return json.load(answer)["aliveworkers"]
        except (OSError, ValueError):  # the page is there before the master is
            return 0

    def __exit__(self, *_) -> None:
        for process in reversed(self.started):
            process.terminate()
        for process in self.started:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Run:
    """One run of the command."""

    def __init__(self, cluster: Cluster, logs: Path, out: Path) -> None:
        self.cluster, self.out = cluster, out
        self.log = out.parent / f"{out.name}.log"
        command = [sys.executable, "-m", "agora_logscan_spark", "--input", support.uri(logs), "--output", support.uri(out), "--report", "json"]
        # Small partitions, so that there is work left when something is killed.
        submit = "--conf spark.executor.memory=600m --conf spark.driver.memory=600m --conf spark.sql.files.maxPartitionBytes=8m pyspark-shell"
        environment = support.environment() | {"PYSPARK_SUBMIT_ARGS": submit}
        self.began = time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([*command, "--master", cluster.MASTER], stdout=log, stderr=log, env=environment)

    def wait_for_scanner(self) -> int:
        """A scanner that is at work."""
        roots = [process.pid for process in self.cluster.started]

        def at_work() -> int | None:
            found = [pid for root in roots for pid in descendants(root) if " --frames" in command_of(pid)]
            return found[0] if found else None

        return wait_until(at_work, "a scanner is at work", lambda: self.process.poll() is None)

    def finish(self) -> None:
        self.code = self.process.wait(STOP_AFTER)

    def must_say(self, words: str, what: str) -> None:
        check(words in self.log.read_text("utf-8", "replace"), what)

    def must_be(self, wanted: bytes, what: str) -> None:
        report = self.out / "report" / "report.json"
        found = report.read_bytes() if report.exists() else b""
        counts = [line for line in self.log.read_text("utf-8", "replace").splitlines() if line.startswith("listed ")]
        check(self.code == 0 and found == wanted, f"{what}: report of {len(found)} bytes as wanted, {time.monotonic() - self.began:.1f} s; {counts}")


def check(holds: bool, what: str) -> None:
    say(f"{'ok' if holds else 'NOT SO'}: {what}")
    if not holds:
        raise SystemExit(1)


def say(words: str) -> None:
    print(words, flush=True)


def end(pid: int, what: str) -> None:
    """Ends one process that was started here."""
    os.kill(pid, signal.SIGKILL)
    say(f"killed {what}: process {pid}")


def frozen(pid: int) -> bool:
    """Stops a process in the middle of its work, unless it has ended."""
    try:
        os.kill(pid, signal.SIGSTOP)
        time.sleep(0.05)
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"
    except (OSError, IndexError):
        return False


def wait_until(asked, what: str, sensible=lambda: True):
    limit = time.monotonic() + STOP_AFTER
    while time.monotonic() < limit and sensible():
        if answer := asked():
            return answer
        time.sleep(0.02)
    raise SystemExit(f"NOT SO: {what}")


def parents() -> dict[int, int]:
    found = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(entry.parent.name)] = int(entry.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
    return found


def descendants(root: int) -> list[int]:
    tree, found = parents(), [root]
    for pid in found:
        found.extend(child for child, parent in tree.items() if parent == pid)
    return found


def ancestors(pid: int) -> list[int]:
    tree, found = parents(), []
    while pid in tree and pid > 1:
        found.append(pid)
        pid = tree[pid]
    return found


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
