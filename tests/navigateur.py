"""A test client that behaves like a browser with htmx, and that checks every page it opens."""

import re
from collections import Counter

import lxml.html
from lxml import etree

from tests.casting import PASSWORD

SHELL = ('data-ouvrir="#palette"', 'id="palette"', "Se déconnecter", "Mon profil")
"""The controls every page of a company carries."""


FIELDS = "//input[not(@type='hidden' or @type='submit')] | //select | //textarea"
NAMED = "@aria-label or @aria-labelledby or ancestor::label or @id = //label/@for"


def read(xpath: str) -> etree.XPath:
    return etree.XPath(xpath, smart_strings=False)


IDS, TITLES, HEADINGS, INLINE, UNNAMED = map(read, (
    "//@id", "//title[normalize-space()]", "//h1", "//*[@style or @*[starts-with(name(), 'on')]]",
    f"({FIELDS})[not({NAMED})]",
))  # fmt: skip


def problems(html: str) -> list[str]:
    """What the rules find wrong in a page: title, headings, ids, labels, fields."""
    page = lxml.html.document_fromstring(html)
    found = [f"twice the id {name}" for name, count in Counter(IDS(page)).items() if count > 1]
    if not TITLES(page):
        found.append("no title")
    if 'class="ui-cadre"' in html and not all(one in html for one in SHELL):
        found.append("a control of the shell is missing")
    if (count := len(HEADINGS(page))) != 1:
        found.append(f"{count} h1")
    found += [f"inline style or handler on <{tag.tag}>" for tag in INLINE(page)]
    return found + [f"field without label: {dict(tag.attrib)}" for tag in UNNAMED(page)]


class Navigateur:
    """`get("/factures")` is inside the company given; every whole page is checked."""

    def __init__(self, app, slug: str | None = None):
        self.client = app.test_client()
        self.prefix = f"/{slug}" if slug else ""
        self.token = None

    def log_in(self, email: str, password: str = PASSWORD) -> "Navigateur":
        response = self.post("/connexion", {"email": email, "mot_de_passe": password}, root=True)
        assert response.status_code == 303, f"{email} could not log in"
        return self

    def get(self, path: str, *, root: bool = False, target: str | None = None, follow: bool = False, **kwargs):
        headers = self._htmx(target)
        response = self.client.get(self._url(path, root), headers=headers, follow_redirects=follow, **kwargs)
        self._look_at(response, target)
        return response

    def post(
        self, path: str, data: dict | None = None, *, root=False, target=None, htmx=False, method="POST", **kwargs
    ):
        if self.token is None:
            self._find_token()
        headers = self._htmx(target or ("x" if htmx else None)) | {"X-CSRFToken": self.token or ""}
        url = self._url(path, root)
        response = self.client.open(url, method=method, data=data or {}, headers=headers, **kwargs)
        self._look_at(response, target or htmx)
        return response

    def put(self, path: str, data: dict | None = None, **kwargs):
        return self.post(path, data, method="PUT", **kwargs)

    def delete(self, path: str, data: dict | None = None, **kwargs):
        return self.post(path, data, method="DELETE", **kwargs)

    def _url(self, path: str, root: bool) -> str:
        already = root or (self.prefix and path.startswith(self.prefix + "/"))
        return path if already else self.prefix + path

    def _htmx(self, target: str | None) -> dict:
        return {"HX-Request": "true", "HX-Target": target} if target else {}

    def _find_token(self) -> None:
        page = self.client.get("/connexion", follow_redirects=True).text
        self.token = re.search(r'X-CSRFToken"?:\s*"([^"]+)"', page.replace("&#34;", '"')).group(1)

    def _look_at(self, response, fragment) -> None:
        whole = response.content_type.startswith("text/html") and response.status_code in (200, 404, 403, 422)
        if whole and not fragment:
            found = problems(response.text)
            assert not found, f"{response.request.path}: {found}"
