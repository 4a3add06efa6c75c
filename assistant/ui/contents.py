"""目录: the chapters, articles, items, annexes and lists as a tree, each node with its key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from assistant.domain.knowledge import Knowledge
from assistant.domain.lists import named
from assistant.domain.references import CHAPTER, called
from assistant.domain.regulation import cite
from assistant.domain.units import Unit, units
from assistant.ui.typeset import clip

LISTS = "情形清单和操作规范"
WIDTH = 40
"""Cells of a label at most; what does not fit is not scrolled to."""


class Contents(Tree[str]):
    """The tree; left and right close and open, Enter is for its screen to act on."""

    ICON_NODE, ICON_NODE_EXPANDED = "+ ", "- "
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "open", "展开", show=False),
        Binding("left", "close", "收起", show=False),
    ]

    def __init__(self) -> None:
        super().__init__("", id="contents")
        self.show_root, self.guide_depth, self.auto_expand = False, 2, False
        self._by_key: dict[str, TreeNode[str]] = {}

    def fill(self, knowledge: Knowledge) -> None:
        """Write the whole tree; articles stand open, their items do not."""
        found = [unit for unit in units(knowledge) if not unit.remark]
        regulation = knowledge.regulation
        for chapter in regulation.chapter:
            key = f"{CHAPTER}{chapter.number}"
            node = self._add(self.root, key, f"{called(key)}　{chapter.heading}", expand=True)
            for article in regulation.article:
                if article.chapter == chapter.number:
                    own = [unit for unit in found if unit.id.partition(".")[0] == article.id]
                    self._branch(node, article.id, own, knowledge)
        for paper in regulation.paper:
            own = [unit for unit in found if unit.id == paper.id and unit.part]
            self._branch(self.root, paper.id, own, knowledge)
        lists = self._add(self.root, "", LISTS, expand=True) if knowledge.lists else None
        for one in knowledge.lists if lists else ():
            node = self._add(lists or self.root, one.id, one.title)
            for item in one.items():
                short = item.citation.removeprefix(named(item.title))
                self._add(node, item.id, f"{short}　{item.text}")

    def stand_at(self, key: str) -> None:
        """Put the cursor on a node, and open what it stands in."""
        node = self._by_key.get(key)
        if node and node is not self.cursor_node:
            above = node.parent
            while above:
                above.expand()
                above = above.parent
            self.call_after_refresh(self.move_cursor, node)

    def action_open(self) -> None:
        """Open the node, else go into it."""
        node = self.cursor_node
        if node and node.allow_expand and not node.is_expanded:
            node.expand()
        else:
            self.action_cursor_down()

    def action_close(self) -> None:
        """Close the node, else go to what it stands in."""
        node = self.cursor_node
        if node and node.allow_expand and node.is_expanded:
            node.collapse()
        else:
            self.action_cursor_parent()

    def _branch(self, above: TreeNode[str], id: str, own: Iterable[Unit], knowledge: Knowledge) -> None:
        parts = [unit for unit in own if unit.key != id]
        node = self._add(above, id, _title(id, knowledge), leaf=not parts)
        for unit in parts:
            self._add(node, unit.key, _label(unit, knowledge), leaf=True)

    def _add(
        self, above: TreeNode[str], key: str, words: str, *, expand: bool = False, leaf: bool = False
    ) -> TreeNode[str]:
        node = above.add(Text(clip(words, WIDTH)), key, expand=expand, allow_expand=not leaf)
        self._by_key[key] = node
        return node


def _title(id: str, knowledge: Knowledge) -> str:
    """An article by its citation and its beginning, a paper by its name."""
    regulation = knowledge.regulation
    if id in (paper.id for paper in regulation.paper):
        return cite(id) if id == "notice" else f"{cite(id)}　{regulation.paper_of(id).title}"
    return f"{cite(id)}　{_first(regulation.text(id).strip())}"


def _first(text: str) -> str:
    """The first words, as far as the first full mark."""
    return text.partition("\n")[0].partition("。")[0].partition("：")[0]


def _label(unit: Unit, knowledge: Knowledge) -> str:
    """An item by what it is called among us, else by its own words."""
    short = unit.citation.removeprefix(cite(unit.id.partition(".")[0]))
    return "　".join(filter(None, (short, knowledge.names.get(unit.id) or unit.text)))
