"""Who sent an invoice: found among the tiers, or made from what the invoice says."""

from datetime import date

from sqlalchemy import func, select
from stdnum.eu import vat

from crm import identifiants
from crm.depenses.depenses import Depense
from crm.errors import RegleMetier
from crm.reception import Partie
from crm.reception.syntaxes import FRANCE
from crm.tiers import Tiers
from tenants import db

UNION = {code.upper() for code in vat.MEMBER_STATES} | {"GR"}


def find(partie: Partie) -> Tiers | None:
    """The one tiers of this SIREN, else of this VAT number, else of this very name; None when there is doubt."""
    name = func.extensions.tri_fr(Tiers.nom) == func.extensions.tri_fr(partie.nom)
    unsaid = Tiers.siren.is_(None) if partie.siren else Tiers.id.is_not(None)
    for value, condition in (
        (partie.siren, Tiers.siren == partie.siren),
        (partie.tva, Tiers.tva_intracom == partie.tva),
        (partie.nom, name & unsaid),
    ):
        found = db.session.scalars(select(Tiers).where(condition, Tiers.supprime_le.is_(None)).limit(2)).all()
        if value and len(found) == 1:
            return found[0]
    return None


def create(depense: Depense, day: date) -> Tiers:
    """The supplier's card, made from a received invoice and given to all theirs. Raises RegleMetier when it exists."""
    if depense.tiers is not None or depense.facture is None:
        raise RegleMetier("Le fournisseur de cette dépense est déjà connu.")
    partie = depense.facture.fournisseur
    tiers = find(partie) or Tiers.create(day=day, **_values(partie, depense.iban))
    tiers.become_fournisseur(day)
    theirs = select(Depense).where(Depense.cle_fournisseur == depense.cle_fournisseur, Depense.tiers_id.is_(None))
    for one in db.session.scalars(theirs):
        one.tiers = tiers
    db.session.flush()
    return tiers


def known_iban(depense: Depense) -> str | None:
    """The account this supplier was paid on until now: the one of their card, else of their last invoice paid."""
    if depense.tiers and depense.tiers.iban:
        return depense.tiers.iban
    before = select(Depense.iban).where(
        Depense.cle_fournisseur == depense.cle_fournisseur, Depense.id != depense.id, Depense.iban.is_not(None)
    )
    return db.session.scalar(before.where(Depense.recue_a < depense.recue_a).order_by(Depense.recue_a.desc()).limit(1))


def _values(partie: Partie, iban: str | None) -> dict:
    """What a card takes of a party: an identifier whose key is wrong is left out."""
    pays, lignes = partie.adresse.pays, [*partie.adresse.lignes, "", ""]
    qualification = "assujetti_fr" if pays in FRANCE else "assujetti_ue" if pays in UNION else "hors_ue"
    place = {"code_postal": partie.adresse.code_postal, "ville": partie.adresse.ville, "pays": pays}
    return {
        "nom": partie.nom,
        "siret": _right(identifiants.check_siret, partie.siret) or _right(identifiants.check_siren, partie.siren),
        "tva_intracom": _right(identifiants.check_tva, partie.tva),
        "iban": _right(identifiants.check_iban, iban),
        "qualification": qualification,
        "roles": ["fournisseur"],
        "email": partie.email or None,
        "telephone": partie.telephone or None,
        "adresse": {"ligne1": lignes[0] or None, "ligne2": lignes[1] or None} | place,
    }


def _right(check, value: str | None) -> str | None:
    try:
        return check(value) if value else None
    except RegleMetier:
        return None
