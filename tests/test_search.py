"""`rongcuo search`: what it prints, for people and for programs, and what it refuses."""

import json

import pytest


def test_json_names_the_paragraph_and_the_places(run):
    code, out, err = run("search", "容缺受理", "--json")
    assert (code, err) == (0, "")
    (hit,) = json.loads(out)
    assert list(hit) == ["id", "citation", "chapter", "score", "text", "spans"]
    assert (hit["id"], hit["citation"], hit["chapter"]) == ("9.4", "第九条第（四）项", "情形")
    assert [hit["text"][a:b] for a, b in hit["spans"]] == ["容缺受理"]
    assert 0 < hit["score"] <= 1


def test_people_see_the_words_in_brackets_and_the_reminder(run):
    code, out, _ = run("search", "容缺", "营商环境")
    assert code == 0
    assert out.startswith(
        "没有逐字相同的，列出相近的。\n第九条第（四）项　在优化【营商环境】、推进“一次办成”"
    )
    assert out.count("【容缺】") == 2
    assert out.endswith("引用前请核对现行有效文本\n")


def test_jieba_tells_the_words_of_a_sentence_apart(run):
    assert "第十二条第三款" in run("search", "收到通知几天内要交建议")[1]


def test_a_citation_gives_the_item_itself(run):
    assert run("search", "9条4项")[1].startswith("第九条第（四）项　在优化营商环境")


def test_no_hit_is_said_plainly_and_is_no_fault(run):
    code, out, err = run("search", "没有这回事")
    assert (code, err) == (0, "")
    assert out == "没有找到“没有这回事”。可以换个说法，或者只写其中的一两个词。\n"
    assert run("search", "没有这回事", "--json")[:2] == (0, "[]\n")


@pytest.mark.parametrize(("top", "count"), [((), 10), (("--top", "3"), 3), (("--top", "999"), 56)])
def test_top(run, top, count):
    assert len(json.loads(run("search", "容错", "--json", *top)[1])) == count


@pytest.mark.parametrize(
    ("words", "says"), [(("  ",), "没有写要找什么"), (("。，",), "没有写要找什么"), ((), "缺少参数：词句")]
)
def test_nothing_to_look_for_is_refused(run, words, says):
    code, out, err = run("search", *words)
    assert (code, out) == (2, "")
    assert err.startswith(says)
    assert err.count("\n") == 1
