"""Puts the program into the wheel and names the wheel after it.

The program is `AGORA_LOGSCAN_BIN`, or what `cargo build --release` left. The wheel is for its platform and any Python 3.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent.resolve()
NAME = "agora-logscan"


def program() -> Path:
    given = os.environ.get("AGORA_LOGSCAN_BIN")
    target = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent.parent / "target"))
    path = Path(given) if given else target / "release" / NAME
    if not os.access(path, os.X_OK):
        raise SystemExit(f"{path}: there is no program to put into the wheel\nhint: cargo build --release, or set AGORA_LOGSCAN_BIN")
    return path


def version() -> str:
    said = subprocess.run([program(), "--version"], capture_output=True, text=True, check=True).stdout
    return re.fullmatch(rf"{NAME} (\S+)\s*", said)[1]


class WithProgram(build_py):
    def run(self):
        super().run()
        into = Path(self.build_lib) / "agora_logscan_spark" / "bin"
        into.mkdir(parents=True, exist_ok=True)
        shutil.copy(program(), into / NAME)
        (into / NAME).chmod(0o755)


class OfPlatform(bdist_wheel):
    def finalize_options(self):
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


setup(version=version(), cmdclass={"build_py": WithProgram, "bdist_wheel": OfPlatform})
