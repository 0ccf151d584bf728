"""Many papers on one run of the printer."""

import io

import pikepdf
import pytest

from app.actions.document_runs import list_printings, print_documents, printings_pdf
from app.actions.documents import get_document, print_copy
from app.actions.procedure import perform
from app.domain.errors import NotFound
from tests.desks import copied_desk, exhaust, register
from tests.files.pdf_reading import read_pdf


def words_of(pdf: bytes) -> str:
    """All text of a PDF without spaces."""
    return "".join(read_pdf(pdf).text.split())


@pytest.fixture
def desk(tmp_path):
    with copied_desk(tmp_path / "desk")[0] as made:
        yield made


def issued(desk) -> list[int]:
    numbers = [register(desk, name) for name in ("王建国", "李桂兰")]
    return [perform(desk, number=number, act="registration_form").documents[0] for number in numbers]


def test_all_pages_of_all_papers_come_in_order_and_each_is_counted(desk) -> None:
    papers = issued(desk)
    changes, pdf = exhaust(print_documents(desk, document_ids=papers))
    kept = [get_document(desk, document_id=paper) for paper in papers]
    with pikepdf.open(io.BytesIO(pdf)) as joined:
        assert len(joined.pages) == sum(paper.pages for paper in kept)
    text = words_of(pdf)
    assert text.index("王建国") < text.index("李桂兰")
    assert [paper.copies for paper in kept] == [1, 1]
    assert changes.documents == tuple(papers)


def test_the_second_run_is_marked_as_a_reprint(desk) -> None:
    papers = issued(desk)
    exhaust(print_documents(desk, document_ids=papers))
    _, again = exhaust(print_documents(desk, document_ids=papers))
    assert words_of(again).count("补打") >= 2
    (first, second) = reversed(list_printings(desk, document_id=papers[0]))
    assert (first.reprint, first.reason, second.reprint, second.reason) == (0, "", 1, "批量打印")


def test_progress_is_told_paper_by_paper(desk) -> None:
    papers = issued(desk)
    steps = list(print_documents(desk, document_ids=papers))
    assert [(step.done, step.total) for step in steps] == [(0, 2), (1, 2)]


def test_the_register_has_every_printing_with_its_reason_and_no_petitioner(desk) -> None:
    paper, other = issued(desk)
    print_copy(desk, document_id=paper, copies=2, target="HP 1020")
    print_copy(desk, document_id=paper, target="HP 1020", reason="信访人遗失")
    print_copy(desk, document_id=other, target="文件")
    newest = list_printings(desk)
    assert [(one.document_id, one.copies, one.reprint, one.reason) for one in newest] == [
        (other, 1, 0, ""), (paper, 1, 1, "信访人遗失"), (paper, 2, 0, "")
    ]  # fmt: skip
    assert [one.reprint for one in list_printings(desk, document_id=paper, limit=1)] == [1]
    said = words_of(printings_pdf(desk))
    assert "信访人遗失" in said and "HP1020" in said and newest[0].number in said
    assert "王建国" not in said
    with pytest.raises(NotFound):
        list_printings(desk, document_id=99)
