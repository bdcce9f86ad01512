"""What is reported of a period: documents one by one (10.1), days (10.3), receipts of both (10.2, 10.4)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from crm.documents.contenu import Contenu, Reference
from crm.ereporting import operations
from crm.ereporting.contenus import FactureDite, Journee, Rapport, Recu, SousTotal
from crm.ereporting.operations import INTERNATIONAL, Part, portee
from crm.ereporting.periodes import PAIEMENTS, TRANSACTIONS, Periode
from crm.factures import Document, Facture
from crm.facturx.cii import TYPES, anterieures, cadre
from crm.imputations import ZERO, Imputation
from crm.plateforme import Transmission
from crm.plateforme.encaissements import is_due_on_receipt, split
from crm.reglements import EN_EUROS, Reglement
from crm.tiers import Tiers
from tenants import db


@dataclass
class _Cumul:
    """Sums by day, category and rate."""

    jours: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(lambda: [ZERO, ZERO])))

    def add(self, le: date, option_debits: bool, part: Part, signe: int) -> None:
        sums = self.jours[le, part.categorie, option_debits][part.taux, "", ""]
        sums[0] += signe * part.base
        sums[1] += signe * part.tva

    @property
    def journees(self) -> tuple[Journee, ...]:
        found = []
        for (le, categorie, debits), rates in sorted(self.jours.items()):
            rows = _sous_totaux(rates)
            ht, tva = sum((row.base for row in rows), ZERO), sum((row.tva for row in rows), ZERO)
            values = {"le": le, "categorie": categorie, "option_debits": debits, "ht": ht, "tva": tva}
            found.append(Journee(**values, sous_totaux=rows))
        return tuple(found)


def rapports(periodes: list[Periode]) -> list[Rapport]:
    """One for each of these periods, in their order; each document and each receipt is read once."""
    if not periodes:
        return []
    bounds = min(p.debut for p in periodes), max(p.fin for p in periodes)
    documents, recus = _documents(*bounds), _recus(*bounds)
    return [
        _transactions(periode, documents) if periode.genre == TRANSACTIONS else _paiements(periode, recus)
        for periode in periodes
    ]


def rapport(periode: Periode) -> Rapport:
    return rapports([periode])[0]


def _documents(debut: date, fin: date) -> list[tuple[date, Document, Contenu, str]]:
    """Those that no e-invoice tells; what was frozen is read of them alone."""
    d = Document
    day = func.coalesce(d.livraison_le, d.prestation_fin, d.prestation_le, d.emise_le)
    query = select(d).where(d.emise_le.is_not(None), day.between(debut, fin)).order_by(d.rang)
    query = query.options(selectinload(d.tiers).selectinload(Tiers.adresses))
    absents = _hors_annuaire()
    told = [(document, of) for document in db.session.scalars(query) if (of := portee(document, absents))]
    contenus = _contenus({document.id for document, _ in told})
    return [(operations.jour_operation(document), document, contenus[document.id], of) for document, of in told]


def _hors_annuaire() -> set[int]:
    """The documents that could not go by the platform: the directory did not know the client."""
    return set(db.session.scalars(select(Transmission.facture_id).where(Transmission.hors_annuaire_a.is_not(None))))


def _contenus(ids: set[int]) -> dict[int, Contenu]:
    """In euros, as all that is declared."""
    rows = db.session.execute(select(Document.id, Document.fige).where(Document.id.in_(ids)))
    return {key: Contenu.from_dict(fige).en_euros for key, fige in rows}


def _transactions(periode: Periode, documents: list[tuple[date, Document, Contenu, str]]) -> Rapport:
    factures, cumul = [], _Cumul()
    for day, document, contenu, of in documents:
        told = list(operations.parts(contenu))
        if not (told and periode.has(day)):
            continue
        if of == INTERNATIONAL:
            factures.append(_facture(document, contenu, told))
            continue
        signe = -1 if document.nature == "avoir" else 1
        for part in told:
            cumul.add(day, contenu.option_debits, part, signe)
    values = {"factures": tuple(factures), "journees": cumul.journees}
    return Rapport(genre=TRANSACTIONS, debut=periode.debut, fin=periode.fin, **values)


def _facture(document: Document, contenu: Contenu, told: list[Part]) -> FactureDite:
    rates: dict = defaultdict(lambda: [ZERO, ZERO])
    for part in told:
        sums = rates[part.taux, part.code, part.exoneration]
        sums[0] += part.base
        sums[1] += part.tva
    rows = _sous_totaux(rates, contenu)
    schema, client = _buyer(document.tiers, contenu)
    return FactureDite(
        numero=contenu.numero,
        le=contenu.emise_le,
        type=TYPES[contenu.nature],
        cadre=cadre(contenu),
        schema=schema,
        client=client,
        tva_client=contenu.client.tva,
        tva_vendeur=contenu.emetteur.tva,
        pays=contenu.client.adresse.pays,
        ht=sum((row.base for row in rows), ZERO),
        tva=sum((row.tva for row in rows), ZERO),
        sous_totaux=rows,
        anterieures=tuple(Reference(nature="facture", numero=numero, le=le) for numero, le in anterieures(contenu)),
    )


def _buyer(tiers: Tiers, contenu: Contenu) -> tuple[str, str]:
    """SIREN, VAT number of the Union, else the country and the first 16 characters of the name (IDT-10)."""
    if contenu.client.siren:
        return "0002", contenu.client.siren
    if tiers.qualification == "assujetti_ue":
        return "0223", contenu.client.tva
    return "0227", f"{contenu.client.adresse.pays}{contenu.client.noms[0][:16]}"


def _recus(debut: date, fin: date) -> list[Recu]:
    """The receipts of documents whose VAT is due when money comes. One that was cancelled is as if it never came: its
    own period is then to be corrected, since no amount may be negative."""
    i = Imputation
    query = select(i).join(i.reglement).where(*_standing(), i.facture_id.is_not(None), i.le.between(debut, fin))
    query = query.options(
        contains_eager(i.reglement), selectinload(i.facture).selectinload(Facture.tiers).selectinload(Tiers.adresses)
    )
    absents = _hors_annuaire()
    rows = [row for row in db.session.scalars(query.order_by(i.id)) if portee(row.facture, absents)]
    contenus, before = _contenus({row.facture_id for row in rows}), _before({row.facture_id for row in rows})
    found = []
    for row in rows:
        contenu = contenus[row.facture_id]
        if not is_due_on_receipt(contenu):
            continue
        is_named = portee(row.facture, absents) == INTERNATIONAL
        said = {"numero": contenu.numero, "facture_le": contenu.emise_le} if is_named else {}
        for taux, montant in split(contenu, before[row.id], row.reglement.somme.part(row.montant)).items():
            found.append(Recu(le=row.le, taux=taux, montant=montant, **said))
    return found


def _standing() -> tuple:
    """The imputations of règlements that no opposite undoes."""
    opposed = select(Imputation.annule_id).where(Imputation.annule_id.is_not(None))
    return Imputation.reglement_id.is_not(None), Imputation.annule_id.is_(None), Imputation.id.not_in(opposed)


def _before(facture_ids: set[int]) -> dict[int, Decimal]:
    """For each receipt of these factures, what earlier ones had paid of its own, in euros."""
    i, paid, found = Imputation, defaultdict(lambda: ZERO), {}
    query = select(i.id, i.facture_id, func.round(EN_EUROS, 2)).join(Reglement, i.reglement)
    query = query.where(*_standing(), i.facture_id.in_(facture_ids))
    for key, facture_id, montant in db.session.execute(query.order_by(i.id)):
        found[key] = paid[facture_id]
        paid[facture_id] += montant
    return found


def _paiements(periode: Periode, recus: list[Recu]) -> Rapport:
    """Added up by day, rate and invoice when it is named; what comes to nothing is not said."""
    sums: dict = defaultdict(lambda: ZERO)
    for recu in recus:
        if periode.has(recu.le):
            sums[recu.le, recu.numero, recu.facture_le, recu.taux] += recu.montant
    rows = sorted(sums.items(), key=lambda row: (row[0][0], row[0][1], row[0][3]))
    told = tuple(
        Recu(le=le, taux=taux, montant=montant, numero=numero, facture_le=facture_le)
        for (le, numero, facture_le, taux), montant in rows
        if montant
    )
    return Rapport(genre=PAIEMENTS, debut=periode.debut, fin=periode.fin, recus=told)


def _sous_totaux(rates: dict[tuple, list[Decimal]], contenu: Contenu | None = None) -> tuple[SousTotal, ...]:
    """`rates`: (rate, category, reason) → base and VAT."""
    motifs = {motif.cle: motif for motif in contenu.exonerations} if contenu else {}
    found = []
    for (taux, code, exoneration), (base, tva) in sorted(rates.items()):
        motif = motifs.get(exoneration)
        said = {"motif": motif.texte, "motif_code": motif.code} if motif else {}
        found.append(SousTotal(taux=taux, base=base, tva=tva, code=code, **said))
    return tuple(found)
