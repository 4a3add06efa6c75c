"""What a template is filled with: a person's answers, escaped, each with the path it comes from, and a gap for none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

import msgspec

from assistant.domain import reading
from assistant.domain.assessment import Assessment
from assistant.domain.derivation import Node
from assistant.domain.grounds import stated
from assistant.domain.interview import Interview
from assistant.domain.naming import comrade, matter, post, provision
from assistant.domain.rewording import WORDING


class Section(msgspec.Struct, frozen=True):
    """A part of a paper that may be reworded (自拟)."""

    id: str
    title: str
    own: str
    """A person's own words, or empty."""
    generated: str
    """What the template writes there, marked."""

    @property
    def text(self) -> str:
        """The generated words, to begin from: one line a paragraph."""
        from assistant.services.documents.markdown import blocks, plain, unmarked

        return "\n".join(plain(block.runs) for block in blocks(unmarked(self.generated)))

    @property
    def addresses(self) -> list[str]:
        """The answer paths that the section rests on."""
        from assistant.services.documents.markdown import addresses

        return addresses(self.generated)


class Words:
    """A person's answers as a template writes them: escaped, and a gap where there is none."""

    def __init__(self, interview: Interview) -> None:
        self._interview = interview
        self.answers: Mapping[str, Any] = interview.active
        self.kept_answers: Mapping[str, Any] = interview.answers
        """The answers, those included that are not asked for now."""
        self.set_aside = frozenset(interview.parked)
        self._asked = {field.id: field for question in interview.path for field in question.fields}
        self.waiting: dict[str, str] = {}
        """The path of each gap that was written."""
        self.sections: dict[str, Section] = {}

    def text(self, path: str) -> str:
        """The answer at `path`, or nothing."""
        from assistant.services.documents.markdown import Said

        return _at(path, Said(self.answers.get(path) or ""))

    def kept(self, path: str) -> Any:
        """The answer at `path`, also one that is parked, or nothing; a list as its entries."""
        from assistant.services.documents.markdown import Said

        value = self.kept_answers.get(path) or ""
        return _at(path, Said(value)) if isinstance(value, str) else list(value)

    def parked(self, *places: str | Node) -> bool:
        """Whether any of these answer paths, or what any of these nodes rests on, is parked."""
        paths = (
            [place] if isinstance(place, str) else [path for node in place.walk() for path in node.answers]
            for place in places
        )
        return not self.set_aside.isdisjoint(chain.from_iterable(paths))

    def asked(self, path: str) -> bool:
        """Whether the interview, as it stands, asks for the answer at `path`."""
        return path in self._asked

    def blank(self, *paths: str) -> list[str]:
        """What those of the paths are called that are asked for and have no answer."""
        return [self._asked[p].label for p in paths if p in self._asked and p not in self.answers]

    def stated(self, assessment: Assessment) -> frozenset[str]:
        """The paths of the nodes that rest on what the subject stated and nobody has verified."""
        return stated(self._interview, assessment)

    def rows(self, path: str) -> list[Any]:
        """The entries of the list at `path`, none if it is not answered."""
        return list(self.answers.get(path) or ())

    def need(self, path: str, label: str = "") -> Any:
        """The answer at `path`, in one line, or 【待补充：its label】."""
        from assistant.services.documents.markdown import escape

        value = self.answers.get(path)
        return _at(path, escape(value)) if value else self.gap(path, label or self._label(path))

    def gap(self, path: str, label: str) -> Any:
        """【待补充：`label`】, which waits for the answer at `path`."""
        from assistant.services.documents.markdown import Markdown, escape

        self.waiting.setdefault(label, path)
        return _at(path, Markdown(f"【待补充：{escape(label)}】"))

    def long(self, path: str, label: str = "") -> Any:
        """The answer at `path`, each line a paragraph and a stop at the end, or the gap."""
        from assistant.services.documents.markdown import paragraphs

        value = self.answers.get(path)
        return paragraphs(sentence(value), path) if value else self.need(path, label)

    def section(self, id: str, title: str, caller: Callable[[], str]) -> Any:
        """A part of the paper: the person's own words for it, else those of the template."""
        from assistant.services.documents.markdown import Markdown, mark, paragraphs

        path, generated = f"{WORDING}.{id}", caller()
        found = self.sections[id] = Section(id, title, self.answers.get(path, ""), generated)
        if not found.own:
            return Markdown(generated)
        grounds = "".join(mark(address) for address in found.addresses)
        return Markdown(f"\n{grounds}{paragraphs(found.own, path)}\n\n")

    def _label(self, path: str) -> str:
        try:
            return self._interview.field(path).label
        except KeyError:
            return path


def at(*places: str | Node) -> str:
    """The addresses of the words that follow: answer paths, or nodes of the assessment."""
    from assistant.services.documents.markdown import Markdown, mark

    return Markdown("".join(mark(place if isinstance(place, str) else place.path) for place in places))


def day(value: str) -> str:
    """A date in words, as the answer that it is of."""
    return _like(value, reading.day(value)) if value else value


def called(words: str) -> str:
    """A person's name with 同志 after it, once; a gap keeps its own words."""
    return _like(words, comrade(words))


def about(words: str) -> str:
    """A matter in the words for it that can follow 就."""
    return _like(words, matter(phrase(words)))


def held(words: str, unit: str) -> str:
    """A post as it stands after its unit."""
    from assistant.services.documents.markdown import escape

    return _like(words, post(words, escape(unit)))


def placed(words: str) -> str:
    """A part of a rule after its name."""
    return _like(words, provision(words))


def phrase(words: str) -> str:
    """A person's words without the marks at their end, to be followed by ours."""
    return _like(words, words.rstrip("，、；：。 \u3000\n"))


def sentence(words: str) -> str:
    """A person's words with one stop at their end; nothing if there are none, and no stop after a gap."""
    bare = phrase(words)
    return bare if not bare or re.search(r"[！？】]$|[。！？…][”’）]$", bare) else _like(words, bare + "。")


def lined(words: str) -> str:
    """A person's words in a table's cell, each line a line of it; what is Markdown already stays in one."""
    from assistant.services.documents.markdown import Markdown, lines

    return words if isinstance(words, Markdown) else _at(getattr(words, "path", ""), lines(words))


def _like(words: str, text: str) -> str:
    """`text` in place of `words`: of the same kind, with the same address."""
    return _at(getattr(words, "path", ""), type(words)(text))


def _at(path: str, words: Any) -> Any:
    if path:
        words.path = path
    return words
