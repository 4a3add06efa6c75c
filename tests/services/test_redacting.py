"""脱敏: everything that names somebody is replaced, alike everywhere, and ordinary words stay."""

import json
import zipfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import paths
from assistant.domain.recognition import recognise
from assistant.domain.redaction import Redacted, redact
from assistant.paths import folder
from assistant.services.casework import Casework
from assistant.services.library import Library
from assistant.services.matching.features import Features
from assistant.services.redacting import NotRedacted, refuse_left, titles

CASES = folder("tests") / "data" / "cases"
NAMES = {
    "E-01": ["高文澍", "清和", "稻香里", "行政审批服务局", "2026年9月", "4月8日", "1.6万"],
    "E-02": ["贺章远", "澜陵", "水务发展集团", "12亿", "640万", "2025年"],
    "E-03": ["祁广源", "青崖", "应急管理局", "1860万", "7月12日"],
    "E-04": ["蒲振昌", "蒲家", "丹霖", "投资促进局", "云杉", "960万", "2024年"],
}
RULES = Library().redaction()
WORDS = Features({}, paths.user_cache()).words


def redacted(facts: str, **more: str) -> Redacted:
    answers = {"facts": facts, **{path.replace("_", ".", 1): words for path, words in more.items()}}
    named = [answers.get(path, "") for path in ("unit.name", "committee.name", "handling_body")]
    return redact(
        answers,
        recognise([facts], answers.get("person.name", ""), named, RULES, WORDS),
        RULES,
        ["《济南市某办法》"],
    )


def copy(facts: str, **more: str) -> str:
    return redacted(facts, **more).answers["facts"]


@pytest.mark.parametrize("name", list(NAMES))
def test_no_name_is_left_in_any_file(run, name: str, tmp_path: Path) -> None:
    code, _, err = run("draft", CASES / f"{name}.json", "-o", f"{tmp_path}/套/", "--redact", "--annotate")
    assert code in (0, 1) and "请人工通读后再用" in err
    assert run("export", CASES / f"{name}.json", "--redact", "-o", tmp_path / "套" / "案.json")[0] == 0
    (tmp_path / "套" / "案·替换对照表（不外传）.txt").unlink()
    kept = tmp_path / "套·替换对照表（不外传）.txt"
    listed = [row.split("\t")[0] for row in kept.read_text(encoding="utf-8").splitlines() if "→" in row]
    assert len(listed) > 10
    for path in (tmp_path / "套").iterdir():
        parts = [path.read_bytes()]
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as packed:
                parts = [packed.read(part) for part in packed.namelist()]
        said = path.name + "".join(part.decode() for part in parts)
        for public in ("2019年11月15日", *titles(Library().knowledge())):
            said = said.replace(public, "")
        assert [word for word in (*NAMES[name], *listed) if word in said] == [], path.name
    assert "→\t当事人甲" in kept.read_text(encoding="utf-8") and kept.stat().st_mode & 0o077 == 0
    assert json.loads((tmp_path / "套" / "目录.json").read_text(encoding="utf-8"))["case"] == "脱敏件"


def test_lists_of_the_place_are_replaced_like_everything_else(run, case, tmp_path: Path) -> None:
    """The rules of the very place that a case is about do not make its name public."""
    file, lists = case(), folder("tests") / "data" / "lists"
    here = tmp_path / "清单.toml"
    text = (lists / "jyj-zm.toml").read_text(encoding="utf-8")
    here.write_text(text.replace("县教育局", "清和区教育局"), encoding="utf-8")
    for one in (here, lists / "spj-gf.toml"):
        assert run("lists", "add", one)[0] == 0
    run("answer", file, "circumstances", '["9.4", "jyj-zm:1"]')
    rule = next(basis.title for basis in Library().knowledge().policy_bases if "清和" in basis.title)
    run("answer", file, "policy_basis", json.dumps([rule]))
    assert run("draft", file, "-o", tmp_path / "稿.md", "--redact")[0] == 0
    paper = (tmp_path / "稿.md").read_text(encoding="utf-8")
    assert "清和" not in paper
    assert (
        "《甲区教育局容错情形清单（虚构）》第1项（" in paper
        and "《甲区行政审批容错操作规范（虚构）》第3条" in paper
    )
    assert run("export", file, "-o", tmp_path / "案.json", "--redact")[0] == 0
    copy = json.loads((tmp_path / "案.json").read_text(encoding="utf-8"))
    assert "清和" not in json.dumps(copy, ensure_ascii=False)
    assert copy["circumstances"][1]["list"]["dated"] == "1997-11-24"


def test_the_copy_is_a_case_like_any_other(run, tmp_path: Path) -> None:
    run("export", CASES / "E-01.json", "--redact", "-o", tmp_path / "案.json")
    before, after = (
        json.loads(run("check", case, "--json")[1]) for case in (CASES / "E-01.json", tmp_path / "案.json")
    )
    assert after["complete"] and after["outcome"]["proposed"] == before["outcome"]["proposed"]
    code, _, err = run("draft", tmp_path / "案.json", "-o", tmp_path / "稿.docx")
    assert (code, err.splitlines()[1:]) == (1, ["【待补充：出生年月】"])
    file = json.loads((tmp_path / "案.json").read_text(encoding="utf-8"))
    assert (file["act"]["from"], file["notice"]["received"]) == ("2000-01-01", "2000-06-15")
    assert "birth" not in file["person"]


def test_a_day_without_its_year_is_of_the_year_that_its_own_text_tells() -> None:
    done = redacted("2025年1月10日立项，3月5日动工。", loss_description="2026年1月8日通报，3月5日完成补救。")
    assert done.answers["facts"] == "T日立项，T+54日动工。"
    assert done.answers["loss.description"] == "T+363日通报，T+419日完成补救。"
    assert done.replaced["3月5日"] == "T+54日 或者 T+419日"


def test_the_words_of_the_file_are_words_not_patterns() -> None:
    rules = msgspec.structs.replace(RULES, organizations=("（公司", "(公司", "公司+"), places=("某(县",))
    assert recognise(["甲乙(公司出借。"], "", [], rules, WORDS)


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("局长蒲振昌四次带队。", "局长有关人员甲四次带队。"),
        ("经欧阳明华同志同意，欧阳明华签字。", "经有关人员甲同志同意，有关人员甲签字。"),
        ("由云杉咨询服务部承做。", "由某机构甲承做。"),
        ("石书记先用村集体资金垫付。", "有关人员甲书记先用村集体资金垫付。"),
        ("损失38万元，追回38万元和1,200元。", "损失A万元，追回A万元和B元。"),
        ("2026年4月8日收件，4月10日发证，6月办结。", "T日收件，T+2日发证，某月办结。"),
        ("2026年4月3日立项，2026-04-01动工。", "T+2日立项，T日动工。"),
        # The numbers of papers, with the code of the body that issued them.
        ("依据某政办〔2026〕3号文件。", "依据某字〔某年〕某号文件。"),
        (
            "按照清审党〔2026〕12号办理，清审党组字［2026］第 3 号废止。",
            "按照某字〔某年〕某号办理，某字〔某年〕某号废止。",
        ),
        (
            "《意见》（清政办发〔2026〕3号）和鲁建质安字〔2026〕4号。",
            "《意见》（某字〔某年〕某号）和某字〔某年〕某号。",
        ),
        (
            "会议纪要〔2026〕3号，区政府办公室清政办〔2026〕3号。",
            "会议纪要〔某年〕某号，区政府办公室某字〔某年〕某号。",
        ),
        ("电话13812345678，车牌鲁A12345。", "电话（号码略），车牌（号码略）。"),
        ("按《济南市某办法》办理。", "按《济南市某办法》办理。"),
        # Amounts, in digits of either width and in Chinese.
        ("损失三万五千元。", "损失A元。"),
        ("损失一千二百三十四万五千六百元。", "损失A元。"),
        ("损失20万余元，又20余万元。", "损失A万余元，又A余万元。"),
        ("约20多万元，近20万元，20万元左右。", "约A多万元，近A万元，A万元左右。"),
        ("损失30.5万元，即３０．５万元。", "损失A万元，即A万元。"),
        ("人民币30万元以上，合三十万元。", "人民币A万元以上，合A万元。"),
        ("垫付两万余元、二百〇五元、三亿元。", "垫付A万余元、B元、C亿元。"),
        ("罚3—5万元，3万元至5万元，三至五万元。", "罚A—B万元，A万元至B万元，A至B万元。"),
        ("损失10万左右，追回三万五，尚欠一百二十万。", "损失A万左右，追回B，尚欠C万。"),
        ("几十万元，数百万元，十几万元。", "A万元，B万元，C万元。"),
        ("30 万美元，￥3,000，5000块钱。", "A 万美元，￥B，C块钱。"),
        ("投入1234567元，实支1234568元。", "投入A元，实支B元。"),
        # Dates.
        ("2026年三月立项。", "某年某月立项。"),
        ("二〇二六年三月五日立项，三月八日动工，五月停工。", "T日立项，T+3日动工，某月停工。"),
        ("２０２６年３月５日立项，3月8日至10日动工。", "T日立项，T+3日至T+5日动工。"),
        ("2026年3月15家企业报名。", "某年某月15家企业报名。"),
        ("2026年5月1日停工，去年5月6日动工。", "T日停工，某年某月某日动工。"),
        ("去年三月、26年4月、今年5月6号、3—5月。", "某年某月、某年某月、某年某月某日、某月。"),
        ("2026年5月1日停工，去年5月6日至8日动工。", "T日停工，某年某月某日至某年某月某日动工。"),
        ("二〇二五年，2026—2028年，2026年度。", "某年，某年，某年度。"),
        # Places.
        ("到甸柳新村走访，甸柳新村街道办事处。", "到甲新村走访，甲新村街道办事处。"),
        ("甸柳新村社区。", "甲新村社区。"),
        ("在济南高新区、莱芜高新区和南部山区。", "在甲高新区、乙高新区和丙区。"),
        ("莱芜区和莱芜高新区。", "甲区和甲高新区。"),
        ("济南高新技术产业开发区即济南高新区。", "甲高新技术产业开发区即甲高新区。"),
        ("历下法院在历下区，历下区分局也在。", "甲法院在甲区，甲区分局也在。"),
        # People by their surnames and titles, and names within names.
        ("局长王明决定，王明明反对。", "局长有关人员甲决定，有关人员乙反对。"),
        ("局长王明决定，王明明白了。", "局长有关人员甲决定，有关人员甲明白了。"),
        ("王副主任和李主任到场。", "有关人员甲副主任和有关人员乙主任到场。"),
        ("城管科科长李建国到场，李科长说。", "城管科科长有关人员甲到场，有关人员甲科长说。"),
        ("由王副主任牵头，局长王明同意。", "由有关人员甲副主任牵头，局长有关人员甲同意。"),
        ("局长王明、科长王强和王主任。", "局长有关人员甲、科长有关人员乙和某主任。"),
        ("欧阳主任、方主任和陈女士。", "有关人员甲主任、有关人员乙主任和有关人员丙女士。"),
    ],
)
def test_what_is_replaced(said: str, becomes: str) -> None:
    assert copy(said) == becomes


@pytest.mark.parametrize(
    "said",
    [
        "经市政府同意，县级以上部门备案，小区居民反映地区差异。",
        "村民代表会议表决，区分情况，打开局面，找到路径。",
        "15个工作日内补交，停业8天，泵车18台，约2.6万人受困，利率5.2%。",
        "党总支书记主持，卫生院和县医院配合，群众都有意见，准备上市。",
        "干部任用条例规定，居民应当配合，负责人安排经办。",
        "该服务部、其他公司和有关企业集团。",
        "城区、下区、市区、辖区、小区、社区、园区、山区、老城区、主城区、新城区。",
        "推进城区建设，新村建设，国家高新区，两个村，我们县，不到村里。",
        "约12,600万人，三万五千户，2.6万亩，20万余人，千万不能，万一，万元以上，一元化，三个月。",
        "王某某主任，时任副主任，常务副主任，会后书记说，班主任，水利站站长，约谈站长。",
    ],
)
def test_what_stays(said: str) -> None:
    assert copy(said) == said


@pytest.mark.parametrize("city", ["", "济南市"])
@pytest.mark.parametrize(
    "district",
    [
        "历下区",
        "市中区",
        "槐荫区",
        "天桥区",
        "历城区",
        "长清区",
        "章丘区",
        "济阳区",
        "莱芜区",
        "钢城区",
        "平阴县",
        "商河县",
    ],
)
def test_the_districts_of_the_city_are_replaced(city: str, district: str) -> None:
    said = copy(f"由{city}{district}住房和城乡建设局办理，到{district}走访。")
    assert said == f"由{city}甲{district[-1]}住房和城乡建设局办理，到甲{district[-1]}走访。"


def test_the_subject_is_one_of_those_that_have_the_surname() -> None:
    assert copy("王主任同意，王明签字。", person_name="王明") == "当事人甲主任同意，当事人甲签字。"
    assert copy("王主任同意，王明明反对。", person_name="王明") == "某主任同意，有关人员乙反对。"
    assert copy("王主任同意，局长王强反对。", person_name="王明") == "某主任同意，局长有关人员乙反对。"


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("证人、科长王小明说：高文澍来过。", "证人、科长有关人员乙说：当事人甲来过。"),
        ("文澍同志牵头，文澍签字。", "当事人甲同志牵头，当事人甲签字。"),
        (
            "小高请示，老高同意，高某承认，高某某在场。",
            "当事人甲请示，当事人甲同意，当事人甲承认，当事人甲在场。",
        ),
        ("科长王志远说，志远同志有志，志远未改。", "科长有关人员乙说，有关人员乙同志有志，志远未改。"),
        ("局长高强，小高请示，高某承认。", "局长有关人员乙，某人请示，某人承认。"),
        ("科长李文澍说，文澍同志牵头。", "科长有关人员乙说，某人同志牵头。"),
        ("小高层住宅，提高某项效率，小王说，王某说。", "小高层住宅，提高某项效率，小王说，王某说。"),
    ],
)
def test_only_the_cadre_concerned_is_the_subject_whatever_name_is_used(said: str, becomes: str) -> None:
    assert copy(said, person_name="高文澍") == becomes


def test_the_paper_says_that_a_person_must_read_it() -> None:
    note = redacted("局长蒲振昌。").note
    assert "认得出的" in note and "认不出的没有替换" in note and "须人工通读" in note


def test_the_number_of_the_paper_itself_tells_nothing_of_its_body() -> None:
    found = redacted("已以清审党〔2026〕12号报送。", **{"committee_document_number": "清审党〔2026〕12号"})
    assert found.answers["committee.document_number"] == "某字〔某年〕某号"
    assert found.answers["facts"] == "已以某字〔某年〕某号报送。"
    assert found.replaced == {"清审党〔2026〕12号": "某字〔某年〕某号"}


def test_a_unit_is_known_by_its_short_names_too() -> None:
    unit = {"unit_name": "清和区行政审批服务局", "committee_name": "中共清和区行政审批服务局党组"}
    found = redacted("清和区推行先收后补，区行政审批服务局印发清单，行政审批服务局党组研究。", **unit)
    assert found.answers["facts"] == "甲区推行先收后补，某单位印发清单，某单位党组研究。"
    assert found.answers["unit.name"] == "某单位" and found.answers["committee.name"] == "中共某单位党组织"


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                "局长蒲振昌",
                "经理高文澍",
                "丹霖县",
                "清和区",
                "38万元",
                "2026年4月8日",
                "5月6日",
                "同意",
                "，",
                "云杉咨询服务部",
                "研究",
                "济南市历下区",
                "甸柳新村街道",
                "李副主任",
                "三万五千元",
                "3—5万元",
                "20万余元",
                "去年三月五日",
                "二〇二六年三月",
            ]
        ),
        max_size=12,
    )
)
def test_alike_everywhere_and_done_twice_the_same(pieces: list[str]) -> None:
    facts = "。".join(pieces)
    done = redacted(facts)
    said = done.answers["facts"]
    assert not [original for original in done.replaced if original in said]
    assert copy(said) == said
    assert len({v for v in done.replaced.values() if "有关人员" in v}) == sum(
        n in facts for n in ("蒲振昌", "高文澍", "李副主任")
    )


def test_a_copy_in_which_something_is_left_is_not_written(casework: Casework) -> None:
    done = Redacted({}, {"高文澍": "当事人甲", "11月": "某月"}, "")
    with pytest.raises(NotRedacted, match="还留有高文澍"):
        refuse_left(["批注里说到高文澍"], done, casework.knowledge)
    refuse_left(["2019年11月15日印发", *titles(casework.knowledge)], done, casework.knowledge)


def test_the_name_of_the_file_is_looked_at_too(run, tmp_path: Path) -> None:
    code, _, err = run("draft", CASES / "E-01.json", "-o", tmp_path / "高文澍.docx", "--redact")
    assert code == 2 and "还留有高文澍" in err and list(tmp_path.glob("*.docx")) == []


def test_nothing_is_overwritten(run, tmp_path: Path) -> None:
    (tmp_path / "稿·替换对照表（不外传）.txt").write_text("原来的")
    code, _, err = run("draft", CASES / "E-01.json", "-o", tmp_path / "稿.docx", "--redact")
    assert code == 2 and "--force" in err and not (tmp_path / "稿.docx").exists()
    assert run("export", CASES / "E-01.json", "--redact")[0] == 2
