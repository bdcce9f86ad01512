"""What a dépense keeps of the invoice that was read."""

from crm.reception import Lecture


def values_of(lecture: Lecture) -> dict:
    """The columns a file gives: amounts are negative on an avoir."""
    f = lecture.facture
    sign = -1 if f.is_avoir else 1
    return {
        "siren": f.fournisseur.siren or None,
        "cle_fournisseur": f.fournisseur.siren or f.fournisseur.tva or f.fournisseur.nom.casefold(),
        "numero": f.numero,
        "type": f.type,
        "emise_le": f.emise_le,
        "echeance": f.echeance,
        "devise": f.devise,
        "ht": sign * f.ht,
        "tva": sign * f.tva,
        "ttc": sign * f.ttc,
        "net_a_payer": sign * f.net_a_payer,
        "iban": f.iban or None,
        "format": lecture.format,
        "profil": lecture.profil,
        "contenu": f.to_dict(),
        "doutes": [doute.to_dict() for doute in lecture.doutes],
    }
