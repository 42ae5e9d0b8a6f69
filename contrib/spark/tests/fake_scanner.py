"""A stand-in for the scanner that misbehaves in the way its argument says. It reads frames on its own terms, so that the
tests of the feeder do not share the feeder's idea of them."""

import json
import os
import struct
import sys
import time


def number(form: str) -> int:
    size = struct.calcsize(form)
    raw = sys.stdin.buffer.read(size)
    if len(raw) < size:
        print("cut short", file=sys.stderr)
        sys.exit(2)
    return struct.unpack(form, raw)[0]


def say(row: dict) -> None:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def main(how: str) -> None:
    if how == "dies-at-once":
        sys.exit(9)
    if how == "never-reads":
        time.sleep(600)
    if sys.stdin.buffer.read(8) != b"ALSFRM1\n":
        sys.exit(3)
    if how != "no-header":
        say({"type": "start", "version": "1"})
    files = 0
    while True:
        mark = sys.stdin.buffer.read(1)
        if mark == b"":
            print("cut short", file=sys.stderr)
            sys.exit(2)
        if mark == b"E":
            break
        name = sys.stdin.buffer.read(number("<I")).decode("utf-8", "surrogateescape")
        length = number("<I") if mark == b"U" else number("<Q")
        body = sys.stdin.buffer.read(length)
        files += 1
        if how == "killed" and files == 3:
            os.kill(os.getpid(), 9)
        if how == "errors":
            sys.stderr.write("x" * 300_000 + f"last words of {name}\n")
        if how == "floods":
            for line in range(2_000):
                say({"type": "event", "file": files, "source": name, "line": line, "text": "y" * 400})
        if how == "skips" and files == 2:
            continue
        if how == "garbage" and files == 2:
            print("panicked at src/lib.rs", flush=True)
        status = "failed" if mark == b"U" else "complete"
        say({"type": "input", "number": files, "source": name, "status": status, "bytes": len(body), "events": 0, "part": {}})
    said = number("<Q")
    if how == "errors" or how == "fails-at-the-end":
        print("hint: none", file=sys.stderr)
        sys.exit(2)
    if how != "no-trailer":
        say({"type": "end", "files": said + (how == "miscounts"), "ok": files, "failed": 0})


main(sys.argv[1])
