"""帮助: the keys and how to work with the program, in plain words."""

from __future__ import annotations

import re
from typing import ClassVar

from rich.cells import set_cell_size
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from assistant.ui.bars import KeyBar
from assistant.ui.typeset import Row, Rows

HOW = """\
这个程序一问一答，帮党委（党组）把事实写成容错初步建议，并指出还缺什么、哪里前后不一、哪些话会被追问。它帮人判断，不替人判断。

一、新建案件，照着问题回答。{kept}
二、暂时不清楚的，记为“暂不清楚”，先往下答；文稿会在那里标出【待补充】。“暂不清楚”不等于“没有”。
三、“情形”一页按主要事实列出最接近的情形，请对照原文逐条看，符合的选用，不符合的不选用。
四、“复核”一页列出缺项、矛盾和要说明的地方，按回车就到那一问去改。前面的回答随时可以改，后面跟着重新推算。
五、当事人交来的自查，每处回答标“当事人陈述，待核实”：\
按 Esc、再按 Shift+Tab，到上面的记录，属实的按空格确认，不符的按回车改正。
六、“草稿”一页随时能看文稿，导出为 .docx、.md 或 .txt。有待补充的也可以导出，导出前后都会列明。"""
OWN = """\
个人自查一问一答，帮您对照《实施细则》，看清哪些有利、哪些不利、哪些还没有弄清。它不下结论；是否容错，由有管理权限的党组织决定。

一、照着问题回答，照实答。{kept}
二、暂时不清楚的，按 F6 记为“暂不清楚”，先往下答；报告会标出【待补充】。“暂不清楚”不等于“没有”。
三、“情形”一页按您写的经过列出说法相近的情形，请对照原文看，像的选用；是否属于，由组织认定。
四、“复核”一页列出还没说清、前后不一、要留意的地方，按回车就到那一问去改。前面的回答随时可以改。
五、“草稿”一页随时能看自查报告和预填的申请表，导出为 .docx、.md 或 .txt；导出的文件留在您指定的地方。
六、问完以后，可以写成案例文件，由您自己交给党委（党组）；程序不联网，不会替您发送。"""
KEPT = "每答一问就已保存，随时可以停下；下次打开，从停下的地方接着答。"
UNKEPT = "这次自查没有保存，答的只在内存里；按 F9 或 F10 离开时，问您是保存、只存报告，还是不留。"
KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("在案件列表", (
        ("上　下", "选择案件"),
        ("回车", "打开；用鼠标点一下也可以"),
        ("N", "新建案件"),
        ("S", "个人自查：只在内存里，离开时问保存还是不留"),
        ("A", "同案另一人：带过去同一件事的共同情况"),
        ("D", "删除，先问一遍"),
        ("I　E", "导入、导出案件文件"),
        ("T", "培训：做练习，个人或者集体"),
    )),
    ("在问答里", (
        ("上　下", "在选项中移动"),
        ("数字", "选那一项；只在选项里有用，写文字时就是数字"),
        ("回车", "选定；单行文字是送出，多行文字是换行"),
        ("F5 或 Ctrl+S", "送出多行文字"),
        ("F6", "暂不清楚，先往下答"),
        ("F7", "上一问"),
        ("F8", "撤销上一次回答"),
        ("F2", "看条文原文"),
        ("F3", "看提纲，跳到某一部分"),
    )),
    ("换页", (
        ("F4", "在问答、情形、草稿、复核之间换页"),
        ("空格", "情形：选用或不选用"),
        ("上　下", "草稿：逐句看凭什么，即依据、回答和证明材料"),
        ("回车", "复核、待补充和草稿的一句话：到那一问去"),
        ("Ctrl+E", "草稿：导出"),
        ("Ctrl+R", "复核：换成审核视角，看承办单位会问什么；再按换回来"),
        ("Tab", "换到下一个按钮或列表"),
    )),
    ("看细则", (
        ("Ctrl+F", "从哪里都能打开，停在当前一问的条文；在案件列表也可以按 X"),
        ("/", "查找：原文的词句，或条项，如 9条4项；错一个字也找得到"),
        ("N　P", "下一处、上一处"),
        ("左　右", "收起、展开目录"),
        ("回车", "看全文"),
        ("Tab", "从全文到下面列出的引用：上下键选，回车到那一条，B 后退"),
        ("C", "复制引文，并显示出来"),
        ("Esc", "回到打开细则的地方"),
    )),
    ("随处可用", (
        ("F1", "这一页"),
        ("F9", "回到案件列表"),
        ("F10 或 Ctrl+Q", "退出；答过的都已保存（没有保存的自查，先问怎样办）"),
        ("Ctrl+P", "按名称找命令"),
        ("Esc", "关上小窗口"),
    )),
)  # fmt: skip
CARE = """\
不得在未经批准的设备上录入涉密内容。程序不联网，案件只存在本机。
所依据的《实施细则（试行）》于2019年11月15日印发，引用前请核对现行有效文本。"""


class HelpScreen(Screen[None]):
    """How to begin, the keys, and what to take care of."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "close", "关闭")]
    DEFAULT_CSS = """
    HelpScreen {
        .heading { text-style: bold; margin-top: 1; }
        VerticalScroll { padding: 1 2; align-horizontal: center; }
        Static { max-width: 92; }
    }
    """

    def __init__(self, own: bool = False, kept: bool = True) -> None:
        super().__init__()
        self._how = (OWN if own else HOW).format(kept=KEPT if kept else UNKEPT)
        """What to do: that of the cadre concerned, where the case is their `own`, `kept` or not."""

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static("怎样使用", classes="heading", markup=False)
            yield Static(_numbered(self._how))
            for heading, keys in KEYS:
                yield Static(heading, classes="heading", markup=False)
                yield Static(_table(keys))
            yield Static("请注意", classes="heading", markup=False)
            yield Static(_numbered(CARE))
        yield KeyBar((("Esc", "关闭", "screen.close"), ("F10", "退出", "app.quit")))

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def action_close(self) -> None:
        """Back to where help was asked for."""
        self.dismiss()


def _table(keys: tuple[tuple[str, str], ...]) -> Rows:
    return Rows(*(Row(words, f"  {set_cell_size(key, 16)}") for key, words in keys))


def _numbered(text: str) -> Rows:
    """Lines as paragraphs; what begins 一、 hangs."""
    lines = (re.match(r"(.、)?(.*)", line) for line in text.split("\n"))
    return Rows(*(Row(found[2], found[1] or "") for found in lines if found))
