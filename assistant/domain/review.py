"""复核: what the answers still lack, contradict or must explain, each finding with its place and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.domain.answers import PICKED
from assistant.domain.assessment import Assessment
from assistant.domain.conditions import Truth, evaluate
from assistant.domain.derivation import UNANSWERED, Node
from assistant.domain.evidence import evidence
from assistant.domain.finding import LEVELS, Finding
from assistant.domain.knowledge import Knowledge
from assistant.domain.lists import Listed
from assistant.domain.outcome import OutcomeFinding
from assistant.domain.regulation import cite, quoted
from assistant.domain.wording import flags

_PROSE = (
    "accountability",
    "facts",
    "duties",
    "responsibility",
    "remedy.description",
    "loss.description",
    "loss.impact",
    "correction",
    "usual_performance",
    "application.reason",
    "recommendation.reason",
    "views.superior",
    "views.discipline",
)
"""The prose whose words are looked at, besides the breach and all facts, adverse facts and reasons."""


def review(answers: Mapping[str, Any], assessment: Assessment, knowledge: Knowledge) -> tuple[Finding, ...]:
    """All findings but those that need a calendar, the gravest first, each group in the order of the paper."""
    found = [
        *_barred(assessment, knowledge),
        *_missing(assessment, knowledge),
        *_dimensions(assessment),
        *_conditions(assessment),
        *_circumstances(answers, assessment, knowledge),
        *_dates(answers),
        *evidence(answers, assessment, knowledge),
        *_breach(answers, assessment, knowledge),
        *_outcome(answers, assessment),
        *_bases(answers, knowledge),
        *_by_rule(answers, assessment, knowledge),
        *_study(answers),
        *_flags(answers, knowledge),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: LEVELS.index(finding.level)))


def _barred(assessment: Assessment, knowledge: Knowledge) -> Iterator[Finding]:
    for line, node in zip(knowledge.red_lines, assessment.red_lines, strict=True):
        bases = "、".join(cite(id) for id in node.articles)
        code = f"redline.{node.path.partition('.')[2]}"
        if node.standing == "against":
            message = f"触及红线：{node.label}（{bases}）。不起草容错建议，请起草不提出容错建议的说明。{line.remark}"
            yield Finding(code, "block", node.path, node.articles, message)
        elif node.remark:
            message = (
                f"红线{quoted(node.label)}已由具名负责人书面说明不适用，理由随文显示，请研究时逐字核对。"
            )
            yield Finding("redline.overridden", "warn", node.path, node.articles, message)
        elif node.standing == "unsettled" and not (assessment.barred and node.value == "否"):
            yield _open(node, assessment)


def _open(line: Node, assessment: Assessment) -> Finding:
    """A red line that is not cleared up; answered 否 itself, it waits for another answer that speaks of the same."""
    where, why = line.path, "尚未查清"
    if line.value == "否":
        where = line.unsettled[0]
        points = (assessment.point(path) for path in line.unsettled)
        others = "、".join(dict.fromkeys(quoted(point.label) for point in points if point))
        why = f"一问答了“否”，而{others}还没有答定，仍算尚未查清"
    message = f"红线{quoted(line.label)}{why}，未查清不等于没有，请在研究前核实。"
    return Finding("redline.open", "warn", where, line.articles, message)


def _missing(assessment: Assessment, knowledge: Knowledge) -> Iterator[Finding]:
    named = {
        path: (content, label) for content in knowledge.contents for path, label in content.paths.items()
    }
    items = (*assessment.circumstances, *assessment.negatives)
    named |= {f"{node.path}.text": (named[PICKED][0], f"{node.label}的原文") for node in items}
    for path in assessment.missing:
        content, label = named.get(path, (None, "事实经过"))
        whole = f"第十二条列明的第{content.n}项内容“{content.title}”" if content else "说明"
        code = "missing.words" if path.endswith("].text") else f"missing.{path}"
        yield Finding(code, "block", path, ("12",), f"{whole}还缺“{label}”，请补充。")


def _dimensions(assessment: Assessment) -> Iterator[Finding]:
    if assessment.barred:
        return
    for node in assessment.dimensions:
        if node.standing == "unanswered":
            lacks = [half for half in node.children if half.standing == "unanswered"]
            where, said = node.path, "还没有判断，请回答是什么、分清什么"
            if len(lacks) == 1:
                where, said = lacks[0].path, f"的{quoted(lacks[0].label)}还没有回答，请补上"
            message = f"“{node.label}”{said}；确实不能认定的，选“难以认定”。"
            yield Finding(f"missing.{node.path}", "warn", where, node.articles, message)
        elif not node.facts:
            yield Finding(
                "evidence.facts",
                "warn",
                f"{node.path}.facts",
                node.articles,
                f"“{node.label}”有判断而没有事实，请写明依据哪些事实。",
            )
        if node.standing == "against":
            message = f"“{node.label}”的判断不利（{node.value}），将如实写入文稿，请在建议中正面说明。"
            yield Finding("evidence.adverse", "warn", node.path, node.articles, message)


def _conditions(assessment: Assessment) -> Iterator[Finding]:
    if assessment.barred:
        return
    for node in assessment.conditions:
        if node.standing != "unanswered" and not node.facts:
            where = cite(node.articles[0])
            message = f"条件“{node.label}”（{where}）答了“{node.value}”而没有写明事实或理由，请补一两句。"
            yield Finding("evidence.condition", "warn", f"{node.path}.facts", node.articles, message)


def _circumstances(
    answers: Mapping[str, Any], assessment: Assessment, knowledge: Knowledge
) -> Iterator[Finding]:
    yield from (_negative(node) for node in assessment.negatives)
    for node, item in ((node, node.item) for node in assessment.circumstances):
        if item is None:
            continue
        if node.value == UNANSWERED:
            message = f"{cite(item.id)}的原文用“或”分出几种情况（{'；'.join(item.branches)}），请选定本案属于哪一种。"
            yield Finding("element.branch", "warn", f"{node.path}.branch", node.articles, message)
        for child in node.children:
            yield from _element(node, child)
        for element in item.element:
            unit = answers.get("unit.type")
            if element.unit_types and unit and unit not in element.unit_types:
                message = f"{cite(item.id)}写的是“{element.words}”，而本单位是{unit}，请核对是否选错了情形。"
                yield Finding("contradiction.unit", "warn", node.path, node.articles, message)
    if len(assessment.circumstances) > 3:
        message = f"选了{len(assessment.circumstances)}种情形。情形不在多，请留下最贴切的一两种，其余的事实写进有关部分。"
        yield Finding("element.many", "info", PICKED, ("12",), message)


def _negative(node: Node) -> Finding:
    """An item of a negative list: never a bar, always to be answered (第二十二条)."""
    words = quoted(node.item.text) if isinstance(node.item, Listed) and node.item.text else ""
    code = "basis.negative.answered" if node.facts else "basis.negative"
    said = "已写明回应，请研究时逐字核对" if node.facts else "还没有回应，请写明为什么仍然提出容错建议"
    message = f"选了负面清单的一项：{node.label}{words}。负面清单不拦下，但文稿必须回应；{said}。"
    return Finding(code, "warn", node.answers[0], node.articles, message)


def _element(node: Node, child: Node) -> Iterator[Finding]:
    where = cite(node.articles[0])
    if child.standing == "against":
        message = (
            f"{where}的要件{quoted(child.label)}答了“否”，请核对是否选错了情形；仍然保留的，文稿会如实写明。"
        )
        yield Finding("element.failed", "warn", child.path, node.articles, message)
    elif child.standing == "unsettled":
        yield Finding(
            "element.unsettled",
            "warn",
            child.path,
            node.articles,
            f"{where}的要件{quoted(child.label)}难以认定，请写明还差什么材料。",
        )
    elif child.standing == "unanswered":
        yield Finding(
            "element.unanswered",
            "warn",
            child.path,
            node.articles,
            f"{where}的要件{quoted(child.label)}还没有回答，请逐项核对。",
        )


def _dates(answers: Mapping[str, Any]) -> Iterator[Finding]:
    for earlier, later, message in _ORDER:
        if answers.get(later, "9") < answers.get(earlier, ""):
            yield Finding("contradiction.dates", "warn", later, (), message)


_ORDER = (
    ("act.from", "act.to", "行为结束的日期早于开始的日期，请核对。"),
    ("notice.received", "notice.applied", "当事人提出申请的日期早于收到通知的日期，请核对。"),
    ("notice.received", "notice.consulted", "与承办单位充分沟通的日期早于收到通知的日期，请核对。"),
)


def _breach(answers: Mapping[str, Any], assessment: Assessment, knowledge: Knowledge) -> Iterator[Finding]:
    """A breach whose rule is not named, and words that say there is none: a false report needs 澄清."""
    if assessment.barred:
        return
    rows = answers.get("breach") or ()
    if any(not row.get("rule") for row in rows):
        message = "违反的规定里有一条没有写规定的名称，请写明是哪一个文件、哪一条。"
        yield Finding("missing.rule", "warn", "breach", ("12",), message)
    texts = {path: answers.get(path) or "" for path in ("accountability", "facts", "responsibility")}
    texts["breach"] = "；".join(text for row in rows for text in row.values())
    for path, text in texts.items():
        whole = text.strip("。 ") if path in ("responsibility", "breach") else ""
        words = [word for word in knowledge.lexicon.cleared if word in text]
        words += [word for word in knowledge.lexicon.void if word == whole]
        if words:
            message = f"这里写的是“{words[0]}”。没有责任就没有要容的错：反映失实的，应当请求澄清；确有失误的，请写明失误。"
            yield Finding("contradiction.nothing", "warn", path, ("12",), message)


def _outcome(answers: Mapping[str, Any], assessment: Assessment) -> Iterator[Finding]:
    found = assessment.outcome
    if assessment.barred:
        return
    if found.warning:
        yield Finding(
            "outcome.open" if found.proposed else "outcome.unlisted",
            "warn",
            "remedy.status",
            ("18",),
            found.warning,
        )
    if found.chosen and found.chosen != found.proposed:
        yield _own_choice(found.chosen, found, answers.get("recommendation.reason"))
    if found.alternatives and not found.chosen:
        message = f"如认为属于第十八条的“积极消除负面影响，有效挽回损失”，也可选定“{'、'.join(found.alternatives)}”，并写明理由。"
        yield Finding("outcome.alternative", "info", "recommendation.outcome", found.articles, message)
    form = answers.get("intended_form")
    lesser = form in (None, "未知", "批评教育类", "第一种形态")
    if not lesser and found.outcome not in (None, "不提出容错建议") and not found.form:
        message = f"拟适用“{form}”、容错方式“{found.outcome}”：第十九条未列转化，文稿不提出形态转化。"
        yield Finding("outcome.form", "info", "intended_form", ("19",), message)


def _own_choice(chosen: str, found: OutcomeFinding, reason: str | None) -> Finding:
    """A choice other than the proposal, with the reason that it needs."""
    other = f"与对照第十八条提出的“{found.proposed}”不同" if found.proposed else "不是对照第十八条提出的"
    said = f"选定的容错方式是“{chosen}”，{other}，"
    if reason:
        return Finding(
            "outcome.chosen",
            "info",
            "recommendation.outcome",
            ("18",),
            f"{said}理由是：{reason.rstrip('。')}。",
        )
    return Finding("outcome.reason", "warn", "recommendation.reason", ("18",), f"{said}请写明理由。")


def _bases(answers: Mapping[str, Any], knowledge: Knowledge) -> Iterator[Finding]:
    listed = {basis.title for basis in knowledge.policy_bases}
    for basis in answers.get("policy_basis") or ():
        if basis not in listed and not knowledge.other_version(basis):
            message = f"依据{quoted(basis)}不在备选清单中，引用前请核对现行文本、文号和条文。"
            yield Finding("basis.unlisted", "info", "policy_basis", ("12",), message)


def _by_rule(answers: Mapping[str, Any], assessment: Assessment, knowledge: Knowledge) -> Iterator[Finding]:
    for rule in knowledge.findings:
        said = not (rule.unless_barred and assessment.barred)
        if said and evaluate(rule.when, answers, knowledge.rules) is Truth.YES:
            yield Finding(rule.code, rule.level, rule.where, rule.articles, rule.message)


def _study(answers: Mapping[str, Any]) -> Iterator[Finding]:
    if not any(step.get("step") == "研究" and step.get("date") for step in answers.get("steps") or ()):
        message = "还没有登记集体研究的会议和日期，文稿标题上方标“送审稿”。研究以后，请登记会议名称和日期。"
        yield Finding("procedure.study", "info", "steps", ("12",), message)


def _flags(answers: Mapping[str, Any], knowledge: Knowledge) -> Iterator[Finding]:
    kinds = {kind.kind: kind for kind in knowledge.lexicon.flag}
    for path, text in _prose(answers).items():
        words: dict[str, list[str]] = {}
        for flag in flags(text, knowledge.lexicon):
            words.setdefault(flag.kind, []).append(f"“{flag.words}”")
        for name, found in words.items():
            kind = kinds[name]
            said = "、".join(dict.fromkeys(found))
            yield Finding(f"flag.{name}", "warn", path, (kind.article,), f"文中有{said}。{kind.question}")


def _prose(answers: Mapping[str, Any]) -> dict[str, str]:
    """What people wrote, by its path."""
    own = [path for path in answers if path.startswith("wording.")]
    prose = [path for path in answers if path.endswith((".facts", ".adverse", ".reason"))]
    paths = [*_PROSE, *own, *(path for path in prose if not path.startswith("wording"))]
    breach = "\n".join(text for row in answers.get("breach") or () for text in row.values())
    return {path: answers.get(path) or "" for path in paths} | {"breach": breach}
