"""Office files as the same bytes for the same content: every part bears one fixed moment."""

import io
import re
import zipfile
from datetime import datetime

EPOCH = datetime(1980, 1, 1)
"""The moment that every file bears."""
_MOMENT = re.compile(rb"(?<=>)\d{4}-\d\d-\d\dT[\d:.]+Z(?=</dcterms:)")


def packed(raw: bytes) -> bytes:
    """The office file `raw` with all its times fixed."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MOMENT.sub(f"{EPOCH.isoformat()}Z".encode(), part)
            new.writestr(entry, part)
    return data.getvalue()
