"""The rules of ordinary domestic documents, to businesses and to consumers (CGI ann. II art. 242 nonies A)."""

from functools import partial

from crm import formats
from crm.documents import caracteres
from crm.errors import RegleMetier
from crm.factures.contenus import contenu
from crm.factures.controle import Contexte, regle
from crm.numerotation import Serie, too_early
from crm.redaction import same_vat
from crm.souches import Souche, closed

COMMUNES: list = []
A242 = "CGI ann. II art. 242 nonies A"
L441_9, R123 = "C. com. art. L441-9", "C. com. art. R123-237"
commune = partial(regle, COMMUNES)
VAGUES = {"divers", "prestation", "prestations", "service", "services", "marchandise", "marchandises", "article"}


@commune("FAC-10", "SIREN de votre entreprise", f"{A242}, 1°", "parametres", "siren")
def seller_siren(c: Contexte) -> str | None:
    return None if c.parametres.siren else "Le SIREN de votre entreprise manque : complétez votre identité."


@commune("FAC-10", "Adresse de votre entreprise", f"{A242}, 1°", "parametres", "adresse")
def seller_address(c: Contexte) -> str | None:
    p = c.parametres
    whole = p.adresse and p.code_postal and p.ville
    return None if whole else "L’adresse de votre entreprise est incomplète : rue, code postal et ville."


@commune("FAC-12", "Numéro de TVA de votre entreprise", f"{A242}, 2°", "parametres", "tva_intracom")
def seller_vat(c: Contexte) -> str | None:
    small = c.document.total_ht_eur <= c.droit.seuil("tva_vendeur")
    if c.parametres.tva_intracom or c.parametres.is_franchise or small:
        return None
    return "Le numéro de TVA de votre entreprise manque : complétez votre identité."


@commune("FAC-24", "Forme juridique et capital", f"{R123}, R123-238", "parametres", "forme_juridique")
def seller_form(c: Contexte) -> str | None:
    p = c.parametres
    if p.entrepreneur_individuel:
        return None
    if not p.forme_juridique:
        return "La forme juridique de votre entreprise manque : complétez votre identité."
    return "Le capital social manque : complétez votre identité." if p.capital is None else None


@commune("IDT-01", "Registre où l’entreprise est immatriculée", R123, "parametres", "rcs_ville")
def seller_register(c: Contexte) -> str | None:
    if c.parametres.rcs_ville or c.parametres.rne:
        return None
    return "La ville du greffe (RCS) manque, ou l’inscription au RNE : complétez votre identité."


@commune("FAC-11", "Régime de TVA de qui est livré", "CGI art. 258, 294", "document", "tiers_id")
def served_elsewhere(c: Contexte) -> str | None:
    served = c.document.beneficiaire
    if served is None or same_vat(c.tiers, served):
        return None
    return f"{served.libelle} est livré sous un autre régime de TVA que {c.tiers.libelle} : facturez qui est livré."


@commune("FAC-11", "Nom du client", f"{A242}, 1°", "tiers", "nom")
def buyer_name(c: Contexte) -> str | None:
    return None if c.tiers.nom.strip() else "Le nom du client manque : complétez sa fiche."


@commune("FAC-11", "Adresse de facturation du client", f"{A242}, 1°", "tiers", "adresses")
def buyer_address(c: Contexte) -> str | None:
    a = c.adresse
    if a and a.ville and (a.ligne1 or a.ligne2) and (a.code_postal or a.pays != "FR"):
        return None
    return f"L’adresse de facturation de {c.tiers.libelle} est incomplète : rue, code postal et ville."


@commune("FAC-20a", "SIREN du client", f"{A242}, 1°", "tiers", "siren")
def buyer_siren(c: Contexte) -> str | None:
    t = c.tiers
    if t.qualification == "assujetti_fr" and not t.siren:
        return f"Le SIREN de {t.libelle} manque : complétez sa fiche, ou qualifiez-le de particulier."
    if t.qualification == "public" and not t.siret:
        return f"Le SIRET de {t.libelle} manque : le secteur public l’exige."
    return None


@commune("FAC-15", "Lignes", f"{A242}, 8°", "lignes", "lignes")
def lines(c: Contexte) -> str | None:
    return None if c.document.lignes_chiffrees else "Aucune ligne chiffrée : ajoutez au moins une ligne."


@commune("FAC-15", "Désignations précises", f"{A242}, 8°", "lignes", "designation", bloquante=False)
def precise_lines(c: Contexte) -> str | None:
    vague = [x.designation for x in c.document.lignes_chiffrees if x.designation.strip().lower() in VAGUES]
    return f"« {vague[0]} » est trop vague : décrivez ce qui est vendu." if vague else None


@commune("FAC-18", "Total positif", "CGI art. 289 I 5", "lignes", "lignes")
def positive_total(c: Contexte) -> str | None:
    return "Le total est négatif : corrigez les quantités, ou créez un avoir." if c.document.total_ht < 0 else None


@commune("FAC-15", "Textes imprimables", "PDF/A, ISO 19005-3, 6.2.11", "document", "lignes")
def printable(c: Contexte) -> str | None:
    try:
        caracteres.check(contenu(c.document, c.day, "", c.droit, c.parametres))
    except RegleMetier as error:
        return error.message
    return None


@commune("NUM-01", "Série de numéros", f"{A242}, 7°", "document", "serie")
def open_series(c: Contexte) -> str | None:
    souche = Souche.get(c.document.serie)
    return None if souche.is_ouverte else closed(souche)


@commune("FAC-14", "Date d’émission", f"{A242}, 6° et 7°", "document", "emise_le")
def date_after_last(c: Contexte) -> str | None:
    last = Serie.last(c.document.serie)
    return too_early(last) if last and last.derniere_date > c.day else None


FACTURES: list = []
facture = partial(regle, FACTURES)


@facture("FAC-17", "Date de prestation ou de livraison", f"{A242}, 10°", "document", "prestation_le", bloquante=False)
def supply_date(c: Contexte) -> str | None:
    if c.document.prestation_le or c.document.livraison_le:
        return None
    return "Aucune date de prestation ni de livraison : la date d’émission en tient lieu."


@facture("FAC-21", "Échéance", L441_9, "document", "echeance")
def due_date(c: Contexte) -> str | None:
    due = c.document.echeance_for(c.day, c.parametres)
    if c.document.acquittee_le:
        return None
    return "L’échéance précède la date d’émission : corrigez-la." if due < c.day else None


@facture("FAC-21", "Délai de paiement", "C. com. art. L441-10", "document", "echeance", bloquante=False)
def payment_term(c: Contexte) -> str | None:
    days, limit = (c.document.echeance_for(c.day, c.parametres) - c.day).days, c.droit.seuil("delai_paiement")
    if not c.is_professionnel or days <= limit or c.tiers.fin_de_mois:
        return None
    return f"Le délai de {days} jours dépasse {formats.nombre(limit)} jours : vérifiez qu’un accord l’autorise."


@facture("FAC-22", "Pénalités de retard et escompte", "C. com. art. L441-9 et L441-10", "parametres", "penalites")
def penalties(c: Contexte) -> str | None:
    try:
        conditions = c.document.conditions_imprimees(c.day, c.droit, c.parametres)
    except RegleMetier as error:
        return error.message
    if c.is_professionnel and not (conditions.penalites and conditions.indemnite and conditions.escompte):
        return "Les pénalités de retard, l’indemnité ou l’escompte manquent : complétez les repères."
    return None


@facture("PAY-01", "Compte bancaire", "", "parametres", "comptes_bancaires", bloquante=False)
def bank_account(c: Contexte) -> str | None:
    known = c.document.acquittee_le or any(compte.get("iban") for compte in c.parametres.comptes_bancaires)
    return None if known else "Aucun IBAN : votre client ne saura pas où virer la somme."


@facture("DEV-17", "Montant du devis", "CGI art. 289 VII 1°", "lignes", "lignes")
def within_devis(c: Contexte) -> str | None:
    for devis in c.document.devis_factures:
        if devis.montant_facture > devis.total_ht:
            over = formats.montant(devis.montant_facture - devis.total_ht, devis.devise)
            told = f"Les factures du devis {devis.numero} dépassent son montant accepté de {over} HT"
            return f"{told} : faites un avenant."
    return None
