"""Draw the picture at the head of the README: the fictional case E-01, half answered.

python docs/picture.py
"""

import asyncio
import json
from datetime import date
from pathlib import Path

from assistant.domain.answers import flatten
from assistant.services.case_files import CaseContent
from assistant.services.casework import Casework
from assistant.services.store import Store
from assistant.ui.app import RongcuoApp

ROOT = Path(__file__).parents[1]
STANDS_AT = "dimensions.1.judgement"


async def draw() -> None:
    """Open the case where the first dimension is asked, and save the screen."""
    answers = flatten(json.loads((ROOT / "tests/data/cases/E-01.json").read_text(encoding="utf-8")))
    casework = Casework(Store(None), today=date(2026, 9, 22))
    whole = casework.interview_of(CaseContent("committee", answers))
    place = [question.id for question in whole.path].index(STANDS_AT)
    asked = [field.id for question in whole.path[:place] for field in question.fields]
    kept = {path: answers[path] for path in asked if path in answers}
    case = casework.take_in(CaseContent("committee", kept))
    case.jump(STANDS_AT)
    app = RongcuoApp(lambda: casework, case.id)
    async with app.run_test(size=(112, 34)) as pilot:
        for _ in range(10):
            await pilot.pause(0.1)
        (ROOT / "docs/interview.svg").write_text(
            app.export_screenshot(title="容错初步建议助手"), encoding="utf-8"
        )


if __name__ == "__main__":
    asyncio.run(draw())
