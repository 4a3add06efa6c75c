"""The program in a real pseudo-terminal: keys in, screen out."""

from __future__ import annotations

import os
import pty
import select
import signal
import struct
import sys
import time
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

import pyte

ROOT = Path(__file__).parents[2]
KEYS = {
    "enter": "\r", "tab": "\t", "down": "\x1b[B", "up": "\x1b[A", "space": " ",
    "escape": "\x1b", "ctrl+f": "\x06",
    "f2": "\x1bOQ", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~", "f7": "\x1b[18~", "f10": "\x1b[21~",
}  # fmt: skip


class Terminal:
    """One run of `rongcuo` on a screen of `columns` × `lines` cells."""

    def __init__(self, store: Path, *arguments: str, columns: int = 80, lines: int = 24) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        """All that the program wrote, with what a screen does not show."""
        inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        env = {
            **inherited, "TERM": "xterm-256color", "LANG": "C.UTF-8", "RONGCUO_DB": str(store),
            "RONGCUO_TODAY": "2026-09-22", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        command = [sys.executable, "-m", "assistant", *arguments]
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            ioctl(0, TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.execvpe(command[0], command, env)

    @property
    def text(self) -> str:
        """The screen as it stands, without trailing blanks."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def words(self) -> str:
        """The screen without blanks and line ends, so that folded sentences can be found."""
        return "".join(self.text.split())

    def press(self, *keys: str) -> None:
        """Send named keys, or text as an input method commits it; like a person, look before the next."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())
            select.select([self._fd], [], [], 1)
            self.settle(0.12 if key in KEYS else 0.05)

    def paste(self, text: str) -> None:
        """Send text as a bracketed paste, as terminals do for several lines."""
        os.write(self._fd, f"\x1b[200~{text}\x1b[201~".encode())
        self.settle(0.06)

    def wait(self, words: str, seconds: float = 20) -> None:
        """Read until `words` (blanks aside) stand on the screen."""
        wanted = "".join(words.split())
        end = time.monotonic() + seconds
        while wanted not in self.words:
            assert time.monotonic() < end, f"没有等到“{words}”，屏幕是：\n{self.text}"
            self.settle(0.05)

    def settle(self, seconds: float) -> None:
        """Take in what the program writes, until it has been quiet for `seconds` (at most five)."""
        end = time.monotonic() + 5
        while time.monotonic() < end and select.select([self._fd], [], [], seconds)[0]:
            try:
                written = os.read(self._fd, 65536)
                self.raw += written
                self._stream.feed(written)
            except OSError:
                return

    def kill(self) -> None:
        """End the program as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def leave(self) -> int:
        """Press F10; the exit code."""
        self.press("f10")
        return self.ended()

    def ended(self) -> int:
        """Wait for the end of the program; the exit code."""
        end = time.monotonic() + 30
        while not (ended := os.waitpid(self.pid, os.WNOHANG))[0]:
            assert time.monotonic() < end, f"没有退出，屏幕是：\n{self.text}"
            self.settle(0.1)
        os.close(self._fd)
        return os.waitstatus_to_exitcode(ended[1])
