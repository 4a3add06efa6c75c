"""What a sentence rests on, in words: articles, answers and evidence."""

import pytest

from assistant.domain.assessment import assess
from assistant.domain.grounds import SHORT, ground, told


@pytest.mark.parametrize(
    ("path", "changes", "lines"),
    [
        ("person.birth", {}, ["依据：附件1", "回答：出生年月：1984-03"]),
        ("person.birth", {"person.birth": None}, ["依据：附件1", "回答：出生年月：未答"]),
        ("intended_form", {}, ["依据：第十九条", "回答：处理形态的转化：诫勉转化为谈话提醒、批评教育、通报批评等"]),
        ("loss.level", {}, ["依据：第十八条", "回答：负面影响、损失：较小"]),
        ("dimensions.1.distinction", {"dimensions.1.distinction": "难以认定", "dimensions.1.evidence": None},
         ["依据：第六条第（一）项", "回答：主观动机·分清：难以认定", "证明：没有列出"]),
        ("dimensions.6.facts", {"dimensions.6.facts": "甲\n乙", "evidence": [{"title": "函", "date": "2026-05-01"}],
                                "dimensions.6.evidence": ["函", "证"]},
         ["依据：第六条第（六）项", "回答：容错效果·支持的事实：甲；乙", "证明：函（2026-05-01）；证"]),
        ("conditions.3", {"conditions.3.met": "否"},
         ["依据：第七条第（三）项", "回答：民主决策并充分评估：否", "证明：局党组会议纪要；合法性审核意见；系统审批日志"]),
        ("conditions.4", {"conditions.4.met": None},
         ["依据：第七条第（四）项", "回答：已履职而有客观原因：未答", "证明：没有列出"]),
        ("red_lines.private_gain", {}, ["依据：第六条第（一）项、第七条第（六）项", "回答：谋取私利：否"]),
        ("circumstances[9.4]", {}, ["依据：第九条第（四）项", "回答：容缺受理、容缺审核：已选用"]),
        ("circumstances[9.4].elements.cause", {"circumstances[9.4].elements.cause": "是"},
         ["依据：第九条第（四）项", "回答：因着眼提高效率：是"]),
        ("circumstances[9.4].facts", {"circumstances[9.4].facts": "先办后补"},
         ["依据：第九条第（四）项", "回答：对照情形的事实：先办后补"]),
        ("views.superior", {"views.superior": "同意"}, ["依据：第十三条", "回答：上级部门意见：同意"]),
        ("wording.end", {"wording.end": "甲"}, ["回答：自拟：甲"]),
        ("policy_basis", {"policy_basis": ["《甲》", "《乙》"]}, ["依据：第十二条", "回答：政策依据：《甲》；《乙》"]),
        ("duties", {"duties": "长" * (SHORT + 1)}, ["依据：第十二条", f"回答：相关职责：{'长' * SHORT}…"]),
    ],
)  # fmt: skip
def test_one_address(
    interview_of, case_answers, knowledge, path: str, changes: dict, lines: list[str]
) -> None:
    interview = interview_of(case_answers("E-01", changes))
    found = ground(path, interview, assess(interview.active, knowledge))
    assert [f"{what}：{words}" for what, words in told([found])] == lines


def test_several_addresses_name_each_article_and_each_proof_once(
    interview_of, case_answers, knowledge
) -> None:
    interview = interview_of(case_answers("E-01"))
    assessment = assess(interview.active, knowledge)
    paths = ("dimensions.1.judgement", "dimensions.1", "conditions.6", "person.name")
    lines = dict(told(ground(path, interview, assessment) for path in paths))
    assert lines["依据"] == "第六条第（一）项、第七条第（六）项、附件1"
    assert lines["回答"].count("；") == 3
    assert lines["证明"] == "个人有关事项及社会关系核查情况；企业负责人询问笔录；窗口监控录像"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("loss.level", "负面影响、损失：严重（暂不适用）"),
        ("loss.description", "损失情况：300万元（暂不适用）"),
        ("conditions.1", "未禁止或未规范的领域：是（暂不适用）"),
        ("conditions.2", "符合上级决策部署精神：未答"),
        ("red_lines.private_gain", "谋取私利：是"),
    ],
)
def test_a_parked_answer_is_told_as_one(interview_of, knowledge, path: str, said: str) -> None:
    known = {"loss.level": "严重", "loss.description": "300万元", "conditions.1.met": "是"}
    interview = interview_of({**known, "red_lines.private_gain": "是"})
    assert set(interview.parked) == set(known)
    found = ground(path, interview, assess(interview.answers, knowledge))
    assert dict(told([found]))["回答"] == said
