"""Issue: check, number, freeze, seal, then print. One way, once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Select, inspect
from sqlalchemy.orm import selectinload, undefer

from crm import facturx, imprimes, journal, numerotation
from crm.clock import PARIS
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.factures.contenus import contenu
from crm.factures.controle import Contexte, Point, Regle, ensure_ok
from crm.factures.suivi import SuiviFacture
from crm.parametres import Parametres
from crm.reperes import Droit
from crm.scellement import Chaine, Maillon, stored
from tenants import db, later, storage

SUITES: list[Callable] = []
"""What other nouns do in the transaction that issues a document: each is given it, the author and the moment."""
ESSAI = "ESSAI"
"""The number a document is tried with before it takes one."""
SCELLES = (
    "nature forme serie numero tiers_id nom_client contact_id devis_id facture_id remplace_id objet introduction "
    "conditions langue commande_client prestation_le prestation_fin livraison_le echeance mode_reglement "
    "beneficiaire_id situation_rang retenue_pourcent acquittee_le acquittee_mode motif precision_motif "
    "emise_le emise_a emise_par_id remise_pourcent remise_montant prix_ttc total_ht total_tva total_ttc "
    "devise change change_source change_le total_ht_eur total_tva_eur total_ttc_eur "
    "fige cii cree_le"
).split()


class Emission(Maillon):
    """What a facture and an avoir do alike when they are issued."""

    chaine = "documents"
    scelles = SCELLES
    regles: list[Regle]

    def controle(self, day: date) -> list[Point]:
        """What each rule says of this draft issued on `day`; `issue` refuses when one says « manquant »."""
        db.session.flush()
        contexte = Contexte(self, day, Parametres.current(), Droit.on(day))
        return [regle.point(contexte) for regle in self.regles]

    def issue(self, day: date, now: datetime, par: Membre | None) -> None:
        """Number, freeze and seal the document. Raises RegleMetier naming what is missing."""
        db.session.flush()
        db.session.refresh(self, with_for_update=True)
        self.ensure_brouillon()
        if day > now.astimezone(PARIS).date():
            raise RegleMetier("La date d’émission est dans le futur : choisissez aujourd’hui au plus tard.", "emise_le")
        self.prepare_issue()
        ensure_ok(self.controle(day), self.genre.capitalize())
        self._freeze(day, now, par)
        self._follow()
        self.settle_issue(day, par)
        for suite in SUITES:
            suite(self, par, now)
        journal.record(self, "emission", apres={"numero": self.numero, "total_ttc": str(self.total_ttc)})
        later(self.render_now, titre=f"PDF de {self.numero}", cle=self.cle_pdf, par_id=self.emise_par_id)

    def prepare_issue(self) -> None:
        """What must be locked before the chain. To be refined by each document."""

    def settle_issue(self, day: date, par: Membre | None) -> None:
        """What follows from the issue, in the same transaction. To be refined by each document."""

    def _freeze(self, day: date, now: datetime, par: Membre | None) -> None:
        parametres = Parametres.current()
        self.echeance = self.echeance_for(day, parametres)
        frozen = contenu(self, day, "", Droit.on(day), parametres)
        facturx.ecrire(replace(frozen, numero=ESSAI))
        chaine = Chaine.lock(self.chaine)
        frozen = replace(frozen, numero=numerotation.draw(self.serie, day))
        with db.session.no_autoflush:
            self.numero, self.fige, self.cii = frozen.numero, frozen.to_dict(), facturx.ecrire(frozen)
            self.nom_client = self.tiers.libelle
            self.emise_le, self.emise_a, self.emise_par_id = day, now, par.id if par else None
            chaine.seal(self)
        db.session.flush()

    def _follow(self) -> None:
        suivi = SuiviFacture(facture_id=self.id, nature=self.nature, tiers_id=self.tiers_id, echeance=self.echeance)
        suivi.total, suivi.reste, suivi.total_eur = self.total_ttc, self.total_ttc, self.total_ttc_eur
        suivi.soldee_le = None if self.total_ttc else self.emise_le
        if retenue := self.retenue_on(self.emise_le):
            suivi.retenue, suivi.retenue_le = retenue.montant, retenue.le
        db.session.add(suivi)
        db.session.flush()
        db.session.expire(self, ["suivi"])

    @classmethod
    def maillons(cls) -> Select:
        """Every facture and avoir issued, by rank, with its lines and deductions."""
        document = inspect(cls).base_mapper.class_
        rows = (selectinload(document.lignes), selectinload(document.deductions))
        return super().maillons().options(*rows, undefer(document.fige), undefer(document.cii))

    @property
    def record(self) -> dict:
        return super().record | {"lignes": _rows(self.lignes), "deductions": _rows(self.deductions)}

    def render_now(self) -> dict:
        """Make the PDF, once and for all. Who comes while it is being made waits for it."""
        db.session.refresh(self, with_for_update={"key_share": True})
        if self.pdf_sha256 is None:
            self.pdf_sha256 = storage.put(facturx.render(self.fige, self.cii))
        return {"sha256": self.pdf_sha256, "nom": self.nom_pdf}

    def read_pdf(self) -> bytes | None:
        """The bytes made at issue; None while they are being made."""
        return storage.get(self.pdf_sha256) if self.pdf_sha256 else None

    def preview_later(self, day: date, par: Membre | None):
        """Ask for the PDF of a draft, with its watermark. Returns the job, whose result names the file."""
        self.ensure_brouillon()
        par_id = par.id if par else None
        return later(self.preview_now, titre="Aperçu du brouillon", par_id=par_id, jour=day.isoformat())

    def preview_now(self, jour: str) -> dict:
        day = date.fromisoformat(jour)
        droit, parametres = Droit.on(day), Parametres.current()
        frozen = contenu(self, day, "", droit, parametres).to_dict()
        frozen["filigrane"] = droit.mention("brouillon", self.langue)
        return {"sha256": storage.put(imprimes.render(frozen)), "nom": f"brouillon-{self.id}.pdf"}

    @property
    def cle_pdf(self) -> str:
        """The key of the job that makes the PDF."""
        return f"pdf:{self.id}"

    @property
    def nom_pdf(self) -> str:
        return f"{self.numero}.pdf"


def _rows(of: list) -> list[dict]:
    return [stored(row, inspect(type(row)).columns.keys()) for row in of]
