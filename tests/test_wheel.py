"""The built wheel, installed in an environment of its own and run from another folder."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CASE = ROOT / "tests" / "data" / "cases" / "E-01.json"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("dist")
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(folder))))


@pytest.fixture(scope="module")
def rongcuo(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a fresh environment that borrows this one's libraries and has the wheel's own code."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / "python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        str(wheel),
    ]
    subprocess.run(pip, check=True, cwd=folder)
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    borrowed = [path for path in sys.path if path.endswith("site-packages")]
    Path(site, "libraries.pth").write_text("\n".join(borrowed))
    return scripts / "rongcuo"


def run(command: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([command, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_data_travels_inside_the_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert "assistant/knowledge/regulation.toml" in names
    assert "assistant/dialogues/interviews/committee.toml" in names
    assert tops == {"assistant", next(top for top in tops if top.endswith(".dist-info"))}


def test_it_runs_from_another_folder(rongcuo: Path, tmp_path: Path) -> None:
    shown = run(rongcuo, "show", "9.4", folder=tmp_path)
    assert (shown.returncode, "容缺受理" in shown.stdout) == (0, True), shown.stderr
    assert run(rongcuo, "lint", folder=tmp_path).returncode == 0


def test_it_is_the_wheel_that_runs(rongcuo: Path, tmp_path: Path) -> None:
    python = rongcuo.parent / "python"
    where = run(python, "-c", "import assistant; print(assistant.__file__)", folder=tmp_path).stdout
    assert Path(where.strip()).is_relative_to(rongcuo.parent.parent)


def test_it_drafts(rongcuo: Path, tmp_path: Path) -> None:
    drafted = run(rongcuo, "draft", str(CASE), "-o", "paper.docx", folder=tmp_path)
    assert drafted.returncode == 0, drafted.stderr
    assert (tmp_path / "paper.docx").read_bytes().startswith(b"PK")
