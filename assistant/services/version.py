"""The program's version, which stands in pyproject.toml alone."""

from importlib.metadata import PackageNotFoundError, version


def program() -> str:
    """Such as "rongcuo 0.1.0"."""
    try:
        return f"rongcuo {version('rongcuo-assistant')}"
    except PackageNotFoundError:
        return "rongcuo（未安装的源码）"
