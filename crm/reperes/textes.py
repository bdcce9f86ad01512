"""What every company starts with: the law as it stood when this was written, each row with its days."""

from datetime import date
from decimal import Decimal

from crm.reperes.exonerations import EXONERATIONS
from crm.reperes.reperes import Repere
from tenants import db

DEBUT = date(2014, 1, 1)
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
    ("delai_paiement", "60", "Délai de paiement le plus long entre professionnels, en jours", "C. com. art. L441-10"),
)
PENALITES = (
    ("indemnite", "40", "Indemnité forfaitaire de recouvrement", "C. com. art. D441-5"),
    ("bce", "10", "Points ajoutés au taux de la BCE", "C. com. art. L441-10 II"),
)
# code, title, French, English, article, from, until
MENTIONS = (
    (
        "penalites",
        "Pénalités de retard",
        "En cas de retard de paiement, pénalités au taux de la BCE majoré de 10 points (art. L441-10 du code de "
        "commerce), exigibles sans rappel.",
        "Late payment: penalties at the ECB rate plus 10 points (article L441-10 of the French commercial code), due "
        "without reminder.",
        "C. com. art. L441-10 II",
        DEBUT,
        None,
    ),
    (
        "penalites_taux",
        "Pénalités de retard, taux convenu",
        "En cas de retard de paiement, pénalités au taux annuel de {taux} (art. L441-10 du code de commerce), "
        "exigibles sans rappel.",
        "Late payment: penalties at {taux} a year (article L441-10 of the French commercial code), due without "
        "reminder.",
        "C. com. art. L441-10 II",
        DEBUT,
        None,
    ),
    (
        "penalites_public",
        "Intérêts moratoires, secteur public",
        "En cas de retard de paiement, intérêts moratoires au taux de la BCE majoré de 8 points (art. R2192-31 du code "
        "de la commande publique), exigibles sans rappel.",
        "Late payment: interest at the ECB rate plus 8 points (article R2192-31 of the French public procurement "
        "code), due without reminder.",
        "C. cmde publ. art. R2192-31",
        DEBUT,
        None,
    ),
    (
        "indemnite",
        "Indemnité de recouvrement",
        "Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : {montant}.",
        "Fixed compensation for recovery costs in the event of late payment: {montant}.",
        "C. com. art. D441-5",
        DEBUT,
        None,
    ),
    (
        "penalites_particulier",
        "Pénalités de retard, client particulier",
        "Pénalités de retard entre professionnels : sans objet.",
        "Late payment penalties between businesses: not applicable.",
        "C. com. art. L441-10",
        DEBUT,
        None,
    ),
    (
        "indemnite_particulier",
        "Indemnité de recouvrement, client particulier",
        "Indemnité forfaitaire de recouvrement entre professionnels : sans objet.",
        "Fixed compensation for recovery costs between businesses: not applicable.",
        "C. com. art. L441-10",
        DEBUT,
        None,
    ),
    (
        "escompte",
        "Escompte",
        "Escompte pour paiement anticipé : néant.",
        "No discount for early payment.",
        "C. com. art. L441-9",
        DEBUT,
        None,
    ),
    (
        "escompte_taux",
        "Escompte convenu",
        "Escompte de {taux} pour tout paiement sous {jours} jours ; la TVA déductible est alors celle du prix payé.",
        "Discount of {taux} for payment within {jours} days; deductible VAT is then that of the price paid.",
        "C. com. art. L441-9",
        DEBUT,
        None,
    ),
    (
        "eco_participation",
        "Éco-participation",
        "Éco-participation (art. L. 541-10 du code de l’environnement) : {montant} HT, comprise dans les prix.",
        "Eco-contribution (article L. 541-10 of the French environment code): {montant} excl. VAT, included in prices.",
        "C. env. art. L541-10",
        DEBUT,
        None,
    ),
    (
        "paiement",
        "Condition de paiement",
        "Paiement au plus tard le {date}.",
        "Payment due by {date}.",
        "C. com. art. L441-9",
        DEBUT,
        None,
    ),
    (
        "paiement_comptant",
        "Condition de paiement, comptant",
        "Paiement comptant à réception de la facture.",
        "Payment due on receipt.",
        "C. com. art. L441-9",
        DEBUT,
        None,
    ),
    (
        "proforma",
        "Facture pro forma",
        "Document sans valeur comptable : il ne vaut pas facture et n’ouvre aucun droit à déduction de la TVA.",
        "Not an accounting document: it is no invoice and gives no right to deduct VAT.",
        "CGI art. 289 et 271",
        DEBUT,
        None,
    ),
    (
        "rectificative",
        "Facture rectificative",
        "Annule et remplace la facture {numero} du {date}.",
        "Cancels and replaces invoice {numero} of {date}.",
        "CGI art. 289 I 5",
        DEBUT,
        None,
    ),
    (
        "acquittee",
        "Facture déjà payée",
        "Acquittée le {date} par {mode}.",
        "Paid on {date} by {mode}.",
        "CGI ann. II art. 242 nonies A, 10°",
        DEBUT,
        None,
    ),
    (
        "retenue",
        "Retenue de garantie",
        "Retenue de garantie de {taux}, soit {montant}, payable au plus tard le {date} (loi n° 71-584).",
        "Retention of {taux}, {montant}, payable by {date} (French law no. 71-584).",
        "Loi n° 71-584 du 16 juillet 1971",
        DEBUT,
        None,
    ),
    (
        "mode",
        "Mode de règlement",
        "Mode de règlement : {mode}.",
        "Payment by {mode}.",
        None,
        DEBUT,
        None,
    ),
    (
        "operation_bien",
        "Catégorie de l’opération",
        "Livraison de biens",
        "Supply of goods",
        "CGI ann. II art. 242 nonies A, 8° bis",
        DEBUT,
        None,
    ),
    (
        "operation_service",
        "Catégorie de l’opération",
        "Prestation de services",
        "Supply of services",
        "CGI ann. II art. 242 nonies A, 8° bis",
        DEBUT,
        None,
    ),
    (
        "operation_mixte",
        "Catégorie de l’opération",
        "Livraison de biens et prestation de services",
        "Supply of goods and services",
        "CGI ann. II art. 242 nonies A, 8° bis",
        DEBUT,
        None,
    ),
    ("mode_virement", "Mode de règlement", "virement", "bank transfer", None, DEBUT, None),
    ("mode_carte", "Mode de règlement", "carte", "card", None, DEBUT, None),
    ("mode_cheque", "Mode de règlement", "chèque", "cheque", None, DEBUT, None),
    ("mode_prelevement", "Mode de règlement", "prélèvement", "direct debit", None, DEBUT, None),
    ("mode_especes", "Mode de règlement", "espèces", "cash", None, DEBUT, None),
    ("accord", "Acceptation d’un devis", "Bon pour accord", "Accepted", None, DEBUT, None),
    ("brouillon", "Filigrane", "BROUILLON", "DRAFT", None, DEBUT, None),
    (
        "delai_execution",
        "Délai d’exécution d’un devis",
        "Délai d’exécution : {delai}",
        "Completion time: {delai}",
        None,
        DEBUT,
        None,
    ),
    ("avoir_remboursement_partiel", "Motif d’avoir", "Remboursement partiel", "Partial refund", None, DEBUT, None),
    ("avoir_retour", "Motif d’avoir", "Retour de marchandise", "Returned goods", None, DEBUT, None),
    (
        "avoir_escompte",
        "Motif d’avoir",
        "Escompte pour paiement anticipé",
        "Discount for early payment",
        None,
        DEBUT,
        None,
    ),
    ("avoir_rabais", "Motif d’avoir", "Rabais", "Discount", None, DEBUT, None),
    ("avoir_annulation", "Motif d’avoir", "Annulation de la facture", "Cancellation of the invoice", None, DEBUT, None),
)


def furnish() -> None:
    """Put these rows in a company that has none."""
    for territoire, valeur, intitule, article in TAUX:
        _add("taux_tva", valeur, intitule, article, DEBUT, territoire=territoire, valeur=Decimal(valeur))
    for code, valeur, intitule, article in SEUILS:
        _add("seuil", code, intitule, article, DEBUT, valeur=Decimal(valeur))
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
