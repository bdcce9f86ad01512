"""Who sells, who buys and where it is delivered, as the CII names them."""

from crm.documents.contenu import Contenu
from crm.documents.identites import Adresse

SANS_ADRESSE = "PARTICULIERS"
HORS_CHAMP = "O"
SIREN, ANNUAIRE, COURRIEL = "0002", "0225", "EM"


def vendeur(c: Contenu) -> dict:
    """The seller (BG-4)."""
    e, hors_champ = c.emetteur, _is_hors_champ(c)
    return _party((e.denomination,), e.adresse) | {
        "biz_name": e.nom_commercial,
        "identifiers": {"0009": e.siret} if e.siret else {},
        "legal_identifier": e.siren,
        "legal_identifier_schemeid": SIREN,
        "vat_identifier": "" if hors_champ else e.tva,
        "tax_identifier": "" if e.tva or hors_champ else e.siren,
        "einvoicing_addr": e.adresse_electronique or e.siren,
        "einvoicing_addr_schemeid": ANNUAIRE,
        "contacts": [{"name": e.enseigne, "phone": e.telephone, "email": e.email}] if e.telephone or e.email else [],
    }


def acheteur(c: Contenu) -> dict:
    """The buyer (BG-7); without an address of their own, at a suffix of the seller's: BT-49 must be (BR-FR-12)."""
    client = c.client
    address = client.adresse_electronique or client.siren or f"{c.emetteur.siren}_{SANS_ADRESSE}"
    return _party(client.noms, client.adresse) | {
        "identifiers": {"0009": client.siret} if client.siret else {},
        "legal_identifier": client.siren,
        "legal_identifier_schemeid": SIREN if client.siren else "",
        "vat_identifier": "" if _is_hors_champ(c) else client.tva,
        "einvoicing_addr": address,
        "einvoicing_addr_schemeid": COURRIEL if "@" in address else ANNUAIRE,
    }


def livraison(c: Contenu) -> dict | None:
    """Where goods go (BG-13); within the Union, always said (BR-IC-12)."""
    client, is_intra = c.client, any(groupe.categorie == "K" for groupe in c.totaux.groupes)
    adresse = client.livraison or (client.adresse if is_intra else None)
    return _party(client.livraison_noms or client.noms, adresse) if adresse else None


def _is_hors_champ(c: Contenu) -> bool:
    """Nothing of the document is within VAT: it then names no VAT number (BR-O-02)."""
    return any(groupe.categorie == HORS_CHAMP for groupe in c.totaux.groupes)


def _party(noms: tuple[str, ...], adresse: Adresse) -> dict:
    lignes = [*adresse.lignes, *noms[1:]][:3]
    named = dict(zip(("addr_l1", "addr_l2", "addr_l3"), lignes, strict=False))
    place = {"postcode": adresse.code_postal, "city": adresse.ville, "country_code": adresse.pays}
    return {"name": noms[0], **named, **place}
