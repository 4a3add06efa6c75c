"""The lines at the edges of the screen: what can be clicked or pressed, and where one stands."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style
from textual.widgets import Button, Static

KEYS = (
    ("F1", "帮助", "app.help"),
    ("F2", "条文", "screen.article"),
    ("F3", "提纲", "screen.outline"),
    ("F4", "换页", "screen.next_tab"),
    ("F5", "发送", "screen.send"),
    ("F6", "暂不清楚", "screen.skip"),
    ("F7", "上一问", "screen.back"),
    ("F8", "撤销", "screen.undo"),
    ("F9", "首页", "app.home"),
    ("F10", "退出", "app.quit"),
    ("Ctrl+F", "查细则", "app.reader"),
)
TABS = (("talk", "问答"), ("circumstances", "情形"), ("draft", "草稿"), ("review", "复核"))


class KeyBar(Static):
    """The keys of a screen, each to be clicked too; those at the end give way where the line is short."""

    def __init__(self, keys: Iterable[tuple[str, str, str]] = KEYS) -> None:
        super().__init__(classes="keys", markup=False)
        self._keys = tuple(keys)

    def on_resize(self) -> None:
        shown = list(self._keys)
        while len(shown) > 1 and cell_len(" ".join(key + words for key, words, _ in shown)) > self.size.width:
            shown.pop()
        self.update(Content(" ").join(link(key, words, action) for key, words, action in shown))


class TabBar(Static):
    """The tabs in one line; the present one stands in brackets."""

    def show(self, present: str) -> None:
        """Mark the tab that is shown."""
        parts = [
            link(f"【{words}】" if tab == present else f"　{words}　", "", f"screen.tab('{tab}')")
            for tab, words in TABS
        ]
        self.update(Content("").join(parts))


class WordButton(Button):
    """A button that is a word in brackets, on one line."""

    def __init__(self, words: str, action: str | None = None) -> None:
        super().__init__(Content(f"[{words}]"), action=action, compact=True)
        self.styles.line_pad = 0


def link(key: str, words: str, action: str) -> Content:
    """Words that run an action when they are clicked."""
    click = Style.from_meta({"@click": action})
    return Content.assemble((key, click + Style(bold=True)), (words, click))
