"""Whether VAT is due, by who buys, what, and where it goes (IDT-10; CGI art. 259, 262, 262 ter, 283, 293 B, 294)."""

from datetime import date

from crm.parametres import Parametres
from crm.reperes import ACTIVITE, Droit, Repere
from crm.territoires import DROM, GUYANE_MAYOTTE, territoire
from crm.tiers import Tiers

BIENS = {"hors_ue": "export", DROM: "livraison_drom", GUYANE_MAYOTTE: "livraison_drom"}
ENTREPRISES = {
    ("assujetti_ue", "bien"): "livraison_ue",
    ("assujetti_ue", "service"): "services_ue",
    ("hors_ue", "service"): "services_hors_ue",
}
VUS_DE = {DROM: {"outremer"}, GUYANE_MAYOTTE: {"outremer", GUYANE_MAYOTTE}, "corse": {"metropole"}}


def territoire_de(qui) -> str:
    """Where a company, an address or nobody (None: in France) is."""
    return territoire(getattr(qui, "pays", None), getattr(qui, "code_postal", None))


def destination(tiers: Tiers, nature: str) -> str:
    """Where goods go, or where who buys a service is."""
    return territoire_de(tiers.adresse_livraison if nature == "bien" else tiers.adresse_facturation)


def exoneration_de(parametres: Parametres, tiers: Tiers | None, nature: str) -> str | None:
    """The code of the usual reason why this client pays no VAT on this nature of line; None when VAT is due."""
    maison = territoire_de(parametres)
    if maison == GUYANE_MAYOTTE:
        return GUYANE_MAYOTTE
    zone = destination(tiers, nature) if tiers else maison
    abroad = zone not in ("metropole", "corse", maison)
    code = _abroad(tiers, nature, zone) if abroad else None
    if parametres.is_franchise:
        return code if code in ("services_ue", "services_hors_ue") else "franchise"
    return code


def _abroad(tiers: Tiers, nature: str, zone: str) -> str | None:
    if nature == "bien" and zone in BIENS:
        return BIENS[zone]
    if zone == GUYANE_MAYOTTE:
        return GUYANE_MAYOTTE
    return ENTREPRISES.get((tiers.qualification, nature)) if zone in ("ue", "hors_ue") else None


def exonerations_possibles(droit: Droit, parametres: Parametres, tiers: Tiers | None) -> list[Repere]:
    """The reasons a line for this client may be without VAT, those of the company's own activities last."""
    zones = {""} | ({"franchise"} if parametres.is_franchise else set())
    for nature in ("bien", "service"):
        zone = destination(tiers, nature) if tiers else territoire_de(parametres)
        zones |= VUS_DE.get(zone, {zone})
    if territoire_de(parametres) == GUYANE_MAYOTTE:
        zones.add(GUYANE_MAYOTTE)
    chosen = set(parametres.activites_exonerees)
    return [r for r in droit.exonerations if r.territoire in zones or r.code in chosen]


def activites(day: date) -> list[Repere]:
    """The reasons that hold by what a company does: it chooses those it may put on its lines."""
    return [repere for repere in Droit.on(day).exonerations if repere.territoire == ACTIVITE]


def taux_possibles(droit: Droit, parametres: Parametres, tiers: Tiers | None) -> list[Repere]:
    """The rates of where the company is, then those of where its client is; each once."""
    zones = [territoire_de(parametres), *([destination(tiers, "service"), destination(tiers, "bien")] if tiers else [])]
    found = {r.valeur: r for zone in reversed(["metropole", *zones]) for r in droit.taux_tva(zone)}
    return sorted(found.values(), key=lambda repere: -repere.valeur)
