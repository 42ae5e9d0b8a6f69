"""The report of agora-logscan over more logs than one machine should read, on Apache Spark.

Spark lists the files, hands them out and repeats what fails; the `agora-logscan` program reads them and merges what it
found. Nothing about logs is decided here.
"""

from .feeder import ScannerError, scan
from .frames import Frames

__all__ = ["Frames", "ScannerError", "scan"]
