"""What a document prints of the company, of its client and of its lines, copied once and for all."""

from decimal import Decimal

from sqlalchemy import select

from crm import formats
from crm.articles import Article
from crm.documents import identites, rendu
from crm.documents.contenu import Contenu, Conversion, Exoneration, LigneImprimee
from crm.lignes import LigneChiffree
from crm.montants import Totaux, arrondi, nets_hors_taxe, produit
from crm.montants.nombres import decimales_de
from crm.parametres import Parametres
from crm.reperes import Droit, Repere
from crm.tiers import Adresse, Contact, Tiers
from tenants import db, storage

TAUX_TRAVAUX = (Decimal("10"), Decimal("5.5"))
"""The reduced rates of works in a dwelling (CGI art. 278-0 bis A and 279-0 bis)."""


def emetteur(parametres: Parametres) -> identites.Emetteur:
    p = parametres
    return identites.Emetteur(
        raison_sociale=p.raison_sociale,
        nom_commercial=p.nom_commercial or "",
        entrepreneur_individuel=p.entrepreneur_individuel,
        forme_juridique=p.forme_juridique or "",
        capital=p.capital,
        capital_variable=p.capital_variable,
        siren=p.siren or "",
        siret=p.siret or "",
        rcs_ville=p.rcs_ville or "",
        rne=p.rne,
        tva=p.tva_intracom or "",
        ape=p.ape or "",
        adresse=_adresse(p.adresse, p.code_postal, p.ville, p.pays),
        etablissement=_adresse(**p.etablissement) if p.etablissement else None,
        telephone=p.telephone or "",
        email=p.email or "",
        site=p.site or "",
        adresse_electronique=p.adresse_electronique or "",
        assurance=_phrase("Assurance décennale", p.decennale, ("assureur", "adresse", "police", "zone")),
        mediateur=_phrase("Médiateur de la consommation", p.mediateur, ("nom", "adresse", "site")),
        logo=identites.Logo(sha256=p.logo) if p.logo else None,
    )


def comptes(parametres: Parametres) -> tuple[identites.CompteBancaire, ...]:
    names = ("iban", "bic", "banque", "titulaire")
    return tuple(
        identites.CompteBancaire(**{name: compte.get(name) or "" for name in names})
        for compte in parametres.comptes_bancaires
        if compte.get("iban")
    )


def client(
    tiers: Tiers, contact: Contact | None = None, engagement: str = "", servi: Tiers | None = None
) -> identites.Client:
    """Who is invoiced, and where it is delivered when that is elsewhere, or to another (CGI ann. II art. 242 nonies A).

    `engagement`: the number a public body gave to its order. `servi`: who is delivered, when it is another.
    """
    facturation, livraison = tiers.adresse_facturation, (servi or tiers).adresse_livraison
    ailleurs = livraison if livraison and facturation and livraison is not facturation else None
    return identites.Client(
        noms=noms(tiers, contact, facturation),
        adresse=_of(facturation),
        livraison=_of(ailleurs) if ailleurs else None,
        livraison_noms=(ailleurs.destinataire or (servi or tiers).libelle,) if ailleurs else (),
        siren=tiers.siren or "",
        siret=tiers.siret or "",
        tva=tiers.tva_intracom or "",
        adresse_electronique=tiers.adresse_electronique or ("" if tiers.siren else tiers.email or ""),
        code_service=tiers.code_service or "",
        engagement=engagement,
    )


def noms(tiers: Tiers, contact: Contact | None, adresse: Adresse | None) -> tuple[str, ...]:
    """Who receives: the company, then the department or the person."""
    first = " ".join(part for part in (tiers.is_individu and tiers.civilite, tiers.libelle) if part)
    second = (adresse.destinataire if adresse else None) or (contact.personne if contact else None)
    return (first, second) if second and second != first else (first,)


def lignes(document) -> tuple[LigneImprimee, ...]:
    """The rows as printed; when prices include VAT, each also says its net before tax, which machines read."""
    rows, running, of = [], Decimal(0), document.lignes
    nets = iter(nets_hors_taxe(document.lignes_chiffrees)) if document.prix_ttc else None
    for ligne in of:
        if ligne.is_chiffree:
            running += ligne.total
            rows.append(_chiffree(ligne, next(nets) if nets else None))
            continue
        total = running if ligne.genre == "sous_total" else None
        shown = {"total_ttc" if nets else "total_ht": total}
        rows.append(
            LigneImprimee(
                genre=ligne.genre,
                designation=ligne.designation or "",
                description=ligne.description or "",
                **shown,
            )
        )
        running = Decimal(0) if ligne.genre in ("sous_total", "titre") else running
    return tuple(rows)


def exonerations(document, droit: Droit) -> tuple[Exoneration, ...]:
    """Why the lines without VAT bear none, each reason once (CGI ann. II art. 242 nonies A, 12°)."""
    codes = dict.fromkeys(groupe.exoneration for groupe in document.totaux.groupes if groupe.exoneration)
    return tuple(_exoneration(droit.exoneration(code), document.langue) for code in codes)


def _exoneration(repere: Repere, langue: str) -> Exoneration:
    texte, code = repere.texte(langue), repere.vatex or ""
    return Exoneration(cle=repere.code, categorie=repere.categorie, texte=texte, code=code)


def mentions(document, droit: Droit) -> tuple[str, ...]:
    """What the law has printed of these works, of these goods (CGI art. 279-0 bis; C. conso. art. L211-2)."""
    return (*_travaux(document, droit), *_garantie(document, droit))


def _travaux(document, droit: Droit) -> list[str]:
    """What the client certifies of works in a dwelling, one sentence for each reduced rate."""
    if not document.travaux_logement:
        return []
    rates = {ligne.taux_tva for ligne in document.lignes_chiffrees}
    client = noms(document.tiers, None, None)[0]
    return [droit.mention(f"travaux_{taux}", document.langue, client=client) for taux in TAUX_TRAVAUX if taux in rates]


def _garantie(document, droit: Droit) -> list[str]:
    """The two-year guarantee of the goods that call for it, to a consumer."""
    ids = {x.article_id for x in document.lignes_chiffrees if x.nature == "bien" and x.article_id}
    if not (ids and document.tiers.is_particulier):
        return []
    covered = select(Article.id).where(Article.id.in_(ids), Article.garantie_conformite)
    found = set(db.session.scalars(covered))
    biens = ", ".join(x.designation for x in document.lignes_chiffrees if x.article_id in found)
    return [droit.mention("garantie_conformite", document.langue, biens=biens)] if biens else []


def eco_participation(document, droit: Droit) -> str:
    """What the eco-contributions within the prices amount to (C. env. art. L541-10); nothing when there are none."""
    amounts = [produit(x.quantite, x.eco_participation) for x in document.lignes_chiffrees if x.eco_participation]
    if not amounts:
        return ""
    montant = formats.montant(arrondi(sum(amounts)), document.devise, document.langue)
    return droit.mention("eco_participation", document.langue, montant=montant)


def conversion(document, droit: Droit) -> Conversion | None:
    """The rate of a document in another currency and its VAT in euros; None in euros, or while the rate is unknown."""
    d = document
    if not (d.is_en_devise and d.change and d.change_source and d.change_le):
        return None
    totaux = d.totaux.en_euros(d.change)
    taux = formats.nombre(d.change, max(4, decimales_de(d.change)), d.langue)
    figures = {"devise": d.devise, "taux": taux, "date": formats.jour(d.change_le, "long", d.langue)}
    textes = (droit.mention(f"change_{d.change_source}", d.langue, **figures), _tva_en_euros(totaux, droit, d.langue))
    return Conversion(change=d.change, source=d.change_source, le=d.change_le, totaux=totaux, textes=textes)


def _tva_en_euros(totaux: Totaux, droit: Droit, langue: str) -> str:
    at, taxed = {"fr": "à", "en": "at"}[langue], [groupe for groupe in totaux.groupes if groupe.taux]
    parts = [(formats.euros(g.tva, 2, langue), at, formats.pourcent(g.taux, langue)) for g in taxed]
    detail = f" ({', '.join(formats.NBSP.join(part) for part in parts)})" if len(parts) > 1 else ""
    return droit.mention("tva_euros", langue, montant=formats.euros(totaux.tva, 2, langue) + detail)


def operation(natures: tuple[str, ...], droit: Droit, langue: str) -> str:
    """« Livraison de biens », « Prestation de services » or both (CGI ann. II art. 242 nonies A, 8° bis)."""
    code = "mixte" if len(natures) > 1 else next(iter(natures), None)
    return droit.mention(f"operation_{code}", langue) if code else ""


def render(fige: dict) -> bytes:
    """The PDF of a frozen content."""
    return rendu.pdf(Contenu.from_dict(fige), storage.get)


def _chiffree(ligne: LigneChiffree, hors_taxe: Decimal | None) -> LigneImprimee:
    """`hors_taxe`: the net before tax of a line whose price includes it."""
    return LigneImprimee(
        reference=ligne.reference or "",
        designation=ligne.designation,
        description=ligne.description or "",
        quantite=ligne.quantite,
        unite=ligne.unite or "",
        prix_unitaire=ligne.prix_unitaire,
        remise=ligne.remise,
        taux_tva=ligne.taux_tva,
        categorie_tva=ligne.categorie_tva,
        exoneration=ligne.exoneration or "",
        eco_participation=ligne.eco_participation,
        nature=ligne.nature,
        total_ht=ligne.total if hors_taxe is None else hors_taxe,
        total_ttc=None if hors_taxe is None else ligne.total,
        avancement=ligne.avancement_imprime,
        livree_le=ligne.livree_le,
    )


def _of(adresse: Adresse | None) -> identites.Adresse:
    if adresse is None:
        return identites.Adresse()
    rows = tuple(row for row in (adresse.ligne1, adresse.ligne2) if row)
    return identites.Adresse(
        lignes=rows, code_postal=adresse.code_postal or "", ville=adresse.ville or "", pays=adresse.pays
    )


def _adresse(adresse=None, code_postal=None, ville=None, pays="FR", **_) -> identites.Adresse:
    rows = tuple(row.strip() for row in (adresse or "").splitlines() if row.strip())
    return identites.Adresse(lignes=rows, code_postal=code_postal or "", ville=ville or "", pays=pays or "FR")


def _phrase(debut: str, fait: dict | None, cles: tuple[str, ...]) -> str:
    parts = [str(fait[cle]) for cle in cles if fait.get(cle)] if fait else []
    return f"{debut} : {', '.join(parts)}" if parts else ""
