"""Sets, sessions, the files of classes, the workbook, and the command."""

import io
import os
import shutil
import stat
from collections import Counter
from pathlib import Path

import msgspec
import openpyxl
import pytest

from assistant.domain.drawing import exercises
from assistant.domain.examples import NearMiss, rows
from assistant.domain.exercises import ExerciseSet
from assistant.domain.fault import Fault
from assistant.domain.regulation import quoted
from assistant.domain.training import Exercise, Result, Sitting, by_item, score
from assistant.paths import folder, user_data
from assistant.services.documents.training import SHEETS, to_xlsx
from assistant.services.files import FileError
from assistant.services.library import Library
from assistant.services.training import Session, Training

NOON = "2026-09-22T12:00:00+08:00"
NASTY = '=HYPERLINK("http://x") [red]x[/red] {{ x }} ../../a\\b:c\x1b[31m'
CLASS = "2026年第3期"


@pytest.fixture
def training(library, knowledge, tmp_path) -> Training:
    return Training(library, knowledge, tmp_path / "data", lambda: NOON)


@pytest.fixture(scope="session")
def sets(library) -> dict[str, ExerciseSet]:
    return library.exercises()


def sit(training: Training, **changes: object) -> Session:
    return training.begin(msgspec.structs.replace(Sitting("all", "7", 8, class_name=CLASS), **changes))


def choose(one: Exercise, chosen: int) -> list[int]:
    return [int(n == chosen) for n, _ in enumerate(one.choices)]


# The shipped sets


def test_every_pole_of_every_opposition_is_asked_about_at_least_twice(sets, knowledge):
    asked = Counter(
        (one.dimension, one.opposition, one.answer) for found in sets.values() for one in found.pole
    )
    for dimension in knowledge.dimensions:
        for opposition in ("judgement", "distinction"):
            for answer in (
                getattr(dimension, f"positive_{opposition}"),
                getattr(dimension, f"negative_{opposition}"),
                "难以认定",
            ):
                assert asked[dimension.n, opposition, answer] >= 2, (dimension.n, opposition, answer)
    assert sum(asked.values()) >= 72


def test_every_kind_of_fault_is_asked_about(sets, knowledge):
    asked = [one.answer for found in sets.values() for one in found.fault]
    asked += [one.fault for found in sets.values() for one in found.sentence]
    assert set(asked) == {kind.id for kind in knowledge.faults}
    assert len(asked) >= 40


def test_no_place_among_the_choices_gives_the_answer_away(sets, library, knowledge):
    """No place is right in more than half of the exercises of any kind, and each place is at least once."""
    pool = exercises("all", sets, library.examples(), knowledge)
    for kind in ("circumstance", "pole", "fault"):
        places = Counter(one.right for one in pool if one.kind == kind)
        assert max(places.values()) <= sum(places.values()) / 2, (kind, places)
        assert set(places) == set(range(3 if kind == "pole" else 4))


def test_every_example_that_teaches_a_circumstance_becomes_an_exercise(sets, library, knowledge):
    bank = library.examples()
    pool = {one.id: one for one in exercises("all", sets, bank, knowledge)}
    for name, table, row in rows(bank):
        if table not in ("example", "near_miss"):
            continue
        one = pool[f"examples/{row.id}"]
        assert one.text == row.text and one.why == row.why and one.articles == (name,)
        right = one.choices[one.right].words
        words = {element.id: quoted(element.words) for element in knowledge.circumstances[name].element}
        assert (
            words[row.fails] if isinstance(row, NearMiss) else knowledge.circumstances[name].label
        ) in right


def test_the_choices_of_a_circumstance_are_four_with_its_neighbours_first(sets, library, knowledge):
    bank = library.examples()
    borrowed = {f"examples/{row.id}": row.like for _, _, row in rows(bank) if getattr(row, "like", "")}
    for one in exercises("article-09", sets, bank, knowledge):
        offered = [choice.words.partition("　")[0] for choice in one.choices]
        assert len(set(offered)) == 4
        if one.id in borrowed:
            assert knowledge.cite(borrowed[one.id]) in offered
        pairs = [pair.between for pair in knowledge.neighbours if one.articles[0] in pair.between]
        near = {knowledge.cite(id) for pair in pairs for id in pair}
        assert len(near & set(offered)) >= (3 if one.id in borrowed else 4)  # the right one is among them


def test_every_other_choice_of_an_example_is_told_apart(sets, library, knowledge):
    for one in exercises("all", sets, library.examples(), knowledge):
        if one.kind in ("circumstance", "element", "pole"):
            assert all(choice.note for n, choice in enumerate(one.choices) if n != one.right), one.id


# A sitting


def test_a_seed_gives_the_same_exercises_again(training):
    first, again, other = sit(training), sit(training), sit(training, seed="8")
    assert first.round == again.round != other.round
    assert len(first.round) == 8


def test_without_a_seed_one_is_drawn_and_told(training):
    drawn = sit(training, seed="")
    assert drawn.sitting.seed.isdecimal() and len(drawn.sitting.seed) == 4
    assert sit(training, seed=drawn.sitting.seed).round == drawn.round


def test_what_was_missed_comes_back_first(training):
    session = sit(training, count=4)
    first = session.round
    for n, one in enumerate(first):
        session.answer(one, choose(one, one.right if n % 2 else (one.right + 1) % len(one.choices)))
    session.next_round()
    assert session.round[:2] == (first[0], first[2])
    assert not set(session.round[2:]) & set(first) and session.of_round == []


def test_there_is_no_such_set(training):
    with pytest.raises(Fault, match="没有“x”这套练习，可用：all、"):
        sit(training, set="x")


# What is kept


def test_results_are_kept_line_by_line_for_their_owner_alone(training):
    session = sit(training, name="张某")
    kept = [session.answer(one, choose(one, 0)) for one in session.round]
    kept.append(session.answer(session.round[0], (), "讨论：先看有没有清单\n再看承诺书"))
    assert training.results(CLASS) == (tuple(kept), 0)
    assert training.classes() == [CLASS]
    [path] = training.folder.iterdir()
    assert path.name == f"{CLASS}.jsonl" and len(path.read_text(encoding="utf-8").splitlines()) == 9
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(training.folder.stat().st_mode) == 0o700


def test_without_a_class_nothing_is_stored(training):
    session = sit(training, class_name="", name="张某")
    session.answer(session.round[0], choose(session.round[0], 0))
    assert not training.folder.exists() and training.classes() == []
    assert session.all_results().results == tuple(session.results)


@pytest.mark.parametrize("name", [NASTY, "..", "/etc/passwd", "a/b", "." * 60, "班" * 300, " 一班 "])
def test_any_name_of_a_class_stays_in_the_folder(training, name):
    session = sit(training, class_name=name)
    session.answer(session.round[0], choose(session.round[0], 0))
    [path] = training.folder.iterdir()
    assert path.parent == training.folder and path.suffix == ".jsonl"
    assert training.classes() == [name] and len(training.results(name).results) == 1


def test_classes_that_share_a_file_are_not_mixed(training):
    for name in ("a/b", "a:b"):
        session = sit(training, class_name=name)
        session.answer(session.round[0], choose(session.round[0], 0))
    assert len(list(training.folder.iterdir())) == 1
    assert training.classes() == ["a/b", "a:b"]
    assert len(training.results("a/b").results) == 1


def test_a_line_torn_by_a_power_cut_is_counted_and_the_next_stands_alone(training):
    session = sit(training)
    session.answer(session.round[0], choose(session.round[0], 0))
    [path] = training.folder.iterdir()
    with path.open("ab") as file:
        file.write(b'{"at":"2026-09-22T12:00:00+08:00","class_na')
    session.answer(session.round[1], choose(session.round[1], 0))
    assert training.results(CLASS) == (tuple(session.results), 1)


def test_what_cannot_be_written_is_said_and_still_counted(training):
    session = sit(training)
    session.answer(session.round[0], choose(session.round[0], 0))
    shutil.rmtree(training.folder)
    training.folder.write_text("")
    with pytest.raises(FileError, match="training"):
        session.answer(session.round[1], choose(session.round[1], 0))
    assert len(session.results) == 2 and session.unkept == session.results[1:]
    training.folder.unlink()
    assert session.all_results().results == tuple(session.unkept)


# The trainer's own sets


@pytest.fixture
def own(monkeypatch, tmp_path) -> Path:
    """The trainer's folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    made = user_data() / "exercises"
    made.mkdir(parents=True)
    return made


GOOD = """
title = "本单位的练习"

[[draw]]
from = "poles-1"

[[circumstance]]
id = "1"
text = "窗口先收后补，逾期没有补齐。"
answer = "9.4"
why = "按清单先收后补，属于本项。"

[[element]]
id = "2"
text = "没有清单，也没有承诺书，窗口漏看了一份材料。"
circumstance = "9.4"
answer = "procedure"
why = "漏看不是容缺。"
"""


def test_a_trainers_own_set_can_be_practised(own, knowledge):
    (own / "mine.toml").write_text(GOOD, encoding="utf-8")
    library = Library()
    assert library.check() == []
    training = Training(library, knowledge, own.parent, lambda: NOON)
    session = training.begin(Sitting("mine", "1", 99))
    assert (session.title, len(session.round)) == ("本单位的练习", 14)
    assert {one.kind for one in session.round} == {"circumstance", "element", "pole"}


BROKEN = {
    "all.toml": (GOOD, "{own}/all.toml：“all”是随程序的练习的名字，请换一个文件名"),
    "a.toml": (
        GOOD.replace('"procedure"', '"limit"'),
        "{own}/a.toml：第17行 element 第1条（2）：answer“limit”不是9.4的要件，可用：field、cause、procedure",
    ),
    "b.toml": (
        GOOD.replace("why =", "whi ="),
        "{own}/b.toml：第11行 circumstance 第1条.whi：没有“whi”这个键，是不是“why”",
    ),
    "c.toml": ("title = [", "{own}/c.toml：不是有效的 TOML（文件末尾），请检查引号、括号和等号"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_faulty_set_of_ones_own_is_named_and_the_others_stay(own, knowledge, name):
    text, says = BROKEN[name]
    (own / name).write_text(text, encoding="utf-8")
    (own / "mine.toml").write_text(GOOD, encoding="utf-8")
    library = Library()
    assert says.format(own=own) in library.check()
    shelf = Training(library, knowledge, own.parent, lambda: NOON).shelf()
    assert says.format(own=own).removeprefix(f"{own}/") in shelf.faults
    assert "mine" in shelf.sets and shelf.sets["all"].title == "综合" and name.removesuffix(".toml") != "mine"


@pytest.mark.parametrize("name", ["a", "z"])
def test_a_set_that_draws_from_a_faulty_one_is_faulty_too(own, knowledge, name):
    (own / "mine.toml").write_text(GOOD.replace('"procedure"', '"limit"'), encoding="utf-8")
    for drawing, drawn in ((name, "mine"), (name * 2, name)):
        (own / f"{drawing}.toml").write_text(GOOD.replace("poles-1", drawn), encoding="utf-8")
    library, says = Library(), "第5行 draw 第1条：from“{}”那一套有毛病，先改好它"
    told = library.check()
    shelf = Training(library, knowledge, own.parent, lambda: NOON).shelf()
    assert not {"mine", name, name * 2} & shelf.sets.keys()
    for drawing, drawn in ((name, "mine"), (name * 2, name)):
        assert f"{own}/{drawing}.toml：{says.format(drawn)}" in told
        assert f"{drawing}.toml：{says.format(drawn)}" in shelf.faults


def test_a_seed_is_the_same_in_full_width(training):
    assert sit(training, seed="１２Ａ").round == sit(training, seed="12a").round


# The workbook


def book(results: list[Result], words: dict[str, str] | None = None) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(results, words or {})))


def test_the_workbook_holds_the_counts_the_answers_and_the_notes(training):
    session = sit(training, name="张某")
    for n, one in enumerate(session.round):
        session.answer(one, choose(one, n % len(one.choices)))
    session.answer(session.round[0], (), "讨论记录一句")
    found = book(session.results, {"all": "综合", session.round[0].id: "字" * 61})
    assert found.sheetnames == list(SHEETS)
    items = {row[0]: row[1:3] for row in found["按条项"].iter_rows(min_row=2, values_only=True)}
    whole = score(session.results)
    assert items["合计"] == (whole.correct, whole.total)
    assert len(items) == len(by_item(session.results)) + 1
    people = [row[:3] for row in found["按人"].iter_rows(min_row=2, values_only=True)]
    assert people == [("张某", whole.correct, whole.total), ("合计", whole.correct, whole.total)]
    answers = list(found["逐题"].iter_rows(min_row=2, values_only=True))
    assert (len(answers), sum(row[-2] for row in answers)) == (8, whole.correct)
    assert answers[0][:2] == ("2026-09-22 12:00", "综合") and answers[0][5] == "字" * 60 + "…"
    assert answers[1][5] == session.round[1].id
    assert found["逐题"].oddHeader.center.text == CLASS
    assert [row[-1] for row in found["讨论记录"].iter_rows(min_row=2, values_only=True)] == ["讨论记录一句"]


def test_peoples_words_are_never_a_formula(training):
    session = sit(training, name=NASTY, seed="=1+1")
    session.answer(session.round[0], choose(session.round[0], 0))
    session.answer(session.round[0], (), "=SUM(A1:A9)")
    for sheet in book(session.results):
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    assert book(session.results)["讨论记录"]["E2"].value == "=SUM(A1:A9)"


def test_no_results_make_an_empty_workbook():
    assert [sheet.max_row for sheet in book([])] == [1] * len(SHEETS)


# The command


def test_the_command_lists_sets_and_sums_up_a_class(run, tmp_path, library, knowledge):
    code, out, _ = run("training")
    assert code == 0 and "综合" in out and "还没有班次的成绩" in out
    training = Training(library, knowledge, tmp_path / "data" / "rongcuo", lambda: NOON)
    session = sit(training)
    for one in session.round:
        session.answer(one, choose(one, one.right))
    assert CLASS in run("training")[1]
    target = tmp_path / "成绩.xlsx"
    code, out, err = run("training", CLASS, "-o", target)
    assert code == 0 and "合计　答对8／8" in out and "已写成" in err
    assert openpyxl.load_workbook(target).sheetnames == list(SHEETS)
    assert run("training", CLASS, "-o", target)[0] == 2
    assert run("training", CLASS, "-o", target, "--force")[0] == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["没有的班"], "没有班次“没有的班”的成绩"),
        (["-o", "a.xlsx"], "没有写明班次"),
    ],
)
def test_what_the_command_refuses(run, words, says):
    code, out, err = run("training", *words)
    assert code == 2 and says in err and not out and len(err.splitlines()) == 1


def test_another_folder_than_the_shipped_has_no_own_sets(own, tmp_path):
    (own / "bad.toml").write_text("title = 1", encoding="utf-8")
    for name in ("dialogues", "knowledge"):
        shutil.copytree(folder(name), tmp_path / "copy" / name)
    assert Library(tmp_path / "copy").check() == []
