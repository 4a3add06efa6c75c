"""The pages behind the tabs; each is made when it is first looked at, and derived anew each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from assistant.ui.bars import TABS, TabBar

if TYPE_CHECKING:
    from assistant.services.open_case import OpenCase

TALK, DRAFT = "talk", "draft"
ORDER = [tab for tab, _ in TABS]


class Page(Protocol):
    """What a page behind a tab can do."""

    def show(self) -> None:
        """Derive the content anew."""
        ...


class Pages(Container):
    """The tab line and the page that is shown; `talk` is the first."""

    def __init__(self, case: OpenCase, talk: Widget) -> None:
        super().__init__(id="pages")
        self._case, self._talk = case, talk
        self.present = TALK
        """The tab that is shown."""

    def compose(self) -> ComposeResult:
        yield TabBar("", id="tabs", markup=False)
        with ContentSwitcher(initial=TALK):
            yield self._talk

    def on_mount(self) -> None:
        self.query_one(TabBar).show(TALK)

    @property
    def following(self) -> str:
        """The tab after the present one, round and round."""
        return ORDER[(ORDER.index(self.present) + 1) % len(ORDER)]

    async def go(self, tab: str) -> None:
        """Show a page, and put the focus into it."""
        switcher = self.query_one(ContentSwitcher)
        fresh = tab != TALK and not switcher.query(f"#{tab}")
        if fresh:
            await switcher.add_content(_page(tab, self._case), id=tab)
        switcher.current = self.present = tab
        self.query_one(TabBar).show(tab)
        if tab != TALK:
            if not fresh:
                self.show()
            self._enter(switcher.get_child_by_id(tab))

    def show(self) -> None:
        """Derive the page that is shown anew; the others follow when they are looked at."""
        if self.present != TALK:
            cast("Page", self.query_one(ContentSwitcher).get_child_by_id(self.present)).show()

    def _enter(self, page: Widget) -> None:
        inside = [page, *page.query("*")]
        target = next((widget for widget in inside if widget.focusable), None)
        if target:
            target.focus()


def _page(tab: str, case: OpenCase) -> Widget:
    """The page of a tab; its module loads now, not at the first paint."""
    if tab == "circumstances":
        from assistant.ui.circumstances_tab import CircumstancesTab

        return CircumstancesTab(case)
    if tab == "draft":
        from assistant.ui.draft_tab import DraftTab

        return DraftTab(case)
    from assistant.ui.review_tab import ReviewTab

    return ReviewTab(case)
