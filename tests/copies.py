"""What a company keeps, copied many times by the database."""

from functools import partial

from sqlalchemy import text

from crm.imports import IMPORTABLES
from tenants import db
from tests.monde import Monde

NEW = {  # what cannot be the same in a copy
    "devis": {"numero": "numero || '-' || i || '.' || (SELECT max(id) FROM devis)"},
    "factures": {"numero": "numero || '-' || i || '.' || (SELECT max(id) FROM factures)", "rang": "NULL"},
    "depenses": {"numero": "numero || '-' || i || '.' || (SELECT max(id) FROM depenses)"},
    "articles": {"reference": "reference || '-' || i || '.' || (SELECT max(id) FROM articles)"},
}


def clone(table: str, where: str, n: int, ids: list[int] | None = None, **changed: str) -> list[int]:
    """Copy `n` times the first row of `where`; `changed` are SQL, where `i` is the rank and `ids[i]` one of `ids`."""
    columns = [one.name for one in db.metadata.tables[table].columns if one.computed is None and one.name != "id"]
    values = ", ".join(
        changed.get(name, f'"{name}"').replace("ids[i]", "(CAST(:ids AS bigint[]))[i]") for name in columns
    )
    names = ", ".join(f'"{name}"' for name in columns)
    query = (
        f'INSERT INTO "{table}" ({names}) SELECT {values} FROM (SELECT * FROM "{table}" WHERE {where}'
        f" ORDER BY id LIMIT 1) AS model, generate_series(1, {n}) AS i RETURNING id"
    )
    made = list(db.session.scalars(text(query), {"ids": ids} if ids else {}))
    assert len(made) == n, (table, where)
    return made


def multiply(monde: Monde, n: int) -> None:
    """Bring what each record bears, and each list holds, from one to `n` more. Rows are copied, for speed."""
    tiers, facture, contact = monde.ids["clients"], monde.ids["factures"], monde.ids["contacts"]
    avoir, reglement, many = monde.ids["avoirs"], monde.ids["reglements"], partial(clone, n=n)
    people = many("contacts", f"id = {contact}")
    many("rattachements", f"tiers_id = {tiers}", contact_id="ids[i]", principal="false", ids=people)
    companies = many("tiers", f"id = {tiers}", societe_mere_id=str(tiers))
    many("delegations", f"gerant_id = {tiers}", tiers_id="ids[i]", ids=companies)
    many("rattachements", f"contact_id = {contact}", tiers_id="ids[i]", principal="false", ids=companies)
    many("adresses", f"tiers_id = {tiers}", defaut="false", facturation="false", livraison="false")
    many("pistes", f"id = {monde.ids['pistes']}")
    many("opportunites", f"id = {monde.ids['opportunites']}")
    many("lignes_offre", f"opportunite_id = {monde.ids['opportunites']}")
    many("devis", f"opportunite_id = {monde.ids['opportunites']}")
    many("etapes", f"id = {monde.autres['etape']}", sequence="sequence + i")
    many("actions", f"id = {monde.ids['actions']}")
    many("communes", "id > 0", nom="nom || i || '.' || (SELECT max(id) FROM communes)")
    many("articles", f"id = {monde.ids['articles']}", **NEW["articles"])
    many("devis", f"id = {monde.autres['envoye']}", **NEW["devis"])
    issued = many("factures", f"id = {facture}", **NEW["factures"])
    many("suivis_facture", f"facture_id = {facture}", facture_id="ids[i]", ids=issued)
    for one in (avoir, monde.autres["avoir"]):
        credits = many("factures", f"id = {one}", facture_id=str(facture), **NEW["factures"])
    many("suivis_facture", f"facture_id = {avoir}", facture_id="ids[i]", ids=credits)
    received = many("reglements", f"id = {reglement}", rang="(SELECT max(rang) FROM reglements) + i", jeton="NULL")
    for where, use in (
        (f"reglement_id = {reglement}", {"facture_id": "ids[i]", "ids": issued}),
        (f"avoir_id = {avoir} AND facture_id IS NOT NULL", {"facture_id": "ids[i]", "ids": issued}),
        (f"facture_id = {facture} AND reglement_id IS NOT NULL", {"reglement_id": "ids[i]", "ids": received}),
    ):
        paid = many("imputations", where, rang="(SELECT max(rang) FROM imputations) + i", **use)
    many("lignes_facture", f"facture_id = {monde.autres['brouillon']}", ordre="ordre + i")
    many("lignes_devis", f"devis_id = {monde.ids['devis']}", ordre="ordre + i")
    many("depenses", f"id = {monde.ids['depenses']}", **NEW["depenses"])
    many("statuts_depense", f"depense_id = {monde.ids['depenses']}")
    many("receptions", "id = (SELECT max(id) FROM receptions)")
    many("courriels", f"sujet_id = {facture}", message_id="NULL")
    many("statuts_facture", "flux_id = '1'", sha256="md5(i || '.' || (SELECT max(id) FROM statuts_facture))")
    many(
        "encaissements_plateforme", "id = (SELECT min(id) FROM encaissements_plateforme)",
        imputation_id="ids[i]", ids=paid, jeton="CAST(gen_random_uuid() AS text)",
    )  # fmt: skip
    for cle in IMPORTABLES:
        where = f"import_id = {monde.autres[f'import_{cle}']} AND issue = 'erreur'"
        many("lignes_import", where, numero="i + (SELECT max(numero) FROM lignes_import)")
        many("imports", f"id = {monde.autres[f'import_{cle}']}")
    many("travaux", "id = (SELECT min(id) FROM travaux)", cle="NULL")
    labels = many("etiquettes", "nom = 'Chantier'", nom="nom || i || '.' || (SELECT max(id) FROM etiquettes)")
    for fiche in monde.fiches():
        where = f"sujet_type = '{fiche.__tablename__}' AND sujet_id = {fiche.id}"
        many("etiquetages", where, etiquette_id="ids[i]", ids=labels)
        for table in ("notes", "pieces", "journal"):
            many(table, where)
