"""A check is a good guest in its process: others run beside it, and Ctrl-C is heard."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import tunelint

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")


def test_other_threads_run_meanwhile(chats: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    reports: list[tunelint.Report] = []
    thread = threading.Thread(target=lambda: reports.append(tunelint.check(pipe)))
    thread.start()
    # The check waits for this; if it kept the interpreter to itself, this would never be written.
    pipe.write_bytes((chats / "role.jsonl").read_bytes())
    thread.join()
    assert reports[0].errors == 1


@pytest.mark.parametrize("call", ["check(path)", "Linter().iter_file(path).__next__()"])
def test_an_interrupt_is_raised(tmp_path: Path, call: str) -> None:
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    script = f"import tunelint; path = {str(pipe)!r}; print('go', flush=True); tunelint.{call}"
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "go\n"
    process.send_signal(signal.SIGINT)
    # Nobody ever writes to the pipe.
    _, errors = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in errors


def test_no_signal_handler_is_left_behind(chats: Path, tmp_path: Path) -> None:
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("needs /proc")

    def caught() -> list[str]:
        return [line for line in status.read_text().splitlines() if line.startswith("SigCgt")]

    handlers = caught()
    # So large that the command would map it into memory, and watch for SIGBUS.
    large = tmp_path / "large.jsonl"
    large.write_bytes((chats / "good.jsonl").read_bytes() * 300)
    assert large.stat().st_size > 2 << 20
    tunelint.check(large)
    list(tunelint.Linter().iter_file(large))
    assert caught() == handlers
