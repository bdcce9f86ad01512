"""Which two tiers, which two contacts may be one, and what each of them stops saying then."""

from crm import clock
from crm.errors import RegleMetier
from crm.fusionnables import Fusionnable
from crm.fusions import is_engaged
from crm.profils import OPPOSITIONS

IDENTITE = {"siren": "SIREN", "tva_intracom": "numéro de TVA"}


class TiersFusionnable(Fusionnable):
    groupes = {"siren": ("nic",), "delai_paiement": ("fin_de_mois",), "iban": ("bic",)}
    acquis = frozenset({"prospect_depuis", "client_depuis", "fournisseur_depuis"})
    deduits = frozenset({"code_postal", "ville", "pays", "logo"})
    cumules = OPPOSITIONS

    def prepare_absorption(self, autre) -> None:
        """One address only bears each flag, one contact only is the main one: those of the card kept."""
        for mine, theirs, flags in (
            (self.adresses_actives, autre.adresses_actives, ("defaut", "facturation", "livraison")),
            (self.contacts, autre.contacts, ("principal",)),
        ):
            for one in theirs if mine else ():
                one.revise(**dict.fromkeys(flags, False))
        self.logo = self.logo or autre.logo
        if not self.adresses_actives:
            self.code_postal, self.ville, self.pays = autre.code_postal, autre.ville, autre.pays
        join(self.rattachements, autre.rattachements, "contact_id")
        for one in self.delegations:
            if autre in (one.tiers, one.gerant):
                one.trash(clock.now())

    def ensure_can_absorb(self, autre, final: dict) -> None:
        """What was invoiced to one legal person, or paid by it, is never shown as another’s (CGI 242 nonies A)."""
        for one, other in ((self, autre), (autre, self)):
            if other in one.ancetres[1:]:
                raise RegleMetier(
                    f"{one.societe_mere.libelle} est entre {other.libelle} et {one.libelle} : changez d’abord la "
                    "société mère."
                )
        for one in (self, autre):
            if is_engaged(one):
                self._ensure_same_person(one, final)

    def _ensure_same_person(self, one, final: dict) -> None:
        theirs = f"Des factures ou des règlements sont au nom de {one.libelle}"
        for cle, nom in IDENTITE.items():
            said = getattr(one, cle)
            if said and final.get(cle, said) != said:
                raise RegleMetier(
                    f"{theirs}, {nom} {said} : deux numéros sont deux personnes. Gardez celui-ci, ou ne fusionnez pas.",
                    cle,
                )
        if one.is_particulier != (final.get("qualification", one.qualification) == "particulier"):
            raise RegleMetier(f"{theirs} : un particulier et une entreprise ne se fusionnent pas.", "qualification")


class ContactFusionnable(Fusionnable):
    groupes = {"email": ("validite_email",), "optin_le": ("optout_le",)}
    deduits = frozenset({"tri_organisation", "anonymiser_le", "anonymise_le"})

    def prepare_absorption(self, autre) -> None:
        join(self.rattachements, autre.rattachements, "tiers_id")


def join(mine: list, theirs: list, key: str) -> None:
    """Where both are attached, the link of the one kept says what the other said."""
    by_key = {getattr(link, key): link for link in mine}
    for link in theirs:
        twin = by_key.get(getattr(link, key))
        if twin is not None and link.supprime_le is None:
            principal = link.principal or (twin.principal and twin.supprime_le is None)
            twin.revise(supprime_le=None, role=twin.role or link.role, principal=principal)
