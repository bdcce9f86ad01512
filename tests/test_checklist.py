import pytest

from tests import checklist

SOURCE = """
import pytest
pytestmark = [pytest.mark.covers("A-001")]

@pytest.mark.covers("A-002", "B-001")
def test_one(): ...

class TestMore:
    @pytest.mark.covers("A-002")
    def test_two(self): ...

CASES = [pytest.param(1, marks=pytest.mark.covers("B-002")), pytest.param(2)]

@pytest.mark.parametrize("case", CASES)
def test_three(case): ...

def helper(): ...
"""


@pytest.fixture
def covers(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text(SOURCE)
    return checklist.find_covers(tmp_path / "tests")


def test_the_list_holds_every_line_once():
    lines = checklist.read_lines()
    assert len(lines) == 446
    documents = "".join(sorted({name[0] for name in lines}))
    assert {letter: sum(name.startswith(letter) for name in lines) for letter in documents} == {
        "A": 84,
        "B": 139,
        "C": 17,
        "D": 152,
        "E": 54,
    }


def test_marks_are_found_on_modules_classes_and_functions(covers):
    both = ["tests/test_x.py::test_one", "tests/test_x.py::TestMore::test_two"]
    assert covers == {
        "A-001": [*both, "tests/test_x.py::test_three"],
        "A-002": both,
        "B-001": both[:1],
        "B-002": ["tests/test_x.py::test_three"],
    }


def test_report_counts_each_document_and_names_what_is_missing_or_unknown(covers):
    lines = {"A-001": "un", "A-002": "deux", "A-003": "trois"}
    said = "\n".join(checklist.report(lines, covers))
    assert "Document A : 2 / 3" in said
    assert "non couvert  A-003  trois" in said
    assert "Ligne inconnue : B-001" in said
    assert "prouvées par un test : 2 / 3" in said
    assert "non couvert" not in "\n".join(checklist.report(lines, covers, brief=True))


def test_detail_names_the_tests_of_a_line(covers):
    said = "\n".join(checklist.detail(["B-001", "A-003"], {"B-001": "b", "A-003": "trois"}, covers))
    assert said == "B-001  b\n  tests/test_x.py::test_one\nA-003  trois\n  non couvert"


def test_no_test_claims_an_unknown_line():
    assert checklist.find_covers().keys() <= checklist.read_lines().keys()
