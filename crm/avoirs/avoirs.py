from datetime import date
from decimal import Decimal
from typing import Self

from sqlalchemy import case
from sqlalchemy.orm import Mapped, relationship

from crm import etats, formats, imputations
from crm.avoirs.regles import AVOIRS, MOTIFS
from crm.avoirs.restes import credited, left_by_line, left_by_vat
from crm.documents.contenu import Conditions, Reference
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.etats import Etat
from crm.factures import Document, Facture, LigneFacture, SuiviFacture
from crm.factures.contenus import clauses
from crm.factures.decomptes import lock_devis
from crm.factures.regles import COMMUNES
from crm.factures.regles_devise import DEVISES
from crm.factures.regles_tva import TVA
from crm.montants import GroupeTVA, arrondi, cle_tva, net
from crm.parametres import Parametres
from crm.reperes import Droit
from crm.souches import Souche
from tenants import db

COPIES = ("contact_id", "beneficiaire_id", "langue")
TEXTES = {"fr": ("Avoir sur la facture {}", "Facture {}"), "en": ("Credit note for invoice {}", "Invoice {}")}


class Avoir(Document):
    identite = "avoir"
    genre = "l’avoir"
    souche = "avoir"
    regles = [*COMMUNES, *TVA, *AVOIRS, *DEVISES]

    facture: Mapped[Facture | None] = relationship(
        Facture, foreign_keys=[Document.facture_id], remote_side=[Document.id], viewonly=True
    )

    @classmethod
    def from_facture(
        cls,
        facture: Facture,
        par: Membre | None,
        motif: str,
        *,
        quantites: dict[int, Decimal] | None = None,
        montants: dict[str, Decimal] | None = None,
        precision: str | None = None,
    ) -> Self:
        """The draft that corrects an issued facture: all that is left of it, or by `quantites` (line → quantity), or by
        `montants` (VAT, « 20 » or « 0-export » → amount HT). Raises RegleMetier beyond what is left to credit."""
        facture.ensure_issued()
        if motif not in MOTIFS:
            raise RegleMetier("Choisissez le motif de l’avoir dans la liste.", "motif")
        new = cls.draft(facture.tiers, par, **{champ: getattr(facture, champ) for champ in COPIES})
        new.take_change(facture)
        new.facture_id, new.motif, new.precision_motif = facture.id, motif, (precision or "").strip() or None
        new.responsable_id = facture.responsable_id or new.responsable_id
        new.serie = Souche.default("avoir", facture.serie)
        new.objet = TEXTES[new.langue][0].format(facture.numero)
        db.session.flush()
        if montants:
            new.write_lignes(_by_vat(facture, montants, new.langue))
            return new
        new._credit_lines(facture, quantites)
        if quantites is None:
            new._credit_rest(facture)
        return new

    def _credit_rest(self, facture: Facture) -> None:
        """All that is left: the lines and what they deduct; by rate, once avoirs by amount have blurred the lines."""
        done = credited(facture)
        if not done:
            self.deductions[:] = [row.copy() for row in facture.deductions]
            self.add_up()
        elif self.total_ttc != facture.total_ttc - done:
            self.remise_pourcent = self.remise_montant = None
            self.prix_ttc = False
            left = {cle: montant for cle, montant in left_by_vat(facture).items() if montant > 0}
            self.write_lignes(_by_vat(facture, left, self.langue))

    def _credit_lines(self, facture: Facture, quantites: dict[int, Decimal] | None) -> None:
        left = left_by_line(facture)
        wanted = left if quantites is None else quantites
        chosen = [ligne for ligne in facture.lignes_chiffrees if wanted.get(ligne.id)]
        if not chosen:
            raise RegleMetier("Choisissez au moins une ligne à créditer, avec sa quantité.", "quantites")
        for ligne in chosen:
            _check_quantity(ligne, wanted[ligne.id], left[ligne.id])
        self.prix_ttc = facture.prix_ttc
        self.write_lignes([ligne.valeurs | {"quantite": wanted[ligne.id], "devis_id": None} for ligne in chosen])
        for mine, origine in zip(self.lignes, chosen, strict=True):
            mine.origine_id = origine.id
        self.remise_pourcent = facture.remise_pourcent
        if facture.remise_montant:
            part = sum(map(net, self.lignes)) / sum(map(net, facture.lignes_chiffrees))
            self.remise_montant = arrondi(facture.remise_montant * part)
        self.add_up()

    @property
    def nature_imprimee(self) -> str:
        return "avoir_acompte" if self.facture and self.facture.forme == "acompte" else "avoir"

    def prepare_issue(self) -> None:
        if self.facture is None:
            return
        lock_devis(self.facture.devis_ids)  # before the chain, as whoever writes a facture
        imputations.lock(self.facture)

    def settle_issue(self, day: date, par: Membre | None) -> None:
        """Count the avoir in its facture, and set it off against what the facture still awaits (AVO-07)."""
        self.facture.suivi.credite = credited(self.facture)
        if montant := min(self.facture.reste, self.total_ttc):
            self.impute(self.facture, montant, day, par)
        self.facture.settle_credit()

    def impute(self, facture: Facture, montant: Decimal, le: date, par: Membre | None) -> None:
        """Use a part of the avoir to pay a facture of the same client. Raises RegleMetier."""
        self.ensure_issued()
        db.session.flush()
        imputations.lock(self, facture)
        source = {
            "disponible": self.reste,
            "devise": self.devise,
            "tiers_id": self.tiers.actuel.id,
            "avoir_id": self.id,
        }
        imputations.impute(facture, montant, le, par, **source)
        imputations.settle(self, le)

    def echeance_for(self, day: date, parametres: Parametres) -> None:
        return None

    def conditions_imprimees(self, day: date, droit: Droit, parametres: Parametres) -> Conditions:
        motif = droit.mention(f"avoir_{self.motif}", self.langue) if self.motif else ""
        said = " : ".join(part for part in (motif, self.precision_motif) if part)
        autres = tuple(text for text in (said, self.conditions) if text)
        return Conditions(autres=autres, **clauses(self, droit, parametres))

    @property
    def references(self) -> tuple[Reference, ...]:
        return (Reference(nature="facture", numero=self.facture.numero, le=self.facture.emise_le),)

    def etat(self, day: date) -> Etat:
        if self.emise_le is None or self.suivi is None:
            return etats.AVOIRS["brouillon"]
        if self.reste <= 0:
            return etats.AVOIRS["utilise"]
        return etats.AVOIRS["disponible" if self.reste == self.suivi.total else "utilise_en_partie"]

    @classmethod
    def etat_sql(cls, day: date):
        """The code of the state, for a query joined (outer) to SuiviFacture: what lists filter and sort on."""
        s = SuiviFacture
        return case(
            (cls.emise_le.is_(None), "brouillon"),
            (s.reste <= 0, "utilise"),
            (s.reste == s.total, "disponible"),
            else_="utilise_en_partie",
        )


def _by_vat(facture: Facture, montants: dict[str, Decimal], langue: str) -> list[dict]:
    groupes = {groupe.cle: groupe for groupe in facture.totaux.groupes}
    left, rows = left_by_vat(facture), []
    for cle, montant in montants.items():
        if cle not in groupes:
            raise RegleMetier("La facture ne porte pas cette TVA : choisissez parmi les siennes.", "montants")
        imputations.check_montant(montant)
        if montant > left[cle]:
            said = formats.montant(left[cle], facture.devise)
            raise RegleMetier(f"Il reste {said} HT à créditer avec cette TVA : réduisez le montant.", "montants")
        rows.append(_row(facture, groupes[cle], montant, langue))
    return rows


def _row(facture: Facture, groupe: GroupeTVA, montant: Decimal, langue: str) -> dict:
    model = next(x for x in facture.lignes_chiffrees if cle_tva(x.taux_tva, x.exoneration) == groupe.cle)
    said = {"designation": TEXTES[langue][1].format(facture.numero), "prix_unitaire": montant}
    return said | {champ: getattr(model, champ) for champ in ("taux_tva", "categorie_tva", "exoneration", "nature")}


def _check_quantity(ligne: LigneFacture, quantite: Decimal, left: Decimal) -> None:
    if abs(quantite) > abs(left) or quantite * ligne.quantite < 0:
        said = f"« {ligne.designation} » : il reste {formats.nombre(left)} à créditer, réduisez la quantité."
        raise RegleMetier(said, f"quantites-{ligne.id}")
