"""依据: the verbatim text that a question rests on, why it is asked, and what follows from the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from assistant.domain.dialogue import Question
from assistant.domain.lists import Listed
from assistant.domain.regulation import Regulation, cite
from assistant.domain.units import erratum, slips
from assistant.ui.bars import KeyBar
from assistant.ui.typeset import Row, Rows

HEADING = "bold $primary"
KEYS = (("Esc", "关闭", "screen.dismiss(None)"), ("上下键", "滚动", ""), ("Ctrl+F", "查细则", "app.reader"))


class ArticlePane(VerticalScroll):
    """The text beside the question."""

    def __init__(self, rows: Rows | None = None) -> None:
        super().__init__(id="article", can_focus=True)
        self._rows = rows or Rows()

    def compose(self) -> ComposeResult:
        yield Static(self._rows, markup=False)

    def show(self, rows: Rows) -> None:
        """Show another text, from its beginning."""
        self.query_one(Static).update(rows)
        self.scroll_home(animate=False)


class ArticleScreen(Screen[None]):
    """The same text over a narrow screen."""

    BINDINGS = [Binding("escape,f2", "dismiss(None)", "关闭")]

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        with Vertical(classes="overlay"):
            yield ArticlePane(self._rows)
            yield KeyBar(KEYS)

    def on_mount(self) -> None:
        self.query_one(ArticlePane).focus()


def basis(
    question: Question, regulation: Regulation, consequences: Sequence[str], item: Listed | None = None
) -> Rows:
    """All that stands beside a question; the item of a list that it is about comes first."""
    listed = (Row(item.citation, style=HEADING), Row(item.text), Row(item.about, style="dim")) if item else ()
    return Rows(
        *listed,
        *([Row("")] if listed else ()),
        Row(f"依据　{cite(question.article)}", style=HEADING),
        *(Row(part) for part in regulation.text(question.article).split("\n")),
        *errata(question.article, regulation),
        Row(""),
        Row("为何问", style=HEADING),
        Row(question.why),
        Row(""),
        Row("由此得出", style=HEADING),
        *(Row(found, "· ") for found in consequences or ("答后如有结论，显示在这里。",)),
        Row(""),
        Row(regulation.currency, style="dim"),
    )


def errata(article: str, regulation: Regulation) -> Iterator[Row]:
    """The slips of the published text that were corrected here."""
    return (Row(f"{erratum(slip)}。", "〔勘误〕", "dim") for slip in slips(regulation, article))
