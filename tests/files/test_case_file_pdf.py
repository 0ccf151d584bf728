"""The case file as a reader finds it: cover, index, papers, numbers on the pages, what is kept beside it."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from collections.abc import Iterator

import pikepdf
import pytest

from app.domain.case_files import KeptAside
from app.domain.changes import Progress
from app.domain.errors import Incomplete
from app.files.case_file_pdf import Part, build_case_file
from tests.files.case_files import (
    LETTER,
    SLIP,
    a_case_file,
    a_foreign_pdf,
    a_photo,
    an_attachment,
    build,
    build_from,
    mixed_papers,
    own_papers,
)
from tests.files.documents import a_letter, a_slip, letter_paper, letter_pdf, slips_pdf
from tests.files.pdf_reading import MM, Page, expect_embedded, expect_golden, expect_inside, read_pdf
from tests.files.pdfa_checking import breaches

WORD = (an_attachment("证明.docx", "application/msword"), b"PK\x03\x04 a document")


def stamped(page: Page) -> str:
    """What stands in the outer lower corner of a page."""
    low = [glyph for glyph in page.glyphs if glyph.y < 6 * MM]
    return "".join(glyph.char for glyph in low)


def test_the_case_file_is_the_golden_one() -> None:
    data, _ = build_from(*own_papers(), WORD)
    expect_golden("case_file.txt", read_pdf(data))


def test_every_font_is_embedded_and_no_text_leaves_its_page() -> None:
    paper = read_pdf(build_from(*own_papers(), WORD)[0])
    expect_embedded(paper)
    expect_inside(paper)


def test_page_numbers_run_on_over_all_papers_and_the_sheets_around_them_have_none() -> None:
    data, built = build_from(*own_papers(), (an_attachment("照片.jpg"), a_photo()), *own_papers())
    pages = read_pdf(data).pages
    assert [stamped(page) for page in pages] == ["", "", "1", "2", "3", "4", "5", "6", "7", ""]
    assert (built.pages, built.numbered, built.first_pages) == (10, 7, (1, 2, 4, 5, 6))


def test_odd_numbers_stand_on_the_right_and_even_ones_on_the_left() -> None:
    pages = read_pdf(build_from(*own_papers())[0]).pages
    corners = [min(glyph.x for glyph in page.glyphs if glyph.y < 6 * MM) for page in pages[2:5]]
    assert [x > page.width / 2 for x, page in zip(corners, pages[2:5], strict=True)] == [True, False, True]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_number_stands_in_the_lower_corner_of_a_turned_page(rotation: int) -> None:
    def turned(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.Rotate = rotation

    data, _ = build_from((an_attachment("函.pdf", "application/pdf"), a_foreign_pdf(turned)))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        operands = [op for op, word in pikepdf.parse_content_stream(pdf.pages[2]) if str(word) == "Tm"][-1]
    a, b, _, _, x, y = map(float, operands)
    down_right = {0: (x, y), 90: (y, 595 - x), 180: (595 - x, 842 - y), 270: (842 - y, x)}[rotation]
    wide = 842 if rotation % 180 else 595
    assert (a, b) == {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[rotation]
    assert wide - 60 < down_right[0] < wide - 20
    assert 10 < down_right[1] < 20


def test_our_own_papers_read_as_they_did_alone() -> None:
    alone, bound = letter_paper(a_letter()), read_pdf(build_from((LETTER, letter_pdf(a_letter())))[0])
    for before, after in zip(alone.pages, bound.pages[2:4], strict=True):
        assert after.text.startswith(before.text)


def test_the_index_shows_where_each_paper_begins() -> None:
    data, built = build_from(*mixed_papers())
    index = read_pdf(data).pages[1]
    assert "顺序号文号责任者题名日期页号备注" in index.text
    rows = [line.split() for line in index.lines if line.split()[0].isdigit()]
    shown = {int(row[0]): int(row[-1]) if row[-1].isdigit() else 0 for row in rows}
    assert [shown[order] for order in range(1, 8)] == list(built.first_pages[:7])


def test_what_is_not_merged_is_listed_with_size_hash_and_reason() -> None:
    data, built = build_from(*own_papers(), WORD)
    digest = hashlib.sha256(WORD[1]).hexdigest()
    reason = "不是可以并入的文件类型（PDF、图片、纯文本）"
    assert built.aside == (KeptAside(3, "证明.docx", "证明.docx", len(WORD[1]), digest, reason),)
    index = read_pdf(data).pages[1].text
    for told in ("另存", "证明.docx", str(len(WORD[1])), digest, reason):
        assert told in index
    assert "随卷另存1件" in read_pdf(data).pages[-1].text


def test_a_long_index_goes_over_several_pages_and_names_every_paper() -> None:
    slip = slips_pdf([a_slip()])
    entries = [an_attachment(f"第{n}份很长很长的材料名称，" * 3, "application/pdf") for n in range(1, 81)]
    data, built = build_from(*[(entry, slip) for entry in entries])
    paper = read_pdf(data)
    front = built.pages - built.numbered - 2
    text = "".join(page.text for page in paper.pages[1 : 1 + front])
    assert front > 2
    for n in range(1, 81):
        assert f"第{n}份" in text
    expect_inside(paper)


def test_the_cover_counts_papers_and_pages() -> None:
    cover = read_pdf(build_from(*own_papers(), WORD)[0]).pages[0].text
    for told in ("件数3件", "页数3页", "保管期限30年", "自2026年11月10日至2027年1月8日", "王*等3人"):
        assert told in cover


def test_a_character_that_no_font_has_is_shown_and_stops_nothing() -> None:
    entry = an_attachment("照片\U0003fffd\x07.jpg")
    data, _ = build(a_case_file([entry], title="题名\U0003fffd"), [(entry.name, entry.media_type, a_photo())])
    text = read_pdf(data).text
    assert "题名〓" in text and "照片〓" in text
    assert breaches(data) == []


# --- plain text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_set_whatever_its_encoding(encoding: str) -> None:
    entry = an_attachment("经过.txt", "text/plain")
    data, built = build_from((entry, "井下津贴少发，𬱖说明。\r\n\t第二行".encode(encoding)))
    assert built.first_pages == (1,)
    assert read_pdf(data).pages[2].text.startswith("井下津贴少发，𬱖说明。第二行")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a\0b", "不是文字文件"),
        (b"\xff\xff\xff", "文字编码无法识别"),
        ("长".encode() * 400_001, "文字超过400000字"),
        (b"", "是空文件"),
    ],
)
def test_a_text_that_is_none_is_kept_aside(content: bytes, reason: str) -> None:
    _, built = build_from((an_attachment("经过.txt", "text/plain"), content))
    assert [aside.reason for aside in built.aside] == [reason]


def test_a_long_text_takes_as_many_pages_as_it_wants() -> None:
    entry = an_attachment("经过.txt", "text/plain")
    data, built = build_from((entry, "\n".join(f"第{n}行" for n in range(200)).encode()))
    assert built.numbered == 5
    assert "第199行" in read_pdf(data).text


# --- the work as it goes -------------------------------------------------------------------------------------------


def test_progress_is_told_paper_by_paper() -> None:
    entries = [SLIP, LETTER]
    parts = [("", "application/pdf", data) for _, data in own_papers()]
    told = list(build_case_file(a_case_file(entries), parts, io.BytesIO()))
    assert [(step.done, step.total) for step in told] == [(0, 2), (1, 2), (2, 2)]
    assert told[0] == Progress(0, 2, "并入第1件：信访事项接收回执")


def test_a_file_is_taken_only_when_its_turn_has_come() -> None:
    taken = []

    def parts() -> Iterator[Part]:
        for _, data in own_papers():
            taken.append(len(taken))
            yield "", "application/pdf", data

    work = build_case_file(a_case_file([SLIP, LETTER]), parts(), io.BytesIO())
    next(work)
    assert taken == []
    next(work)
    assert taken == [0]
    work.close()


def test_fewer_or_more_files_than_the_index_names_are_refused() -> None:
    part = ("", "application/pdf", slips_pdf([a_slip()]))
    with pytest.raises(Incomplete, match="原因说明"):
        build(a_case_file([SLIP, LETTER]), [part])
    with pytest.raises(Incomplete):
        build(a_case_file([SLIP]), [part, part])


class Nowhere(io.RawIOBase):
    """A file that keeps nothing, to see what the writer itself keeps."""

    def write(self, data: bytes) -> int:  # type: ignore[override]
        return len(data)


def peak_of(count: int) -> int:
    """The most memory that a file of so many photographs takes."""
    photo = a_photo(size=(1200, 900), quality=100)
    entries = [an_attachment(f"照片{n}.jpg") for n in range(count)]
    parts = (("", "image/jpeg", photo[:-2] + bytes([n]) * 200_000 + photo[-2:]) for n in range(count))
    tracemalloc.start()
    for _ in build_case_file(a_case_file(entries), parts, Nowhere()):  # type: ignore[arg-type]
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_number_of_photographs() -> None:
    peak_of(1)  # fonts are opened once
    assert peak_of(30) < peak_of(5) + 1_000_000
