"""What forms post. A document as the editor posts it: `saisie(tiers, ligne("Conseil", pu="680"))`."""

from html.parser import HTMLParser


def ligne(designation: str = "Conseil", qte: str = "1", pu: str = "100", tva: str = "20", **others: str) -> dict:
    return {
        "genre": "ligne",
        "designation": designation,
        "qte": qte,
        "pu": pu,
        "tva": tva,
        "nature": "service",
    } | others


def saisie(tiers_id: int | None, *lignes: dict, jeton: str = "j", **champs: str) -> dict:
    """The fields of the form, lines keyed n0, n1… in their order."""
    form = {
        "tiers_id": str(tiers_id or ""),
        "jeton": jeton,
        "langue": "fr",
        "remise_genre": "pourcent",
        "mode_reglement": "",
    } | champs
    form["ligne"] = [f"n{rang}" for rang in range(len(lignes))]
    for rang, une in enumerate(lignes):
        form |= {f"{name}-n{rang}": value for name, value in une.items()}
    return form


class FormData(dict):
    """What a page's form would post as it stands: every named field under the shell."""

    def __init__(self, html: str):
        super().__init__()
        reader = _Reader()
        reader.feed(html.split('id="contenu"', 1)[-1])
        self.update(reader.fields)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = self._textarea = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = value
        elif tag == "textarea":
            self._textarea = name
            self.fields[name] = ""
        elif tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.fields[name] = value

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._textarea = None

    def handle_data(self, data):
        if self._textarea:
            self.fields[self._textarea] += data
