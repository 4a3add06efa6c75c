"""First screen of the program against that of a bare Textual app: paired runs in a pseudo-terminal.

python benchmarks/startup.py [runs]
"""

import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import time
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("裸应用")
Bare().run()
"""


def first_paint(command: list[str], marker: str, env: dict[str, str]) -> float:
    """Seconds from the start of the process until `marker` reaches the terminal."""
    start = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(command[0], command, env)
    ioctl(terminal, TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    seen = b""
    try:
        while marker.encode() not in seen:
            ready, _, _ = select.select([terminal], [], [], 20)
            if not ready:
                raise SystemExit(f"20 秒内没有看到“{marker}”")
            seen += os.read(terminal, 65536)
        return time.perf_counter() - start
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def main() -> None:
    """Print both medians and the ratio, pair by pair."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            "TERM": "xterm-256color",
            "RONGCUO_DB": f"{folder}/cases.sqlite3",
            "PYTHONPATH": str(Path.cwd()),
        }
        program = [sys.executable, "-m", "assistant"]
        bare = [sys.executable, "-c", BARE]
        pairs = []
        for number in range(runs + 1):
            pair = first_paint(program, "容错初步建议助手", env), first_paint(bare, "裸应用", env)
            if number:  # the first pair warms the caches
                pairs.append(pair)
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(
        f"第一屏：本程序 {ours:.3f} 秒，裸 Textual 应用 {theirs:.3f} 秒，比值中位数 {ratio:.2f}（{runs} 对）"
    )


if __name__ == "__main__":
    main()
