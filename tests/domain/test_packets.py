import datetime as dt
import json

import pytest

from app.domain.cases import HandlingNote, Request, Respondent, TimelineEntry
from app.domain.codes import CaseClass
from app.domain.errors import NotAllowed
from app.domain.packet_codes import Purpose, Shown, nameless_number, packet_number, series_of
from app.domain.packet_texts import cover_numbers, enclosure_path
from app.domain.packets import (
    canonical_json,
    canonical_pieces,
    case_json,
    check_waiting,
    content_sha256,
    packet_file_stem,
    packet_head_json,
    packet_json,
    require_open,
)
from tests.builders import (
    a_case,
    a_letter,
    a_packet,
    a_packet_case,
    a_packet_head,
    a_petitioner,
    an_attachment,
)

ID_NUMBER, PHONE = "14020219800101123X", "13812344321"


def test_no_number_in_full_and_no_respondent_in_what_a_packet_says() -> None:
    said = f"本人{ID_NUMBER}，电话{PHONE}，被张三丰拖欠"
    entry = a_packet_case(
        case=a_case(
            subject=said,
            content=said,
            requests=(Request(said, answer=said),),
            evidence=said,
            outcome=said,
            respondent=Respondent("孙大伟", "区长", "综采一区"),
        ),
        timeline=(TimelineEntry(dt.datetime(2026, 11, 10, 9, 0), "李敏", "登记", said),),
        notes=(HandlingNote(dt.date(2026, 11, 12), said),),
        attachments=(an_attachment(f"{ID_NUMBER}.jpg"),),
    )
    text = json.dumps(packet_json(a_packet(entry)), ensure_ascii=False)
    for secret in (ID_NUMBER, PHONE, "孙大伟", "区长"):
        assert secret not in text
    assert "1402**********123X" in text and "138****4321" in text


def test_somebody_elses_identity_number_is_covered_too_and_a_staff_number_is_not() -> None:
    assert cover_numbers("证件11010519491231002X，工号0012345", ()) == "证件1101**********002X，工号0012345"
    # 18 digits whose check character is wrong are an account number, say
    assert cover_numbers("110105194912310021", ()) == "110105194912310021"


def test_of_class_b_nothing_that_was_said_goes_out() -> None:
    entry = a_packet_case(
        case=a_case(case_class=CaseClass.B, subject="举报区长", content="区长收钱", evidence="录音一份",
                    requests=(Request("查处区长"),), outcome="已转区长"),
        timeline=(TimelineEntry(dt.datetime(2026, 11, 10, 9, 0), "李敏", "登记", "区长的事"),),
        notes=(HandlingNote(dt.date(2026, 11, 12), "问过区长"),),
        attachments=(an_attachment("区长.jpg"),),
        letters=(a_letter("ZC01-20261110-0001-7", title="关于区长的说明"),),
    )  # fmt: skip
    text = json.dumps(case_json(entry), ensure_ascii=False)
    assert "区长" not in text and "录音" not in text
    assert "检举控告类事项" in text


def test_who_wants_to_stay_secret_has_no_name_in_it() -> None:
    text = json.dumps(case_json(a_packet_case(case=a_case(confidential=True))), ensure_ascii=False)
    assert "王建国" not in text and "1402" not in text.replace("ZC01-20261110", "")
    assert "（要求保密）" in text


@pytest.mark.parametrize("secret", [{"case_class": CaseClass.B}, {"confidential": True}])
def test_a_sealed_case_never_fits_an_open_packet(secret: dict[str, object]) -> None:
    case = a_case(**secret)
    with pytest.raises(NotAllowed) as refused:
        require_open(a_packet(a_packet_case(case=case)))
    assert refused.value.data["numbers"] == [case.number]
    assert check_waiting(case, [a_letter(case.number)]) == ("属密封事项，不得装入普通移送包，须走密封移交",)
    require_open(a_packet())


def test_a_case_lacks_its_explanation_until_the_letter_is_there() -> None:
    case = a_case()
    assert check_waiting(case, []) == ("原因说明",)
    assert check_waiting(case, [a_letter(case.number)]) == ()


def test_the_cover_counts_cases_people_requests_and_enclosures() -> None:
    two = a_packet_case(
        "ZC01-20261111-0001-8", case=a_case(people_count=7, urgent=True, requests=()), letters=()
    )
    counts = packet_json(a_packet(a_packet_case(), two))["packet"]
    assert (counts["case_count"], counts["people_count"], counts["urgent_count"]) == (2, 8, 1)
    assert (counts["request_count"], counts["attachment_count"]) == (1, 3)
    assert counts["previous_sha256"] == "ab" * 32 and counts["sequence"] == 3


def test_the_time_line_runs_by_time_with_the_notes_among_it() -> None:
    lines = case_json(a_packet_case())["timeline"]
    assert [line["at"] for line in lines] == ["2026-11-10T09:12", "2026-11-12", "2026-11-20T16:05"]


def test_numbers_and_names_of_a_packet_say_nothing_of_its_content() -> None:
    assert packet_number("ZC01", 3) == "YS-ZC01-00003"
    assert packet_file_stem(a_packet_head()) == "YS-ZC01-00003_20261123"


def test_the_pieces_make_the_same_text_as_the_whole() -> None:
    for cases in ((), (a_packet_case(),), (a_packet_case(), a_packet_case("ZC01-20261111-0001-8"))):
        packet = a_packet()
        packet = type(packet)(packet.head, cases)
        whole = canonical_json(packet_json(packet))
        assert "".join(canonical_pieces(packet_head_json(packet), map(case_json, cases))) == whole


def test_the_canonical_text_has_one_spelling() -> None:
    assert canonical_json({"b": 1, "a": ["王", None, True]}) == '{"a":["王",null,true],"b":1}'
    assert canonical_json("\ud86d\uffff") == '"\\ud86d\\uffff"'
    assert (
        content_sha256({"b": 1, "a": 2})
        == content_sha256({"a": 2, "b": 1})
        != content_sha256({"a": 2, "b": 2})
    )


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("工资条.jpg", "附件/A-1/01_工资条.jpg"),
        ("../../x.jpg", "附件/A-1/01__.._x.jpg"),
        ("a:b?.pdf", "附件/A-1/01_a_b_.pdf"),
        ("a\u202egpj.exe", "附件/A-1/01_a_gpj.exe"),
        (" . ", "附件/A-1/01__"),
        ("长" * 90 + ".docx", "附件/A-1/01_" + "长" * 55 + ".docx"),
    ],
)
def test_an_enclosure_lies_where_every_file_system_takes_it(name: str, place: str) -> None:
    assert enclosure_path("A-1", 1, name) == place


def test_a_petitioner_in_a_packet_has_no_address() -> None:
    person = a_petitioner(address="云冈区新平旺街道1号楼")
    text = json.dumps(case_json(a_packet_case(case=a_case(petitioners=(person,)))), ensure_ascii=False)
    assert "新平旺" not in text


def test_every_receiver_sees_a_series_without_gaps_and_numbers_are_all_different() -> None:
    assert series_of(Purpose.TRANSFER) == "transfer"
    assert series_of(Purpose.REPLY, "ZC01") == "reply:ZC01" != series_of(Purpose.REPLY, "ZC02")
    assert packet_number("JT00", 7, Purpose.REPLY, "ZC01") == "HF-JT00-ZC01-00007"
    assert packet_number("ZC01", 7, Purpose.TRANSFER, "JT09") == "YS-ZC01-JT09-00007"


def test_the_name_of_a_packet_of_accusations_tells_neither_sender_nor_day() -> None:
    head = a_packet_head(number=nameless_number(bytes(range(8))), purpose="sealed")
    assert packet_file_stem(head) == "MF-0001020304050607"


@pytest.mark.parametrize(
    ("shown", "case_class", "lacks"),
    [
        (False, CaseClass.C6, True),
        (True, CaseClass.C6, False),
        (False, CaseClass.B, True),
        (True, CaseClass.B, True),
    ],
)
def test_a_secret_case_waits_for_a_sealed_file_and_an_accusation_for_its_own_packet(
    shown: bool, case_class: CaseClass, lacks: bool
) -> None:
    case = a_case(confidential=case_class is not CaseClass.B, case_class=case_class)
    assert bool(check_waiting(case, [a_letter(case.number)], sealed_file=shown)) is lacks


@pytest.mark.parametrize(("shown", "name"), [(Shown.OPEN, "（要求保密）"), (Shown.CONFINED, "王建国")])
def test_the_receiver_of_a_sealed_file_learns_whom_to_answer(shown: Shown, name: str) -> None:
    entry = a_packet_case(case=a_case(confidential=True, petitioners=(a_petitioner("王建国"),)))
    assert case_json(entry, shown)["petitioners"][0]["name"] == name
