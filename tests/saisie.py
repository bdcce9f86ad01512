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
    """What a page's form would post as it stands: every named field under the shell, a list for a name said twice."""

    def __init__(self, html: str):
        super().__init__()
        reader = _Reader()
        reader.feed(html.split('id="contenu"', 1)[-1])
        self.update({name: said[0] if len(said) == 1 else said for name, said in reader.fields.items()})


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._select = self._textarea = None
        self._templates = 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, value = given.get("name"), given.get("value") or ""
        self._templates += tag == "template"
        if self._templates or "disabled" in given:
            return
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._choose(value, "selected" in given)
        elif tag == "textarea":
            self._textarea = name
            self.fields[name] = [""]
        elif tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.fields.setdefault(name, []).append(value)

    def _choose(self, value: str, selected: bool) -> None:
        if selected or self._select not in self.fields:
            self.fields[self._select] = [value]

    def handle_endtag(self, tag):
        self._templates -= tag == "template"
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._textarea = None

    def handle_data(self, data):
        if self._textarea:
            self.fields[self._textarea][0] += data
