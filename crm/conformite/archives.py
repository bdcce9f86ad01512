"""The yearly archive: what was issued and received in a fiscal year, readable and verifiable without us (CAI-10)."""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path

from sqlalchemy import func, select

from crm import VERSION, formats
from crm.clock import PARIS, now
from crm.conformite import coffre
from crm.conformite.clotures import Cloture
from crm.conformite.coffre import Coffre
from crm.conformite.series import controlees
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.evenements import Evenement, note
from crm.factures import Document
from crm.imputations import Imputation
from crm.journal import Entree, plain
from crm.numerotation import Serie
from crm.parametres import Parametres
from crm.reglements import Reglement
from crm.scellement import GENESE, Maillon
from tenants import Travail, db, later, storage, vault
from tenants.jobs import progress

LIENS = ("rang", "empreinte_precedente", "empreinte")
LIGNE = (
    "genre numero reference designation description livree_le quantite unite prix_unitaire remise taux_tva "
    "categorie_tva total_ht"
).split()
DOCUMENT = (
    "nature serie numero emise_le emise_a nom_client echeance devise change total_ht total_tva total_ttc "
    "total_ht_eur total_tva_eur total_ttc_eur pdf_sha256"
).split()
LISEZ_MOI = Path(__file__).with_name("lisez_moi.txt")
FORMAT = 1
REPORTED = 20


@dataclass(frozen=True)
class Bornes:
    """The part of a chain that an archive holds: after the link `apres`, up to the link `jusqua`."""

    modele: type[Maillon]
    apres: int
    jusqua: int

    @property
    def maillons(self) -> Iterator[Maillon]:
        rang = self.modele.rang
        return db.session.scalars(self.modele.maillons().where(rang > self.apres, rang <= self.jusqua))

    def describe(self) -> dict:
        ends = select(self.modele.rang, self.modele.empreinte).where(self.modele.rang.in_((self.apres, self.jusqua)))
        known = dict(db.session.execute(ends).all())
        said = {"de": self.apres + 1, "a": self.jusqua}
        return said | {"precedente": known.get(self.apres, GENESE), "derniere": known.get(self.jusqua, GENESE)}


@dataclass(frozen=True)
class Archive:
    """The archive of the fiscal year that `cloture` closed."""

    cloture: Cloture

    @classmethod
    def make_later(cls, cloture: Cloture, par: Membre | None, cle: str | None = None) -> Travail | None:
        """Ask for it. Raises RegleMetier on a closing that is not of a fiscal year."""
        if cloture.genre != "exercice":
            raise RegleMetier("Seul un exercice clos s’archive.")
        who = {"par_id": par.id, "auteur": par.libelle} if par else {"auteur": None}
        titre = f"Archive : {cloture.periode.libelle}"
        return later(cls.make_now, titre=titre, cle=cle, cloture_id=cloture.id, **who)

    @classmethod
    def make_now(cls, cloture_id: int, auteur: str | None) -> dict:
        archive = cls(db.session.get(Cloture, cloture_id))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "archive.zip"
            archive.write(path, now())
            found = {"sha256": storage.put_file(path), "nom": archive.nom}
            taille = path.stat().st_size
        phrase = f"Archive, {archive.cloture.periode.libelle} : {formats.taille(taille)}."
        note("archive", phrase, auteur=auteur, fin=archive.cloture.fin.isoformat(), **found)
        return found | {"type": "application/zip", "phrase": f"{archive.nom} est prête."}

    @property
    def nom(self) -> str:
        return f"archive-{self.cloture.debut:%Y-%m-%d}-{self.cloture.fin:%Y-%m-%d}.zip"

    @cached_property
    def bornes(self) -> dict[str, Bornes]:
        """Documents and payments as the closing covers them; imputations by their moment; the rest from the start."""
        c = self.cloture
        query = select(Cloture).where(Cloture.genre == c.genre, Cloture.rang < c.rang).order_by(Cloture.rang.desc())
        before = db.session.scalar(query.limit(1))
        parts = (
            Bornes(Document, before.documents if before else 0, c.documents),
            Bornes(Reglement, before.reglements if before else 0, c.reglements),
            Bornes(Imputation, _recorded_before(c.debut), _recorded_before(c.periode.limite)),
            Bornes(Cloture, 0, _highest(Cloture)),
            Bornes(Evenement, 0, _highest(Evenement)),
        )
        return {part.modele.chaine: part for part in parts}

    def write(self, path: Path, moment: datetime) -> None:
        """Write the whole file. Raises RegleMetier naming the document whose PDF cannot be made."""
        progress(0, self.bornes["documents"].jusqua - self.bornes["documents"].apres)
        with Coffre(path, moment) as target:
            self._write_notice(target, moment)
            target.add_json("archive.json", self._describe(moment))
            for fait, document in enumerate(self.bornes["documents"].maillons, 1):
                _write_document(target, document)
                if fait % REPORTED == 0:
                    progress(fait)
            self._write_tables(target)
            target.close(vault.of_company())

    def _write_notice(self, target: Coffre, moment: datetime) -> None:
        parametres, key = Parametres.current(), vault.of_company().public_key
        said = LISEZ_MOI.read_text().format(
            societe=parametres.raison_sociale,
            siren=parametres.siren or "non renseigné",
            debut=formats.jour(self.cloture.debut, "long"),
            fin=formats.jour(self.cloture.fin, "long"),
            faite_le=formats.moment(moment),
            version=VERSION,
            empreinte_cle=hashlib.sha256(key).hexdigest(),
            manifeste=coffre.MANIFESTE,
            signature=coffre.SIGNATURE,
            sceau=coffre.SCEAU,
            cle=coffre.CLE,
        )
        target.add("LISEZ-MOI.txt", said.encode())

    def _describe(self, moment: datetime) -> dict:
        parametres, c = Parametres.current(), self.cloture
        kept = ("raison_sociale", "siren", "nic", "tva_intracom", "adresse", "code_postal", "ville", "pays")
        return {
            "format": FORMAT,
            "logiciel": "Comptoir",
            "version": VERSION,
            "faite_a": moment.isoformat(),
            "societe": {name: getattr(parametres, name) for name in kept},
            "exercice": {"debut": c.debut.isoformat(), "fin": c.fin.isoformat(), "cloture": c.rang},
            "chaines": {name: part.describe() for name, part in self.bornes.items()},
            "series": list(_series()),
        }

    def _write_tables(self, target: Coffre) -> None:
        documents = self.bornes["documents"]
        head = [*DOCUMENT, "version_logicielle", *LIENS]
        target.add_csv("csv/documents.csv", head, (_document(one) for one in documents.maillons))
        target.add_csv("csv/lignes.csv", ["document", *LIGNE], _lignes(documents.maillons))
        for name in ("reglements", "imputations", "clotures", "evenements"):
            part = self.bornes[name]
            head = [*(one for one in part.modele.scelles if one != "rang"), *LIENS]
            target.add_csv(f"csv/{name}.csv", head, (_sealed(one, head) for one in part.maillons))
        head = ["quand", "auteur", "action", "sujet_type", "sujet_id", "libelle", "avant", "apres"]
        target.add_csv("csv/journal.csv", head, _journal(head, self.cloture))


def _highest(modele: type[Maillon]) -> int:
    return db.session.scalar(select(func.coalesce(func.max(modele.rang), 0)))


def _recorded_before(moment: date | datetime) -> int:
    """The last imputation before the first one recorded then."""
    moment = moment if isinstance(moment, datetime) else datetime.combine(moment, time.min, PARIS)
    first = select(func.min(Imputation.rang)).where(Imputation.enregistree_a >= moment).scalar_subquery()
    return db.session.scalar(select(func.coalesce(first - 1, _highest(Imputation))))


def _series() -> Iterator[dict]:
    for serie, souche in db.session.execute(controlees().order_by(Serie.id)):
        avant, apres = serie.entourage
        said = {"code": serie.code, "titre": souche.titre, "nature": souche.nature}
        yield said | {"annee": serie.annee, "avant": avant, "apres": apres}


def _write_document(target: Coffre, document: Document) -> None:
    if document.pdf_sha256 is None:
        _render(document)
    name = f"{document.rang:08d}-{document.numero.replace('/', '_')}"
    liens = {lien: getattr(document, lien) for lien in LIENS} | {"pdf_sha256": document.pdf_sha256}
    target.add_json(f"documents/{name}.json", {"enregistrement": document.record, **liens})
    target.add(f"documents/{name}.xml", document.cii.encode())
    target.add(f"documents/{name}.pdf", document.read_pdf())


def _render(document: Document) -> None:
    try:
        document.render_now()
    except RegleMetier as refusal:
        raise RegleMetier(f"{document.numero} : {refusal.message}") from refusal


def _document(document: Document) -> list:
    values = [plain(getattr(document, name)) for name in DOCUMENT]
    return [*values, document.fige.get("version_logicielle", ""), *(getattr(document, lien) for lien in LIENS)]


def _lignes(documents: Iterable[Document]) -> Iterator[list]:
    for document in documents:
        for ligne in document.fige["lignes"]:
            yield [document.numero, *(_text(ligne.get(name)) for name in LIGNE)]


def _sealed(maillon: Maillon, head: list[str]) -> list:
    values = maillon.record | {lien: getattr(maillon, lien) for lien in LIENS}
    return [_text(values[name]) for name in head]


def _journal(head: list[str], cloture: Cloture) -> Iterator[list]:
    debut = datetime.combine(cloture.debut, time.min, PARIS)
    query = select(Entree).where(Entree.quand >= debut, Entree.quand < cloture.periode.limite).order_by(Entree.id)
    for entree in db.session.scalars(query.execution_options(yield_per=500)):
        yield [_text(plain(getattr(entree, name))) for name in head]


def _text(value):
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
