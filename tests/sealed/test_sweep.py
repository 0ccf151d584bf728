"""No action tells anybody of a sealed case who may not see it: neither word nor number, figure nor error."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import app.actions
from app.domain.errors import DeskError
from app.domain.station import Operator
from tests.sealed.marks import flat, in_text
from tests.sealed.sweep import ASKED, COUNTED, KIND_OF, NOTHING_TO_TELL
from tests.sealed.world import BLIND, World, copy_world, make_world

MISSING = "ZC01-20261110-9999-0"
PASSED_OVER = {name for names in NOTHING_TO_TELL.values() for name in names.split()}


def public_actions() -> set[str]:
    """Every public function of app/actions, as module.function."""
    found = set()
    for info in pkgutil.iter_modules(app.actions.__path__):
        module = importlib.import_module(f"app.actions.{info.name}")
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
                found.add(f"{info.name}.{name}")
    return found


def test_every_action_is_in_the_sweep() -> None:
    assert public_actions() - set(ASKED) - set(COUNTED) - PASSED_OVER == set()


def test_every_row_of_the_sweep_names_an_action() -> None:
    assert (set(ASKED) | set(COUNTED) | PASSED_OVER) - public_actions() == set()
    assert not (set(ASKED) | set(COUNTED)) & PASSED_OVER


@pytest.fixture(scope="module", params=BLIND, ids=[operator.name for operator in BLIND])
def blind(
    request: pytest.FixtureRequest, kept_world: World, tmp_path_factory: pytest.TempPathFactory
) -> World:
    """The world with somebody at the desk who may see none of its sealed cases."""
    made = copy_world(kept_world, tmp_path_factory.mktemp("blind"))
    made.desk.operator = request.param
    request.addfinalizer(made.desk.close)
    return made


def answers(world: World, name: str, folder: Path) -> list[str]:
    """What an action says each time it is asked, refusals too."""
    said = []
    for ask in ASKED[name](world.desk, world, folder):
        try:
            said.append(flat(ask()))
        except DeskError as error:
            said.append(flat(error))
    return said


@pytest.mark.parametrize("name", ASKED)
def test_no_action_says_a_word_of_a_sealed_case(blind: World, name: str, tmp_path: Path) -> None:
    for text in answers(blind, name, tmp_path):
        asked_for = re.findall(r"“(ZC01-[^”]*)”", text) if "没有找到" in text else []
        rest = text
        for number in asked_for:
            rest = rest.replace(number, "")
        assert in_text(rest, secret_numbers(blind)) == [], (name, text[:400])


def secret_numbers(world: World) -> list[str]:
    """The numbers that nobody here may read: all but that on the sheet which whoever works here signs."""
    signed = {"handed over"} if own_handover(world) else set()
    return [number for sort, number in world.sealed.items() if sort not in signed]


@pytest.mark.parametrize("name", [name for name in ASKED if ASKED[name] in KIND_OF])
def test_an_id_of_a_sealed_case_is_refused_in_the_words_of_one_that_is_not_there(
    blind: World, name: str, tmp_path: Path
) -> None:
    ids = [one for one in getattr(blind, KIND_OF[ASKED[name]]) if one not in own_handover(blind)]
    assert ids
    before, blind.__dict__[KIND_OF[ASKED[name]]] = getattr(blind, KIND_OF[ASKED[name]]), ids
    said = answers(blind, name, tmp_path)
    blind.__dict__[KIND_OF[ASKED[name]]] = [9000 + one for one in ids]
    missing = answers(blind, name, tmp_path)
    blind.__dict__[KIND_OF[ASKED[name]]] = before
    assert said == [text.replace(str(9000 + one), str(one)) for one, text in zip(ids, missing, strict=True)]
    assert all(text.startswith("NotFound 没有找到") for text in said)


def own_handover(world: World) -> set[int]:
    """The hand-over sheets that whoever works here signs, and still prints."""
    question = "SELECT id FROM documents WHERE kind = 'sealed_handover' AND issued_by = ?"
    return {row["id"] for row in world.desk.store.rows(question, world.desk.operator.name)}


@pytest.mark.parametrize(
    "call", ["cases.get_case", "cases.view_case", "procedure.acts_of", "deadlines.why_due"]
)
def test_a_sealed_number_is_refused_in_the_words_of_one_that_is_not_there(
    blind: World, call: str, tmp_path: Path
) -> None:
    real = blind.sealed
    said = answers(blind, call, tmp_path)[: len(real)]
    blind.sealed = dict.fromkeys(real, MISSING)
    missing = answers(blind, call, tmp_path)[: len(real)]
    blind.sealed = real
    assert [
        text.replace(number, MISSING) for text, number in zip(said, real.values(), strict=True)
    ] == missing


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same desk, had nothing sealed ever come."""
    return make_world(tmp_path_factory.mktemp("twin"), with_sealed=False)


@pytest.mark.parametrize("name", COUNTED)
@pytest.mark.parametrize("operator", BLIND, ids=[operator.name for operator in BLIND])
def test_no_figure_is_one_too_high(world: World, twin: World, name: str, operator: Operator) -> None:
    with world.works(operator) as real, twin.works(operator) as without:
        assert COUNTED[name](real) == COUNTED[name](without)
