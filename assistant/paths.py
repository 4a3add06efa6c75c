"""Where the data folders and the user's own files are."""

import os
from pathlib import Path

PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The data folder `name`: inside the package in a wheel, beside it in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def case_store() -> Path:
    """The SQLite file of all cases: RONGCUO_DB, else one file in the user's data folder."""
    named = os.environ.get("RONGCUO_DB")
    return Path(named).expanduser() if named else user_data() / "cases.sqlite3"


def user_data() -> Path:
    """The user's own data folder, for the store and local workday schedules."""
    from platformdirs import user_data_path

    return user_data_path("rongcuo", appauthor=False)


def user_cache() -> Path:
    """The user's own cache folder, for jieba's compiled dictionary."""
    from platformdirs import user_cache_path

    return user_cache_path("rongcuo", appauthor=False)
