"""Draw the two pictures of printed pages: docs/recommendation.png and docs/application.png.

Needs LibreOffice, poppler and a Chinese font. All names in the pictures are fictional.
"""

import subprocess
import tempfile
from pathlib import Path

from assistant.services.casework import Casework
from assistant.services.documents import save
from assistant.services.store import Store

HERE = Path(__file__).parent
CASE = HERE.parent / "tests" / "data" / "cases" / "E-01.json"


def main() -> None:
    """Draft, print, and keep the first page of each."""
    work = Casework(lambda: Store(None))
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("recommendation", "application"):
            paper = Path(folder) / f"{kind}.docx"
            save(work.draft(work.load(str(CASE)), kind), paper)
            convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, str(paper)]
            subprocess.run(convert, check=True, capture_output=True)
            draw = ["pdftoppm", "-r", "60", "-png", "-gray", "-singlefile", str(paper.with_suffix(".pdf"))]
            subprocess.run([*draw, str(HERE / kind)], check=True)


if __name__ == "__main__":
    main()
