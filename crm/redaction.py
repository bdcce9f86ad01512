"""A document being written for a client, before it is frozen: written once for devis, factures and avoirs."""

from datetime import date

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.devises import CHANGE
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.fiscalite import territoire_de
from crm.lignes import ZERO, Chiffre
from crm.souches import Souche
from crm.tiers import Contact, Tiers
from tenants import db


class Redaction(Chiffre):
    """`modifiables`: the columns that `write` may set while the document is a draft."""

    modifiables: frozenset[str] = frozenset()
    souche: str
    """The kind of its series of numbers."""
    lignes_fixes = False
    """Its lines come from elsewhere, whole: the editor shows them and does not write them."""
    date_prevue: Mapped[date | None]
    travaux_logement: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    serie: Mapped[str] = mapped_column(ForeignKey("souches.code"))

    def jour_prevu(self, today: date) -> date:
        """The day this draft will bear: the one chosen, else the day it is finished."""
        return self.date_prevue or today

    @classmethod
    def draft(cls, tiers: Tiers, par: Membre | None, **valeurs):
        """A new draft for this client, in the client's language (D-112)."""
        document = cls(responsable_id=par.id if par else None, remise_pourcent=None, remise_montant=None)
        document.serie = Souche.default(cls.souche)
        document.address_to(tiers.actuel)
        document.lignes = []
        document.total_ht = document.total_tva = document.total_ttc = ZERO
        document.total_ht_eur = document.total_tva_eur = document.total_ttc_eur = ZERO
        db.session.add(document)
        document.write(**valeurs)
        db.session.flush()
        return document

    def address_to(self, tiers: Tiers) -> None:
        """Write the document for this client; a contact of another client is forgotten."""
        self.ensure_brouillon()
        if tiers.is_in_trash:
            raise RegleMetier(f"{tiers.libelle} est à la corbeille : restaurez sa fiche d’abord.", "tiers_id")
        if self.tiers_id != tiers.id:
            self.contact_id = self.beneficiaire_id = None
        self.tiers, self.tiers_id, self.nom_client, self.langue = tiers, tiers.id, tiers.libelle, tiers.langue
        if not self.devise_liee:
            self.take_devise(tiers.devise)

    def write(self, **valeurs) -> None:
        """Change the fields of a draft. Raises RegleMetier when it is one no longer, or on a wrong value."""
        self.ensure_brouillon()
        if unknown := valeurs.keys() - self.modifiables - {"tiers_id"}:
            raise ValueError(f"{type(self).__name__} does not write {', '.join(sorted(unknown))}")
        before, tiers_id = (self.devise, self.change), valeurs.pop("tiers_id", None)
        if tiers_id and tiers_id != self.tiers_id:
            self.address_to(_find_tiers(tiers_id))
        if "serie" in valeurs:
            self._check_serie(valeurs["serie"])
        self.write_change({champ: valeurs.pop(champ) for champ in CHANGE if champ in valeurs})
        for champ, valeur in valeurs.items():
            setattr(self, champ, valeur.strip() or None if isinstance(valeur, str) else valeur)
        self.langue = self.langue or self.tiers.langue
        if before != (self.devise, self.change):
            self.count_in_euros(self.totaux)
        self._check_beneficiaire()
        self._check_contact()
        self.check_dates()

    def check_dates(self) -> None:
        """Raises RegleMetier when the dates of the draft contradict one another."""

    def copy_to(self, other: "Redaction", champs: tuple[str, ...]) -> None:
        """The same words, lines and discount in another draft."""
        other.write(**{champ: getattr(self, champ) for champ in champs})
        other.remise_pourcent, other.remise_montant = self.remise_pourcent, self.remise_montant
        other.prix_ttc, other.travaux_logement = self.prix_ttc, self.travaux_logement
        other.serie = Souche.default(other.souche, self.serie)
        other.take_devise(self.devise)
        other.write_lignes([ligne.valeurs for ligne in self.lignes])

    def _check_serie(self, code: str | None) -> None:
        if code == self.serie:
            return
        if self.numero or code not in {one.code for one in Souche.ouvertes(self.souche)}:
            raise RegleMetier("Choisissez la série dans la liste.", "serie")

    def _check_beneficiaire(self) -> None:
        if self.beneficiaire_id == self.tiers_id:
            self.beneficiaire_id = None
        self.beneficiaire = _find_tiers(self.beneficiaire_id) if self.beneficiaire_id else None
        if self.beneficiaire and not same_vat(self.tiers, self.beneficiaire):
            raise RegleMetier(
                f"{self.beneficiaire.libelle} est livré sous un autre régime de TVA que {self.tiers.libelle} : "
                "facturez qui est livré.",
                "tiers_id",
            )

    def _check_contact(self) -> None:
        if not self.contact_id:
            return
        contact, known = db.session.get(Contact, self.contact_id), {self.tiers_id, self.beneficiaire_id}
        if contact is None or not any(lien.tiers_id in known for lien in contact.rattachements):
            raise RegleMetier("Ce contact n’est pas rattaché à ce client : choisissez-en un autre.", "contact_id")


def billed(client: Tiers) -> tuple[Tiers, Tiers | None]:
    """Who is invoiced for what this client orders and, when that is another, the client, who is served (D-127)."""
    payeur = client.payeur
    return (payeur, client) if payeur is not client and same_vat(payeur, client) else (client, None)


def same_vat(payeur: Tiers, client: Tiers) -> bool:
    """Whether goods delivered to the client bear the VAT of who is invoiced: both are in one territory."""
    return territoire_de(client.adresse_livraison) == territoire_de(payeur.adresse_livraison)


def _find_tiers(tiers_id: int) -> Tiers:
    tiers = db.session.get(Tiers, tiers_id)
    if tiers is None:
        raise RegleMetier("Ce client n’existe pas : choisissez-le dans la liste.", "tiers_id")
    return tiers


def check_period(debut: date | None, fin: date | None, champ: str) -> None:
    if fin and (debut is None or fin < debut):
        raise RegleMetier("La fin de la période précède son début : corrigez l’une des deux dates.", champ)
