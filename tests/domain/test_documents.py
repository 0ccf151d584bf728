import datetime as dt

import pytest

from app.domain.documents import (
    DocumentKind,
    chinese_date,
    document_number,
    missing_fields,
    require_fields,
    sections_left_out,
)
from app.domain.errors import Incomplete


def test_a_document_number_has_the_year_in_its_own_brackets_and_no_padding() -> None:
    assert document_number("综采一区信访", 2026, 1) == "综采一区信访〔2026〕1号"
    assert document_number("综采一区信访", 2026, 123) == "综采一区信访〔2026〕123号"


def test_a_date_on_paper_has_no_padding() -> None:
    assert chinese_date(dt.date(2026, 1, 6)) == "2026年1月6日"
    assert chinese_date(dt.date(2026, 11, 24)) == "2026年11月24日"


def test_a_letter_names_what_it_still_lacks() -> None:
    fields = {"title": "关于津贴的说明", "addressee": " ", "body": "正文", "signature": "综采一区"}
    assert missing_fields(DocumentKind.EXPLANATION_LETTER, fields) == (
        "主送单位或称谓",
        "负责人",
        "联系人及电话",
    )
    with pytest.raises(Incomplete) as refused:
        require_fields(DocumentKind.EXPLANATION_LETTER, fields)
    assert refused.value.missing == ("主送单位或称谓", "负责人", "联系人及电话")
    assert "主送单位或称谓、负责人、联系人及电话" in str(refused.value)


def test_a_notice_needs_no_leader() -> None:
    fields = dict.fromkeys(("title", "addressee", "body", "signature", "contact"), "有")
    require_fields(DocumentKind.TRANSFER_NOTICE, fields)
    with pytest.raises(Incomplete, match="负责人"):
        require_fields(DocumentKind.EXPLANATION_LETTER, fields)


def test_the_sections_that_a_text_lacks_or_leaves_empty_are_named_whatever_their_number() -> None:
    pattern = "开头\n一、请求\n${requests}\n二、依据\n${basis}\n三、救济\n（一）途径\n"
    assert sections_left_out(pattern, "一、请求\n补发\n二、救济\n（一）途径") == ("依据",)
    assert sections_left_out(pattern, "一、请求\n\n二、依据\n办法\n三、救济") == ("请求", "救济")
    assert sections_left_out("没有标题", "任何文字") == sections_left_out("", "") == ()
