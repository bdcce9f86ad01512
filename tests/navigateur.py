"""A test client that behaves like a browser with htmx, and that checks every page it opens."""

import re
from collections import Counter
from html.parser import HTMLParser

from tests.casting import PASSWORD

SHELL = ('data-ouvrir="#palette"', 'id="palette"', "Se déconnecter", "Mon profil")
"""The controls every page of a company carries."""


class Page(HTMLParser):
    """What the rules look at in a page: title, headings, ids, labels, fields."""

    def __init__(self, html: str):
        super().__init__()
        self.lacks_controls = 'class="ui-cadre"' in html and not all(one in html for one in SHELL)
        self.titles, self.headings, self.ids, self.labels, self.fields = [], [], [], set(), []
        self.inline = []
        self._in_title, self._in_label = False, 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if "style" in attributes or any(name.startswith("on") for name in attributes):
            self.inline.append(f"<{tag}>")
        if tag == "title":
            self._in_title = True
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(tag)
        if tag == "label":
            self._in_label += 1
            self.labels.add(attributes.get("for"))
        if tag in ("input", "select", "textarea") and attributes.get("type") not in ("hidden", "submit"):
            self.fields.append(attributes | ({"aria-label": "its label"} if self._in_label else {}))

    def handle_endtag(self, tag):
        if tag == "title":
            self._in_title = False
        if tag == "label":
            self._in_label -= 1

    def handle_data(self, data):
        if self._in_title:
            self.titles.append(data.strip())

    def problems(self) -> list[str]:
        found = [f"twice the id {name}" for name, count in Counter(self.ids).items() if count > 1]
        if not any(self.titles):
            found.append("no title")
        if self.lacks_controls:
            found.append("a control of the shell is missing")
        if self.headings.count("h1") != 1:
            found.append(f"{self.headings.count('h1')} h1")
        found += [f"inline style or handler on {tag}" for tag in self.inline]
        for field in self.fields:
            named = field.get("id") in self.labels or "aria-label" in field or "aria-labelledby" in field
            if not named:
                found.append(f"field without label: {field}")
        return found


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
            problems = Page(response.text).problems()
            assert not problems, f"{response.request.path}: {problems}"
