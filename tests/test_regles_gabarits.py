"""Rules that hold in every template: the strict policy of the pages, and nothing printed unescaped."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
E_MAILS = ("comptes/", "courriels/")
PAGES = [
    path
    for path in sorted(TEMPLATES.rglob("*.html"))
    if not str(path.relative_to(TEMPLATES)).startswith(("comptes/", "documents/"))
]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_page_template_obeys_the_policy(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=", text), "inline style"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "inline script"
    assert not re.search(r"\son[a-z]+=[\"']", text), "inline handler"
    assert "|safe" not in text.replace(" ", ""), "unescaped output"
    assert "autoescape false" not in text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_table_shows_its_cells_on_a_phone(path):
    """A list says by `ui-mobile` which of them; any other table stays one."""
    text = path.read_text()
    if path.name != "_table.html" and "ui-mobile" not in text:
        tables = re.findall(r'<table class="(ui-table[^"]*)"', text)
        assert [classes for classes in tables if "ui-garde" not in classes and "{%" not in classes] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_french_typography_of_templates(path):
    text = re.sub(r"{[%#{].*?[%#}]}", "", path.read_text(), flags=re.S)
    words = re.sub(r"<[^>]+>", " ", text)
    assert not re.search(r"\w'\w", words), "straight apostrophe"
