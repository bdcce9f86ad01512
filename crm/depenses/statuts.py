"""The life of a received invoice: statuses, what may follow each, and why one refuses (XP Z12-012, FE-32, FE-33)."""

from crm.etats import Etat

RECUE, PRISE_EN_CHARGE, APPROUVEE, EN_LITIGE, REFUSEE, PAYEE = 203, 204, 205, 207, 210, 211
ETATS = {
    RECUE: Etat("recue", "Reçue", "bleu"),
    PRISE_EN_CHARGE: Etat("prise_en_charge", "Prise en charge", "violet"),
    APPROUVEE: Etat("approuvee", "Approuvée", "cyan"),
    EN_LITIGE: Etat("en_litige", "En litige", "orange"),
    REFUSEE: Etat("refusee", "Refusée", "rose"),
    PAYEE: Etat("payee", "Paiement transmis", "vert"),
}
EN_RETARD = Etat("en_retard", "En retard", "rouge")
SUITES = {
    RECUE: (PRISE_EN_CHARGE, REFUSEE),
    PRISE_EN_CHARGE: (APPROUVEE, EN_LITIGE, REFUSEE),
    APPROUVEE: (PAYEE, EN_LITIGE),
    EN_LITIGE: (APPROUVEE, REFUSEE),
    REFUSEE: (),
    PAYEE: (),
}
"""Approval alone leads to payment; refusal and payment are the end."""
A_TRAITER = (RECUE, PRISE_EN_CHARGE, EN_LITIGE)
DUES = (*A_TRAITER, APPROUVEE)
ACTIONS = {
    PRISE_EN_CHARGE: "prise en charge",
    APPROUVEE: "approbation",
    EN_LITIGE: "litige",
    REFUSEE: "refus de réception",
    PAYEE: "paiement transmis",
}
"""How the journal names each."""
MOTIFS = {
    "TX_TVA_ERR": "Taux de TVA erroné",
    "MONTANTTOTAL_ERR": "Montant total erroné",
    "CALCUL_ERR": "Erreur de calcul",
    "NON_CONFORME": "Facture non conforme",
    "DOUBLON": "Facture en double",
    "DEST_INC": "Destinataire inconnu",
    "DEST_ERR": "Erreur de destinataire",
    "TRANSAC_INC": "Transaction inconnue",
    "EMMET_INC": "Émetteur inconnu",
    "CONTRAT_TERM": "Contrat terminé",
    "DOUBLE_FACT": "Double facturation",
    "CMD_ERR": "N° de commande erroné ou absent",
    "ADR_ERR": "Adresse de facturation erronée",
    "SIRET_ERR": "SIREN ou SIRET erroné",
    "CODE_ROUTAGE_ERR": "Code de routage erroné",
    "REF_CT_ABSENT": "Référence de contrat absente",
    "REF_ERR": "Référence erronée",
    "PU_ERR": "Prix unitaire erroné",
    "REM_ERR": "Remise erronée",
    "QTE_ERR": "Quantité erronée",
    "ART_ERR": "Article erroné",
    "MODPAI_ERR": "Mode de paiement erroné",
    "QUALITE_ERR": "Qualité non conforme",
    "LIVR_INCOMP": "Livraison incomplète",
    "JUSTIF_ABS": "Justificatif absent",
    "COORD_BANC_ERR": "Coordonnées bancaires erronées",
    "AUTRE": "Autre motif",
}
LITIGE_SEUL = (
    "DEST_INC", "SIRET_ERR", "CODE_ROUTAGE_ERR", "REF_ERR", "PU_ERR", "REM_ERR", "QTE_ERR", "ART_ERR", "MODPAI_ERR",
    "QUALITE_ERR", "LIVR_INCOMP", "COORD_BANC_ERR", "AUTRE",
)  # fmt: skip
MOTIFS_DE = {
    EN_LITIGE: {code: libelle for code, libelle in MOTIFS.items() if code != "JUSTIF_ABS"},
    REFUSEE: {code: libelle for code, libelle in MOTIFS.items() if code not in (*LITIGE_SEUL, "JUSTIF_ABS")},
}
"""Those each status may give (BR-FR-CDV-CL-09): what can be discussed is disputed, not refused."""
