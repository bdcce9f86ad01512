"""What every company starts with: the law as it stood when this was written, each row with its days."""

from datetime import date
from decimal import Decimal

from crm.reperes.exonerations import EXONERATIONS
from crm.reperes.mentions import DEBUT, MENTIONS
from crm.reperes.reperes import Repere
from tenants import db

TAUX = (
    ("metropole", "20", "Taux normal", "CGI art. 278"),
    ("metropole", "10", "Taux intermédiaire", "CGI art. 278 bis à 279"),
    ("metropole", "5.5", "Taux réduit", "CGI art. 278-0 bis"),
    ("metropole", "2.1", "Taux particulier", "CGI art. 281 quater à 281 nonies"),
    ("metropole", "0", "Sans TVA", None),
    ("drom", "8.5", "Taux normal (Guadeloupe, Martinique, Réunion)", "CGI art. 296"),
    ("drom", "2.1", "Taux réduit (Guadeloupe, Martinique, Réunion)", "CGI art. 296"),
    ("drom", "1.75", "Taux particulier (Guadeloupe, Martinique, Réunion)", "CGI art. 296 ter"),
    ("drom", "1.05", "Taux particulier (Guadeloupe, Martinique, Réunion)", "CGI art. 296 ter"),
    ("corse", "13", "Produits pétroliers (Corse)", "CGI art. 297"),
    ("corse", "10", "Taux intermédiaire (Corse)", "CGI art. 297"),
    ("corse", "2.1", "Taux réduit (Corse)", "CGI art. 297"),
    ("corse", "0.9", "Taux particulier (Corse)", "CGI art. 297"),
)
SEUILS = (
    ("especes", "1000", "Paiement en espèces, par dette", "C. mon. fin. art. L112-6 et D112-3"),
    (
        "tva_vendeur",
        "150",
        "Total HT où le numéro de TVA du vendeur peut manquer",
        "CGI ann. II art. 242 nonies A",
    ),
    ("retenue", "5", "Retenue de garantie la plus forte, en % du montant", "Loi n° 71-584 du 16 juillet 1971"),
    ("delai_periodique", "45", "Délai de paiement d’une facture périodique, en jours", "C. com. art. L441-10"),
    ("delai_paiement", "60", "Délai de paiement le plus long entre professionnels, en jours", "C. com. art. L441-10"),
)
FRANCHISE = (
    ("franchise_bien", "85000", "Franchise en base, ventes de biens"),
    ("franchise_bien_majore", "93500", "Franchise en base, ventes de biens, seuil majoré"),
    ("franchise_service", "37500", "Franchise en base, services"),
    ("franchise_service_majore", "41250", "Franchise en base, services, seuil majoré"),
)
"""Turnover before tax of a civil year, since 2025."""
PENALITES = (
    ("indemnite", "40", "Indemnité forfaitaire de recouvrement", "C. com. art. D441-5"),
    ("bce", "10", "Points ajoutés au taux de la BCE", "C. com. art. L441-10 II"),
)


def furnish() -> None:
    """Put these rows in a company that has none."""
    for territoire, valeur, intitule, article in TAUX:
        _add("taux_tva", valeur, intitule, article, DEBUT, territoire=territoire, valeur=Decimal(valeur))
    for code, valeur, intitule, article in SEUILS:
        _add("seuil", code, intitule, article, DEBUT, valeur=Decimal(valeur))
    for code, valeur, intitule in FRANCHISE:
        _add("seuil", code, intitule, "CGI art. 293 B", date(2025, 1, 1), valeur=Decimal(valeur))
    for code, valeur, intitule, article in PENALITES:
        _add("penalite", code, intitule, article, DEBUT, valeur=Decimal(valeur))
    for code, zone, categorie, vatex, intitule, fr, en, article, debut, fin in EXONERATIONS:
        texts = {"texte_fr": fr, "texte_en": en, "fin": fin}
        coded = {"territoire": zone, "categorie": categorie, "vatex": vatex}
        _add("exoneration", code, intitule, article, debut, **texts, **coded)
    for code, intitule, fr, en, article, debut, fin in MENTIONS:
        _add("mention", code, intitule, article, debut, texte_fr=fr, texte_en=en, fin=fin)


def _add(nature: str, code: str, intitule: str, article: str | None, debut: date, **values) -> None:
    db.session.add(Repere(nature=nature, code=code, intitule=intitule, article=article, debut=debut, **values))
