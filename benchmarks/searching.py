"""What a keystroke in the search box costs: 20 queries typed character by character, without and with jieba.

python benchmarks/searching.py [rounds]
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from textual.widgets import Input

from assistant.services.casework import Casework
from assistant.services.searching import Searcher
from assistant.services.store import Store
from assistant.ui.app import RongcuoApp

QUERIES = (
    "容缺受理", "五个工作日内提出容错初步建议", "9条4项", "民主决策程序", "出现失误或者偏差", "容错", "招商引资和服务企业",
    "自然灾害等不可抗拒因素", "诫勉谈话提醒批评教育", "收到通知几天内要交建议", "造成负面影响、损失较重", "容缺受里",
    "联席会议审核", "正面和负面情形清单", "干部人事档案审核", "隐瞒事实、弄虚作假", "第二种形态", "附件2", "没有这回事",
    "在重大基础设施、重大产业项目、民生工程建设以及征地拆迁",
)  # fmt: skip
TYPED = [query[:length] for query in QUERIES for length in range(1, len(query) + 1)]


def searched(searcher: Searcher, rounds: int) -> list[float]:
    """Milliseconds of each search, as typed."""
    found: list[float] = []
    for query in TYPED * rounds:
        start = time.perf_counter()
        searcher.search(query)
        found.append((time.perf_counter() - start) * 1000)
    return found


async def typed(store: Store, size: tuple[int, int]) -> list[float]:
    """Milliseconds from each key in the search box of the reader until the screen is drawn anew."""
    app, found = RongcuoApp(lambda: Casework(store)), []
    async with app.run_test(size=size) as pilot:
        await pilot.press("ctrl+f")
        await pilot.pause(0.5)
        await app.workers.wait_for_complete()
        box = app.screen.query_one(Input)
        box.focus()
        for query in QUERIES:
            box.value = ""
            await pilot.pause(0.3)
            for char in query:
                start, drawn = time.perf_counter(), asyncio.Event()
                box.insert_text_at_cursor(char)
                await asyncio.sleep(0)
                app.screen.call_after_refresh(drawn.set)
                await drawn.wait()
                found.append((time.perf_counter() - start) * 1000)
    return found


def tell(what: str, found: list[float]) -> None:
    print(
        f"{what}：中位数 {statistics.median(found):.2f} 毫秒，最大 {max(found):.2f} 毫秒（{len(found)} 次按键）"
    )


def main() -> None:
    """Print the search alone before and after the dictionary, then the whole way from key to screen."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with Store(None) as store, tempfile.TemporaryDirectory() as cache:
        searcher = Searcher(Casework(store).knowledge, Path(cache))
        searcher.search("条")
        tell("查找，词典未载入", searched(searcher, rounds))
        start = time.perf_counter()
        searcher.load()
        print(f"载入词典（没有缓存时）：{time.perf_counter() - start:.2f} 秒")
        tell("查找，词典已载入", searched(searcher, rounds))
        for size in ((80, 24), (120, 40)):
            tell(f"从按键到画出，{size[0]}×{size[1]}", asyncio.run(typed(store, size)))


if __name__ == "__main__":
    main()
