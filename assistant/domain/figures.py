"""Dates, amounts, and the numbers of papers, telephones and cars in prose: where they stand, what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from assistant.domain.folding import narrowed

_DIGITS = {
    **{char: n for n, char in enumerate("〇一二三四五六七八九")},
    **{char: n for n, char in enumerate("零壹贰叁肆伍陆柒捌玖")},
    **{"○": 0, "两": 2},
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_HAN = "".join((*_DIGITS, *_TENS, *_LARGE))

_TO = r"\s*(?:[—–\-~～]{1,2}|至|到)\s*"
_Y = r"(?<!\d)(?:\d{4}|[〇零○一二三四五六七八九]{4})"
_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_SOME_YEAR = r"(?:(?<!\d)\d{2}|[去前今当本同次翌上明])年"
_ALONE = r"(?<![\d一二三四五六七八九十个])"

FULL = re.compile(
    rf"({_Y})\s*年\s*({_N})\s*月\s*({_N})\s*(?:[日号]|(?!\w))"
    r"|(?<!\d)(\d{4})\s*[\-/.]\s*(\d{1,2})\s*[\-/.]\s*(\d{1,2})(?!\d)日?"
)
SHORT = re.compile(rf"{_ALONE}({_SOME_YEAR})?({_N})月({_N})[日号]")
"""A day without its year, or with one that only the paper's reader could tell."""
MONTH = re.compile(rf"{_Y}\s*年\s*{_N}\s*月|(?<!\d)\d{{4}}-\d{{2}}(?![\d-])|{_ALONE}{_SOME_YEAR}{_N}月")
LONE_MONTH = re.compile(rf"{_ALONE}(?:{_N}月?{_TO})?{_N}月")
YEAR = re.compile(rf"(?<!\d)[12１２]\d{{3}}(?:年?{_TO}[12１２]\d{{3}})?年|[〇零○一二三四五六七八九]{{4}}年")
SECRET = re.compile(
    r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9}|0\d{2,3}-\d{7,8}|\d{16,19})(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]·?[A-Z0-9]{5,6}"
)
_DAYS = re.compile(rf"((?:{_SOME_YEAR})?{_N}月)({_N})[日号]?({_TO})(?={_N}[日号])")
_TAIL = re.compile(r"\s*[余多来]?[万亿]*[余多]?(?:[美欧日港]?元|块钱)?$")


def numbers(before: Iterable[str]) -> re.Pattern[str]:
    """Numbers of papers, 清政办发〔2026〕3号, with the code of the body, which goes back to a word of `before`."""
    words = [re.escape(word) for word in before]
    begins = "|".join((r"(?<![㐀-鿿])", *(f"(?<={word})" for word in words)))
    letter = f"(?!{'|'.join(words)})[㐀-鿿]"
    return re.compile(
        rf"((?:{begins})(?:{letter}){{1,8}}|(?:{letter}){{8}}|)"
        r"[〔［【\[（(]\d{4}[〕］】\]）)]\s*第?\s*\d+\s*号"
    )


def amounts(not_money: str) -> re.Pattern[str]:
    """Amounts of money, or two with 至 between; a number of 万 without 元 is one unless `not_money` follows."""
    digits = r"\d+(?:[,，]\d{3}(?!\d))*(?:[.．]\d+)?"
    han = rf"(?:数(?=[十百千万亿])|几|(?![万亿])[{_HAN}])[{_HAN}几]*(?:点[{_HAN}]+)?"
    some = rf"(?:{digits}|{han})\s?[余多来]?[万亿千百]*[余多]?"
    money = r"(?:[美欧日港]?元(?![化素])|块钱)"
    large = rf"(?![百千])(?=[\d,，.．]*\s?[点{_HAN}几数余多来]*[万亿])"
    return re.compile(
        rf"(?:{some}{money}?{_TO})?{some}{money}|(?:(?<=[¥￥])|(?<=人民币)){some}"
        rf"|{large}(?:{some}{_TO})?{some}(?![\d{_HAN}余多点{not_money}]|[.．]\d|[,，]\d{{3}})"
    )


def pieces(amount: str) -> list[tuple[str, str]]:
    """The numbers of an amount, alike however written, each with what follows: 三至5万元 -> 3.0, 至; 5.0, 万元."""
    found: list[tuple[str, str]] = []
    said, *rest = re.split(f"({_TO})", amount)
    for one, joint in zip([said, *rest[1::2]], [*rest[::2], ""], strict=True):
        tail = _TAIL.search(one)
        unit = tail[0] if tail else ""
        bare = one.removesuffix(unit)
        value = number(bare)
        found.append((bare if value is None else str(value), unit + joint))
    return found


def number(said: str) -> float | None:
    """What a number says, in digits of either width or in Chinese; None if it says none."""
    plain = narrowed(said).replace(",", "")
    total = section = value = 0.0
    for piece in re.findall(r"\d+(?:\.\d+)?|.", plain):
        if piece[0].isdecimal():
            value = float(piece)
        elif piece in _DIGITS:
            value = value * 10 + _DIGITS[piece]
        elif piece in _TENS:
            section, value = section + (value or 1) * _TENS[piece], 0.0
        elif piece in _LARGE:
            total, section, value = (total + section + value) * _LARGE[piece], 0.0, 0.0
        else:
            return None
    return total + section + value


def day(year: str | int | None, month: str, of_month: str) -> date | None:
    """The day that a year, a month and a day say; None if there is no such day."""
    said = [number(str(part or 0)) for part in (year, month, of_month)]
    try:
        return date(*(int(part or 0) for part in said))
    except ValueError:
        return None


def days(text: str) -> list[date]:
    """The days that are written with their years."""
    found = (day(*filter(None, match.groups())) for match in FULL.finditer(text))
    return [one for one in found if one]


def each_with_its_month(text: str) -> str:
    """3月5日至8日 -> 3月5日至3月8日."""
    return _DAYS.sub(r"\1\2日\3\1", text)
