"""An offer becomes a devis: the client, the words and the lines are not typed again (E-035, D-141)."""

from datetime import date

from crm.devis import Devis
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.fiscalite import exoneration_de, taux_possibles
from crm.opportunites.offre import LigneOffre
from crm.opportunites.opportunite import Opportunite
from crm.parametres import Parametres
from crm.redaction import billed
from crm.reperes import Droit
from crm.tiers import Tiers


def to_devis(opportunite: Opportunite, par: Membre | None, day: date) -> Devis:
    """A draft for the client of the opportunity. Raises RegleMetier as long as it is a prospect's or a person's."""
    if opportunite.tiers is None:
        who = "le prospect" if opportunite.piste_id else "le contact"
        raise RegleMetier(f"Un devis va à un client : convertissez d’abord {who}, ou choisissez le client.", "tiers_id")
    valeurs = {"objet": opportunite.nom, "introduction": opportunite.proposition}
    if opportunite.conditions:
        valeurs["conditions"] = opportunite.conditions
    payeur, servi = billed(opportunite.tiers)
    devis = Devis.draft(payeur, par, beneficiaire_id=servi.id if servi else None, **valeurs)
    devis.opportunite_id = opportunite.id
    if opportunite.contact and any(lien.tiers is opportunite.tiers for lien in opportunite.contact.rattachements):
        devis.write(contact_id=opportunite.contact_id)
    taxer = Taxer(payeur, day)
    devis.write_lignes([ligne.valeurs | taxer.tax(ligne) for ligne in opportunite.lignes])
    return devis


class Taxer:
    """The VAT that the lines of an offer bear for a client on a day."""

    def __init__(self, tiers: Tiers, day: date):
        self.tiers, self.parametres, self.droit = tiers, Parametres.current(), Droit.on(day)

    def tax(self, ligne: LigneOffre) -> dict:
        """What is imposed on this client, else what the article says, else the usual rate."""
        code = exoneration_de(self.parametres, self.tiers, ligne.nature)
        if code:
            return {"taux_tva": 0, "exoneration": code}
        if ligne.article_id:
            return {}
        return {"taux_tva": taux_possibles(self.droit, self.parametres, self.tiers)[0].valeur}
