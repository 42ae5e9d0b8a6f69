"""Where the program is.

One rule: all machines of a run use one and the same program. It is the driver's, shipped to the executors, unless a path on
the executors is given.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from pathlib import Path

from pyspark.sql import SparkSession

NAME = "agora-logscan"


def find(given: str | None = None) -> str:
    """The program on this machine: as given, of the wheel, of `AGORA_LOGSCAN_BIN`, on the path."""
    own = Path(__file__).parent / "bin" / NAME
    candidates = [given, str(own) if own.exists() else None, os.environ.get("AGORA_LOGSCAN_BIN"), shutil.which(NAME)]
    for candidate in candidates:
        if candidate:
            path = Path(candidate).absolute()
            if not os.access(path, os.X_OK) or path.is_dir():
                raise FileNotFoundError(f"{path}: is no program that can be started")
            return str(path)
    raise FileNotFoundError(f"{NAME} is not found; install a wheel that carries it, or set AGORA_LOGSCAN_BIN or --scanner")


def ship(spark: SparkSession, program: str | None) -> None:
    """Sends this package, and the program when it is given, to every executor: only the driver needs them installed."""
    folder = Path(tempfile.mkdtemp(prefix="agora-logscan-"))
    if program is not None:
        copy = folder / NAME
        shutil.copyfile(program, copy)
        copy.chmod(0o755)
        spark.sparkContext.addFile(str(copy))
    package = Path(__file__).parent
    archive = folder / "agora_logscan_spark.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for module in sorted(package.glob("*.py")):
            out.write(module, f"{package.name}/{module.name}")
    spark.sparkContext.addPyFile(str(archive))
