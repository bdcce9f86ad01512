"""The rules of a facture périodique: one client, one civil month, paid within 45 days (SIT-03)."""

from calendar import monthrange
from functools import partial

from crm import formats
from crm.factures.controle import Contexte, regle
from crm.factures.decomptes import rival

PERIODIQUES: list = []
CGI_289, L441_10 = "CGI art. 289 I 3", "C. com. art. L441-10 I"
facture = partial(regle, PERIODIQUES)


def is_periodique(c: Contexte) -> bool:
    return c.document.forme == "periodique"


def days(c: Contexte) -> list:
    return sorted(x.livree_le for x in c.document.lignes_chiffrees if x.livree_le) if is_periodique(c) else []


@facture("SIT-03", "Date de chaque livraison", CGI_289, "lignes", "livree_le")
def dated(c: Contexte) -> str | None:
    bare = [x.designation for x in c.document.lignes_chiffrees if is_periodique(c) and not x.livree_le]
    return f"« {bare[0]} » n’a pas de date : dites quand ce fut livré ou réalisé." if bare else None


@facture("SIT-03", "Livraisons faites", CGI_289, "lignes", "livree_le")
def done(c: Contexte) -> str | None:
    late = [day for day in days(c) if day > c.day]
    return f"La livraison du {formats.jour(late[0])} est à venir : facturez-la une fois faite." if late else None


@facture("SIT-03", "Un mois civil", CGI_289, "lignes", "livree_le", bloquante=False)
def one_month(c: Contexte) -> str | None:
    found = days(c)
    if not found or (found[0].year, found[0].month) == (found[-1].year, found[-1].month):
        return None
    first, last = formats.jour(found[0]), formats.jour(found[-1])
    return f"Du {first} au {last} : une facture périodique tient dans un mois civil, faites-en une par mois."


@facture("FAC-02", "Émise avant la fin du mois", "CGI art. 289 I 3 et 269", "document", "emise_le", bloquante=False)
def in_time(c: Contexte) -> str | None:
    found = days(c)
    if not found or (c.day.year, c.day.month) <= (found[-1].year, found[-1].month):
        return None
    end = found[-1].replace(day=monthrange(found[-1].year, found[-1].month)[1])
    return f"Elle devait être émise le {formats.jour(end)} au plus tard, mois où la TVA est exigible : émettez-la vite."


@facture("REL-01", "Délai de paiement d’une facture périodique", L441_10, "document", "terme")
def within_45_days(c: Contexte) -> str | None:
    if not is_periodique(c) or not c.is_professionnel:
        return None
    count, most = (c.document.echeance_for(c.day, c.parametres) - c.day).days, c.droit.seuil("delai_periodique")
    if count <= most:
        return None
    return f"L’échéance est à {count} jours, une facture périodique se paie en {formats.nombre(most)} : avancez-la."


@facture("SIT-03", "Un seul client", CGI_289, "document", "tiers_id")
def one_client(c: Contexte) -> str | None:
    d = c.document
    strange = [one for one in d.devis_factures if is_periodique(c) and one.tiers_id != d.tiers_id]
    return f"Le devis {strange[0].numero} est pour {strange[0].nom_client} : retirez ses lignes." if strange else None


@facture("DEV-17", "Devis facturés une seule fois", CGI_289, "lignes", "lignes")
def once(c: Contexte) -> str | None:
    found = rival(c.document)
    if found is None:
        return None
    numero = next(one.numero for one in c.document.devis_factures if one.id == found[1])
    return f"Le devis {numero} est aussi sur « {found[0].libelle} » : gardez l’une des deux factures."
