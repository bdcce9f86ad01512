"""What an archive says of itself must agree: links follow, numbers follow, documents add up to the closings."""

import csv
import hashlib
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

ZERO = Decimal(0)
TOTAUX = ("total_ht", "total_tva", "total_ttc")
EN_EUROS = ("total_ht_eur", "total_tva_eur", "total_ttc_eur")


class Incoherence(Exception):
    """What does not agree, in one French sentence naming the file or the record."""


def coherences(archive: zipfile.ZipFile) -> Iterator[str]:
    """What holds, one sentence after the other. Raises Incoherence at the first that does not."""
    said, rows = json.loads(archive.read("archive.json")), _rows(archive, "csv/documents.csv")
    sums = _documents(archive, rows)
    yield f"Les {len(rows)} documents sont les mêmes en CSV, en JSON, en XML et en PDF."
    chains = {name: _rows(archive, f"csv/{name}.csv") for name in said["chaines"] if name != "documents"}
    for name, maillons in {"documents": rows, **chains}.items():
        _follow(name, maillons, said["chaines"][name])
        yield f"Chaîne {name} : {len(maillons)} maillons se suivent."
    yield f"Les numéros se suivent sans trou : {_numbers(rows, said['series'])}."
    cloture = _closing(chains["clotures"], said["exercice"])
    _adds_up(cloture, sums, chains["reglements"])
    yield f"Les documents et les règlements totalisent la clôture de l’exercice : {cloture['total_ttc']} € TTC."
    _perpetual(chains["clotures"])
    yield f"Les {len(chains['clotures'])} clôtures se cumulent sans rupture."


def _rows(archive: zipfile.ZipFile, name: str) -> list[dict]:
    csv.field_size_limit(2**31 - 1)
    with archive.open(name) as content:
        return list(csv.DictReader(io.TextIOWrapper(content, "utf-8-sig", newline=""), delimiter=";"))


@dataclass
class Sommes:
    """What documents amount to in euros, in all and by VAT category and rate."""

    totaux: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(TOTAUX, ZERO))
    par_serie: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    par_taux: dict[tuple, list[Decimal]] = field(default_factory=lambda: defaultdict(lambda: [ZERO, ZERO]))

    def add(self, serie: str, totaux: dict, signe: int) -> None:
        self.par_serie[serie] += signe * Decimal(totaux["ttc"])
        for champ in TOTAUX:
            self.totaux[champ] += signe * Decimal(totaux[champ.removeprefix("total_")])
        for groupe in totaux["groupes"]:
            total = self.par_taux[groupe["categorie"], Decimal(groupe["taux"])]
            total[0] += signe * Decimal(groupe["base"])
            total[1] += signe * Decimal(groupe["tva"])


def _documents(archive: zipfile.ZipFile, rows: list[dict]) -> Sommes:
    """Compare each document with its row; returns what they amount to, less what they say they replace."""
    sommes = Sommes()
    for row in rows:
        name = f"documents/{int(row['rang']):08d}-{row['numero'].replace('/', '_')}"
        kept = json.loads(archive.read(f"{name}.json"))
        record, fige = kept["enregistrement"], kept["enregistrement"]["fige"]
        for champ in ("serie", "numero", "emise_le", "devise", *TOTAUX, *EN_EUROS):
            _same(f"{name}.json, {champ}", record[champ], row[champ])
        for champ in ("rang", "empreinte_precedente", "empreinte"):
            _same(f"{name}.json, {champ}", str(kept[champ]), row[champ])
        euros = (fige.get("conversion") or fige)["totaux"]
        for totaux, suffixe in ((fige["totaux"], ""), (euros, "_eur")):
            for champ in TOTAUX:
                printed = Decimal(totaux[champ.removeprefix("total_")])
                _same(f"{name}.json, {champ}{suffixe} imprimé", printed, Decimal(row[champ + suffixe]))
        _same(f"{name}.xml", archive.read(f"{name}.xml").decode(), record["cii"])
        _same(f"{name}.pdf", hashlib.sha256(archive.read(f"{name}.pdf")).hexdigest(), kept["pdf_sha256"])
        sommes.add(row["serie"], euros, -1 if row["nature"] == "avoir" else 1)
        if replaced := fige.get("remplace"):
            sommes.add(row["serie"], replaced, -1)
    return sommes


def _follow(name: str, maillons: list[dict], bounds: dict) -> None:
    rang, precedente = bounds["de"], bounds["precedente"]
    for maillon in maillons:
        said = maillon.get("numero") or f"maillon {maillon['rang']}"
        if int(maillon["rang"]) != rang:
            raise Incoherence(f"Chaîne {name} : le maillon {rang} manque, {said} vient à sa place.")
        if maillon["empreinte_precedente"] != precedente:
            raise Incoherence(f"Chaîne {name} : {said} ne suit pas le maillon précédent.")
        rang, precedente = rang + 1, maillon["empreinte"]
    if rang - 1 != bounds["a"] or precedente != bounds["derniere"]:
        raise Incoherence(f"Chaîne {name} : elle s’arrête au maillon {rang - 1}, {bounds['a']} sont annoncés.")


def _numbers(rows: list[dict], series: list[dict]) -> str:
    """What each series goes from and to."""
    found, known = defaultdict(list), set()
    for row in rows:
        for place, serie in enumerate(series):
            counter = _counter(row, serie)
            if counter is not None:
                found[place].append(counter)
                known.add(row["numero"])
    for row in rows:
        if row["numero"] not in known:
            raise Incoherence(f"{row['numero']} n’est d’aucune série.")
    for place, counters in found.items():
        gaps = set(range(min(counters), max(counters) + 1)) - set(counters)
        if gaps or len(set(counters)) != len(counters):
            serie = series[place]
            raise Incoherence(f"Série {serie['avant']}… : le numéro {min(gaps or counters)} manque ou est en double.")
    return ", ".join(f"{series[p]['avant']}… de {min(c)} à {max(c)}" for p, c in sorted(found.items())) or "aucun"


def _counter(row: dict, serie: dict) -> int | None:
    numero, avant, apres = row["numero"], serie["avant"], serie["apres"]
    same = row["serie"] == serie["code"] and row["emise_le"][:4] == str(serie["annee"])
    if not (same and numero.startswith(avant) and numero.endswith(apres)):
        return None
    counter = numero[len(avant) : len(numero) - len(apres)]
    return int(counter) if counter.isdecimal() else None


def _closing(clotures: list[dict], exercice: dict) -> dict:
    for cloture in clotures:
        if int(cloture["rang"]) == exercice["cloture"]:
            return cloture
    raise Incoherence("La clôture de l’exercice manque dans csv/clotures.csv.")


def _adds_up(cloture: dict, sommes: Sommes, reglements: list[dict]) -> None:
    for champ in TOTAUX:
        _same(f"Clôture de l’exercice, {champ}", Decimal(cloture[champ]), sommes.totaux[champ])
    for taux in json.loads(cloture["taux"]):
        awaited = sommes.par_taux.get((taux["categorie"], Decimal(taux["taux"])), [ZERO, ZERO])
        _same(f"Clôture de l’exercice, TVA à {taux['taux']} %", [Decimal(taux["ht"]), Decimal(taux["tva"])], awaited)
    series = {code: Decimal(row["ttc"]) for code, row in json.loads(cloture["series"]).items()}
    _same("Clôture de l’exercice, séries de numéros", series, dict(sommes.par_serie))
    received: dict[str, Decimal] = defaultdict(Decimal)
    for reglement in reglements:
        received[reglement["mode"]] += Decimal(reglement["montant_eur"])
    modes = {mode: Decimal(montant) for mode, montant in json.loads(cloture["modes"]).items()}
    _same("Clôture de l’exercice, règlements par mode", modes, dict(received))


def _perpetual(clotures: list[dict]) -> None:
    """Each closing adds its total to that of the last of its kind."""
    totals: dict[str, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    for one in clotures:
        before, absolute = totals[one["genre"]]
        totals[one["genre"]] = before + Decimal(one["total_ttc"]), absolute + Decimal(one["absolu"])
        said = Decimal(one["perpetuel"]), Decimal(one["perpetuel_absolu"])
        _same(f"Clôture {one['genre']} du {one['debut']}, cumul perpétuel", said, totals[one["genre"]])


def _same(what: str, value, awaited) -> None:
    if value != awaited:
        raise Incoherence(f"{what} ne correspond pas au reste de l’archive.")
