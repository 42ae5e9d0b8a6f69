"""What the tests with Spark share: whether they can run, logs to scan, the program's own report to compare with."""

from __future__ import annotations

import gzip
import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "contrib" / "spark"
sys.path.insert(0, str(PACKAGE))


def program() -> Path:
    given = os.environ.get("AGORA_LOGSCAN_BIN")
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    built = [target / kind / "agora-logscan" for kind in ("release", "debug")]
    found = [Path(given)] if given else sorted((path for path in built if path.exists()), key=lambda path: -path.stat().st_mtime)
    return found[0].resolve() if found else target / "release" / "agora-logscan"


def missing() -> str | None:
    """Why tests with Spark cannot run here, if so."""
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        return "no Java"
    for module in ("pyspark", "pyarrow", "pandas"):
        if importlib.util.find_spec(module) is None:
            return f"no Python module {module} (pip install 'pyspark==4.3.0' pyarrow 'pandas<3')"
    if not program().exists():
        return f"no program at {program()} (cargo build --release)"
    return None


def uri(path: Path) -> str:
    """As Hadoop wants it: nothing is percent-encoded."""
    return f"file://{path}"


def environment() -> dict[str, str]:
    """Loopback only, this Python on both sides."""
    own = {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(PACKAGE)}
    return os.environ | own | {"AGORA_LOGSCAN_BIN": str(program())}


def own_report(folder: Path, kind: str, *options: str) -> bytes:
    """What one run of the program says of a folder."""
    command = [program(), folder, "--no-config", "--format", kind, "--quiet", *options]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False).stdout


def line(second: int, words: str) -> str:
    minute, second = divmod(second, 60)
    return f"12-01 14:{minute % 60:02}:{second:02}.{(second * 37) % 1000:03}  6310  6341 I agora.io: {words}\n"


def log(seed: int, lines: int = 40, quiet: int = 0) -> str:
    """A log that differs from all others in what it says and how often; between two lines that matter stand quiet ones."""
    text = [line(seed, f"Agora SDK ver 4.{seed % 5}.{seed % 3} build {seed}")]
    for at in range(lines):
        second = seed + at * (1 + seed % 4)
        if at % (quiet + 1):
            text.append(f"12-01 14:{at % 60:02}:07.120  1234  1250 D Choreographer: frame {at} of view {seed} drawn, next one in {seed % 17} ms\n")
        else:
            text.append(line(second, words(seed, at)))
    return "".join(text)


def words(seed: int, at: int) -> str:
    choice = (seed * 7 + at * 3) % 11
    if choice == 0:
        return "onError err: 110 ERR_INVALID_TOKEN"
    if choice == 1:
        return f"AgoraRtcEngine joinChannel ret: -{(2, 5, 7, 8, 17)[seed % 5]}"
    if choice == 2:
        return f"onConnectionStateChanged state: 5 reason: {3 + seed % 12}"
    if choice == 3:
        return f"user x{seed}@example.com from 10.1.{seed % 250}.7 onError err: {(17, 101, 109)[seed % 3]}"
    return f"frame {at} of {seed} rendered in {choice} ms"


def folder_of_everything(root: Path) -> Path:
    """Names and shapes that go wrong easily."""
    root.mkdir(parents=True)
    names = ["plain.log", "with space.log", "per%20cent.log", "plus+and&.log", "\u65e5\u672c.log", "quote'\".log", "hash#1.log", "semi;colon.log"]
    for seed, name in enumerate(names):
        (root / name).write_text(log(seed), "utf-8")
    deep = root / "user 1" / "deep folder"
    deep.mkdir(parents=True)
    for seed, name in enumerate(["agorasdk.log", "agorasdk.1.log", "agorasdk.2.log", "agorasdk.10.log", "app.log.1", "app.log"]):
        (deep / name).write_text(log(seed + 100), "utf-8")
    (deep / "app.log.2.gz").write_bytes(gzip.compress(log(200).encode(), mtime=0))
    (root / "empty.log").write_bytes(b"")
    (root / "binary.log").write_bytes(bytes(range(256)) * 200)
    (root / "utf16.log").write_bytes(log(300).encode("utf-16"))
    (root / "cut.log.gz").write_bytes(gzip.compress(log(301, 4000).encode(), mtime=0)[:-500])
    with zipfile.ZipFile(root / "bundle 1.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
        for seed in range(3):
            bundle.writestr(f"logs/agorasdk{'' if seed == 0 else f'.{seed}'}.log", log(400 + seed))
        bundle.writestr("notes.txt", "nothing here\n")
    (root / "copy a.log").write_text(log(500), "utf-8")
    (root / "copy b.log").write_text(log(500), "utf-8")
    return root


def many(root: Path, count: int, lines: int = 1_000) -> Path:
    """A fleet: folders of users, some with rotated logs."""
    for at in range(count):
        user = root / f"{at % 50:02} user" / f"{at // 50 % 10}"
        user.mkdir(parents=True, exist_ok=True)
        name = f"call {at}.log" if at % 20 else f"agorasdk.{1 + at // 500}.log"
        (user / name).write_text(log(at, lines, quiet=30), "utf-8")
    return root
