"""From the terms of EN 16931, as `factur-x` gives them back of CII and UBL alike, to an invoice read."""

from decimal import Decimal

from lxml import etree

from crm.documents.identites import Adresse
from crm.identifiants import compact
from crm.reception.facture_lue import ZERO, AjustementLu, FactureLue, GroupeLu, LigneLue, Partie

SIREN, SIRET, ANNUAIRE = "0002", "0009", "0225"


def facture(root: etree._Element, saveur: str) -> FactureLue:
    """The invoice that an XML says, once its rules hold. Raises ValueError on a date that is none."""
    from facturx import parse_ubl_cii_xml

    t = parse_ubl_cii_xml(root, flavor=saveur, level="extended", check_xsd=False)
    return FactureLue(
        numero=_one(t, "BT-1"),
        type=_one(t, "BT-3"),
        emise_le=t["BT-2"],
        echeance=_first(t.get("BT-9")),
        devise=_one(t, "BT-5"),
        cadre=_one(t, "BT-23"),
        commande=_one(t, "BT-13"),
        contrat=_one(t, "BT-12"),
        references=tuple(one.get("BT-25", "") for one in t.get("BG-3") or ()),
        fournisseur=_partie(t.get("BG-4") or {}),
        acheteur=_partie(t.get("BG-7") or {}),
        lignes=tuple(_ligne(one) for one in t.get("BG-25") or ()),
        ajustements=(*_ajustements(t, "BG-20", -1), *_ajustements(t, "BG-21", 1)),
        groupes=tuple(_groupe(one) for one in t.get("BG-23") or ()),
        somme_lignes=_number(t, "BT-106"),
        ht=_number(t, "BT-109"),
        tva=_number(t, "BT-110"),
        tva_euros=_number(t, "BT-111") if _one(t, "BT-6") == "EUR" != _one(t, "BT-5") else None,
        ttc=_number(t, "BT-112"),
        deja_paye=_number(t, "BT-113"),
        net_a_payer=_number(t, "BT-115"),
        conditions=_one(t, "BT-20"),
        notes=tuple(note["BT-22"] for note in t.get("BG-1") or () if note.get("BT-22")),
        iban=compact(_one(t, "BT-84")),
        bic=_one(t, "BT-86"),
        titulaire=_one(t, "BT-85"),
    )


def _first(value):
    return value[0] if isinstance(value, list) and value else value or None


def _one(terms: dict, key: str) -> str:
    return str(_first(terms.get(key)) or "").strip()


def _number(terms: dict, key: str, default: Decimal = ZERO) -> Decimal:
    said = _one(terms, key)
    return Decimal(said) if said else default


def _partie(p: dict) -> Partie:
    identifiers = p.get("identifiers") or {}
    tva, siret = compact(_one(p, "vat_identifier")), compact(str(identifiers.get(SIRET) or ""))
    legal = compact(_one(p, "legal_identifier")) if p.get("legal_identifier_schemeid") in (SIREN, SIRET) else ""
    contact = (p.get("contacts") or [{}])[0]
    return Partie(
        nom=_one(p, "name") or _one(p, "biz_name"),
        siren=(legal or siret)[:9] or (tva[4:] if tva.startswith("FR") else ""),
        siret=siret or (legal if len(legal) == 14 else ""),
        tva=tva,
        adresse=Adresse(
            lignes=tuple(_one(p, key) for key in ("addr_l1", "addr_l2", "addr_l3") if _one(p, key)),
            code_postal=_one(p, "postcode"),
            ville=_one(p, "city"),
            pays=_one(p, "country_code") or "FR",
        ),
        adresse_electronique=_one(p, "einvoicing_addr") if p.get("einvoicing_addr_schemeid") == ANNUAIRE else "",
        telephone=_one(contact, "phone"),
        email=_one(contact, "email"),
    )


def _ligne(one: dict) -> LigneLue:
    return LigneLue(
        numero=_one(one, "BT-126"),
        reference=_one(one, "BT-155"),
        designation=_one(one, "BT-153"),
        description=_one(one, "BT-154"),
        quantite=_number(one, "BT-129"),
        unite=_one(one, "BT-130"),
        prix=_number(one, "BT-146"),
        base=_number(one, "BT-149", Decimal(1)) or Decimal(1),
        remises=sum((_number(r, "amount") for r in one.get("BG-27") or ()), ZERO),
        frais=sum((_number(r, "amount") for r in one.get("BG-28") or ()), ZERO),
        net=_number(one, "BT-131"),
        categorie=_one(one, "BT-151"),
        taux=_number(one, "BT-152"),
    )


def _groupe(one: dict) -> GroupeLu:
    return GroupeLu(
        categorie=_one(one, "BT-118"),
        taux=_number(one, "BT-119"),
        base=_number(one, "BT-116"),
        tva=_number(one, "BT-117"),
        motif=_one(one, "BT-120") or _one(one, "BT-121"),
    )


def _ajustements(terms: dict, group: str, sign: int) -> list[AjustementLu]:
    return [
        AjustementLu(
            motif=_one(one, "reason"),
            montant=sign * _number(one, "amount"),
            categorie=_one(one, "vat_category_code"),
            taux=_number(one, "vat_rate"),
        )
        for one in terms.get(group) or ()
    ]
