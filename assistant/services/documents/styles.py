"""The looks of an official paper (GB/T 9704—2012) as named styles, so that the office can restyle it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from docx.document import Document

PITCH = 579
"""One line in twips: 28.95 pt, 22 lines a page."""
MEASURE = 8844
"""The text's breadth in twips: 156 mm."""
SQUEEZE = 5
"""What each character gives up, in twips, so that 28 of 16 pt fit the measure."""

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ALIASES = {"方正小标宋简体": "宋体", "仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体"}


class Look(NamedTuple):
    """A paragraph style: sizes in points, indents in characters, spacing in twips (`line` 0 is single)."""

    font: str = "仿宋_GB2312"
    size: float = 16
    align: str = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    before: int = 0
    after: int = 0
    line: int = PITCH
    outline: int = 0
    keep: bool = False


LOOKS = {
    "公文标题": Look("方正小标宋简体", 22, "center", after=PITCH, line=700, keep=True),
    "一级标题": Look("黑体", first=2, outline=1, keep=True),
    "二级标题": Look("楷体_GB2312", first=2, outline=2, keep=True),
    "公文正文": Look(first=2),
    "末段正文": Look(first=2, keep=True),
    "表前正文": Look(first=2, after=170, keep=True),
    "列表项": Look(first=2),
    "送审稿": Look("黑体", align="left", after=PITCH),
    "文号": Look(align="center", after=PITCH, keep=True),
    "附件": Look("黑体", align="left", after=PITCH),
    "主送机关": Look(align="left"),
    "附件说明": Look(align="left", first=-3, left=5, before=PITCH, keep=True),
    "署名": Look(align="center", before=2 * PITCH, keep=True),
    "成文日期": Look(align="right", right=4),
    "说明": Look(size=14, first=2, before=PITCH, line=480),
    "题前说明": Look(size=14, align="left", after=PITCH),
    "单页页码": Look("宋体", 14, "right", right=1, line=0),
    "双页页码": Look("宋体", 14, "left", left=1, line=0),
}

IN_TABLES = {
    "表格文字": Look(align="left"),
    "表格栏目": Look(align="center"),
    "表头": Look("黑体", align="center"),
    "签章": Look(align="right", right=1),
}


def in_tables(size: float) -> dict[str, Look]:
    """The looks within tables whose words are of `size` points."""
    return {name: look._replace(size=size, line=pitch(size)) for name, look in IN_TABLES.items()}


def pitch(size: float) -> int:
    """A line of a table in twips: 1.4 times the size, whatever font stands in for the one that is named."""
    return round(size * 28)


def dress(document: Document, looks: dict[str, Look], more: str) -> None:
    """Replace the template's styles, settings and font table by the paper's own."""
    from docx.opc.constants import RELATIONSHIP_TYPE as RT

    styles = BASE_STYLES + "".join(_paragraph_style(name, look) for name, look in looks.items()) + more
    document.styles.element[:] = list(element("styles", styles))
    document.settings.element[:] = list(element("settings", SETTINGS))
    fonts = (
        f'<w:font w:name="{font}"><w:altName w:val="{other}"/></w:font>' for font, other in ALIASES.items()
    )
    table: Any = document.part.part_related_by(RT.FONT_TABLE)
    table._blob = f'<w:fonts xmlns:w="{WORD}">{"".join(fonts)}</w:fonts>'.encode()


def _paragraph_style(name: str, look: Look) -> str:
    char = look.size * 20 - SQUEEZE
    indents = {
        "left": look.left,
        "right": look.right,
        "hanging" if look.first < 0 else "firstLine": abs(look.first),
    }
    sides = (f'w:{s}Chars="{round(n * 100)}" w:{s}="{round(n * char)}"' for s, n in indents.items())
    line = f'w:line="{look.line}" w:lineRule="exact"' if look.line else 'w:line="240" w:lineRule="auto"'
    level = f'<w:outlineLvl w:val="{look.outline - 1}"/>' if look.outline else ""
    return f"""
<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>
<w:basedOn w:val="a"/><w:qFormat/><w:pPr>{"<w:keepNext/>" * look.keep}<w:snapToGrid w:val="0"/>
<w:spacing w:before="{look.before}" w:after="{look.after}" {line}/><w:ind {" ".join(sides)}/>
<w:jc w:val="{look.align}"/>{level}</w:pPr><w:rPr>{_font(look.font, look.size)}</w:rPr></w:style>"""


def _font(font: str, size: float) -> str:
    scripts = " ".join(f'w:{script}="{font}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    sizes = f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    return f'<w:rFonts w:hint="eastAsia" {scripts}/><w:spacing w:val="-{SQUEEZE}"/>{sizes}'


def element(tag: str, inner: str = "", attributes: str = "") -> Any:
    """An element of a .docx file; `tag` without its prefix."""
    from docx.oxml import parse_xml

    return parse_xml(f'<w:{tag} xmlns:w="{WORD}" {attributes}>{inner}</w:{tag}>')


_EDGE = 'w:val="single" w:sz="4" w:space="0" w:color="auto"'
BASE_STYLES = f"""
<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:overflowPunct w:val="1"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:pPrDefault>
</w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>
<w:rPr>{_font("仿宋_GB2312", 16)}</w:rPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="a0"><w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="table" w:default="1" w:styleId="a1"><w:name w:val="Normal Table"/></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="加粗"><w:name w:val="加粗"/>
<w:rPr><w:b/><w:bCs/></w:rPr></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="待补充"><w:name w:val="待补充"/>
<w:rPr><w:highlight w:val="yellow"/><w:shd w:val="clear" w:fill="FFFF00"/></w:rPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="公文表格"><w:name w:val="公文表格"/><w:tblPr>
<w:tblBorders><w:top {_EDGE}/><w:left {_EDGE}/><w:bottom {_EDGE}/><w:right {_EDGE}/><w:insideH {_EDGE}/>
<w:insideV {_EDGE}/></w:tblBorders><w:tblCellMar><w:top w:w="57" w:type="dxa"/><w:left w:w="57" w:type="dxa"/>
<w:bottom w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tcPr><w:vAlign w:val="center"/></w:tcPr></w:style>"""
COMMENT_STYLES = f"""
<w:style w:type="paragraph" w:styleId="CommentText"><w:name w:val="annotation text"/><w:basedOn w:val="a"/>
<w:rPr>{_font("宋体", 10)}</w:rPr></w:style>
<w:style w:type="character" w:styleId="CommentReference"><w:name w:val="annotation reference"/></w:style>"""
SETTINGS = """
<w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>
<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"
 w:val="15"/></w:compat><w:themeFontLang w:eastAsia="zh-CN"/>"""
