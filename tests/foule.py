"""A company with many rows in every list, as varied as a real one: words, days, amounts, states."""

import psycopg

from crm.actions import Action
from crm.clock import today
from crm.communes import Commune
from tenants import db
from tenants.current import current_schema
from tests.copies import clone
from tests.fabrique import (
    MIDI,
    make_article,
    make_avoir,
    make_contact,
    make_depense,
    make_devis,
    make_facture,
    make_opportunite,
    make_piste,
    make_reglement,
    make_tiers,
    moi,
)

METIERS = "Menuiserie Boulangerie Plomberie Imprimerie Fromagerie Garage Librairie Clinique Brasserie Traiteur".split()
NOMS = "Delaunay Duval Nguyen Lefèvre Moreau Garnier Barbier Renaud Girard Faure Marchal Roussel Bonnet".split()
VILLES = "Lyon Rennes Dijon Grenoble Toulouse Besançon Évry Nîmes Orléans Béziers Paris".split()


def _word(words: list[str], step: int = 1) -> str:
    return f"('{{{','.join(words)}}}'::text[])[1 + (i * {step}) % {len(words)}]"


NOM = f"{_word(METIERS)} || ' ' || {_word(NOMS, 7)} || ' ' || i"
TABLES = "tiers contacts pistes opportunites actions articles depenses devis factures suivis_facture".split()
TABLES += "reglements travaux journal communes".split()
SLICES = 5
JOUR = "current_date - i % 1100"
MONTANT = "(i * 7919 % 900000) / 100.0"
SOMME = f"CASE WHEN i % 100 = 0 THEN -1 ELSE 1 END * (1 + {MONTANT})"
FICHE = {"modifie_le": "now() - i * interval '3 min'", "cree_le": "now() - i * interval '7 min'"}
FICHE |= {"responsable_id": "1 + i / 7 % 3"}
PROFIL = {"secteur": f"CASE WHEN i % 3 > 0 THEN {_word(['Industrie', 'Service', 'Commerce'])} END"}
PROFIL |= {"categorie": f"CASE WHEN i % 5 = 0 THEN {_word(['PME', 'Association'])} END"}
JETEE = {"supprime_le": "CASE WHEN i % 50 = 0 THEN now() END"}
DOCUMENT = FICHE | {"tiers_id": "ids[i]", "nom_client": NOM, "total_ht": MONTANT, "total_ttc": f"1.2 * {MONTANT}"}
DOCUMENT |= {"total_ht_eur": MONTANT, "total_ttc_eur": f"1.2 * {MONTANT}"}
EMIS = DOCUMENT | {"emise_le": JOUR, "echeance": f"{JOUR} + 30", "rang": "NULL"}
SUIVI = {"facture_id": "ids[i]", "echeance": f"{JOUR} + 30", "reste": f"CASE WHEN i % 12 = 0 THEN {MONTANT} ELSE 0 END"}


def fill(app, n: int) -> None:
    """Give the company at work `n` clients and factures, a third of it of the other nouns; the database takes note."""
    tiers = make_tiers()
    ids = clone(
        "tiers", f"id = {tiers.id}", n, nom=NOM, ville=_word(VILLES, 3), email="'contact' || i || '@client.example'",
        siren="CASE WHEN i % 9 > 0 THEN (100000000 + i)::text END", code_postal="lpad((i % 95000)::text, 5, '0')",
        telephone="'+334' || lpad((i * 7919 % 100000000)::text, 8, '0')",
        client_depuis=f"CASE WHEN i % 10 > 0 THEN {JOUR} END", prospect_depuis=f"CASE WHEN i % 10 = 0 THEN {JOUR} END",
        fournisseur_depuis=f"CASE WHEN i % 300 = 0 THEN {JOUR} END", provenance=PROFIL["secteur"],
        **PROFIL, **FICHE, **JETEE,
    )  # fmt: skip
    _fill_documents(tiers, ids, n)
    _fill_others(tiers, ids, n // 3)
    _fill_pistes(n)
    _fill_opportunites(tiers, ids, n)
    schema = current_schema()
    db.session.commit()
    with psycopg.connect(app.config["COMPTOIR"].database_url.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("SET default_statistics_target = 1000")  # every row is looked at: the same plans each time
        owner.execute(f"VACUUM ANALYZE {', '.join(f'{schema}.{table}' for table in TABLES)}")


def _fill_documents(tiers, ids: list[int], n: int) -> None:
    facture, draft = make_facture(tiers, issued=True), make_facture(tiers)
    avoir, devis = make_avoir(facture), make_devis(tiers, envoye=True)
    for part in range(SLICES):  # mixed, as time mixes them
        for model, prefix, count in ((facture, "FX", n // SLICES), (avoir, "AX", n // 3 // SLICES)):
            numero = f"'{prefix}-{part}-' || i"
            issued = clone("factures", f"id = {model.id}", count, ids[part::SLICES], numero=numero, **EMIS)
            clone("suivis_facture", f"facture_id = {model.id}", count, issued, **SUIVI)
    clone("factures", f"id = {draft.id}", n // 20, ids, **DOCUMENT, **JETEE)
    clone(
        "devis", f"id = {devis.id}", n // 3, ids, etabli_le=JOUR, validite=f"{JOUR} + 30",
        numero="CASE WHEN i % 10 > 0 THEN 'DX-' || i END",
        envoye_le=f"CASE WHEN i % 10 > 0 THEN {JOUR} END", accepte_le=f"CASE WHEN i % 10 > 4 THEN {JOUR} END",
        refuse_le=f"CASE WHEN i % 10 = 4 THEN {JOUR} END", montant_facture="i % 2", **DOCUMENT, **JETEE,
    )  # fmt: skip


def _fill_pistes(n: int) -> None:
    """Four in five are open."""
    clone(
        "pistes", f"id = {make_piste().id}", n, entreprise=NOM, ville=_word(VILLES, 3), score="i % 100",
        code_postal="lpad((i % 95000)::text, 5, '0')", **PROFIL,
        situation="(ARRAY['clos', 'perdu', 'bloque', 'bloque', 'bloque', 'a_relancer'])[1 + least(i / 3 % 10, 5)]",
        statut_id="(SELECT (array_agg(id ORDER BY id))[1 + i % 9] FROM statuts)",
        email="'piste' || i || '@client.example'",
        provenance=f"CASE WHEN i % 4 > 0 THEN {_word(['Salon', 'Parrainage', 'Site'])} END",
        etoiles="CASE WHEN i % 3 > 0 THEN 1 + i % 5 END", montant_estime=f"CASE WHEN i % 4 > 0 THEN {MONTANT} END",
        prochaine_action_le="CASE WHEN i % 7 > 0 THEN current_date + 10 - i % 40 END",
        dernier_contact_le=f"CASE WHEN i % 6 > 0 THEN {JOUR} END", **FICHE, **JETEE,
    )  # fmt: skip


def _fill_opportunites(tiers, ids: list[int], n: int) -> None:
    """Half are open, at one step or another; half the actions are done."""
    affaire = make_opportunite(tiers)
    action = Action.plan(affaire, genre_="appel", prevue_le=today(), membre_id=moi().id)
    made = clone(
        "opportunites", f"id = {affaire.id}", n, ids, tiers_id="ids[i]", nom=f"'Vente à ' || {NOM}", nom_client=NOM,
        situation="CASE i / 3 % 6 WHEN 0 THEN 'gagne' WHEN 1 THEN 'perdu' WHEN 2 THEN 'clos' ELSE 'a_relancer' END",
        statut_le=JOUR, etape_id="(SELECT (array_agg(id ORDER BY id))[1 + i / 3 % 5] FROM etapes)",
        montant=f"CASE WHEN i % 4 > 0 THEN {MONTANT} END", probabilite="i % 101",
        cloture_prevue_le=f"CASE WHEN i % 5 > 0 THEN {JOUR} + 60 END",
        prochaine_action_le="CASE WHEN i % 3 > 0 THEN current_date + 10 - i % 40 END", **FICHE, **JETEE,
    )  # fmt: skip
    clone(
        "actions", f"id = {action.id}", n, made, sujet_id="ids[i]", prevue_le="current_date + 30 - i % 400",
        faite_le="CASE WHEN i % 2 > 0 THEN now() END", membre_id="1 + i / 7 % 3", modifie_le=FICHE["modifie_le"],
        **JETEE,
    )  # fmt: skip


def _fill_others(tiers, ids: list[int], n: int) -> None:
    clone(
        "contacts", f"id = {make_contact(tiers).id}", n, nom=NOM, email="'moi' || i || '@client.example'",
        fonction="CASE WHEN i % 4 > 0 THEN 'Direction ' || i % 30 END", tri_organisation=f"extensions.tri_fr({NOM})",
        validite_email="('{valide,non_valide,non_verifie}'::text[])[1 + i % 3]",
        type_contact="CASE WHEN i % 5 > 0 THEN 'Client' END", **FICHE, **JETEE,
    )  # fmt: skip
    clone(
        "articles", f"id = {make_article().id}", n, designation=f"'Pose ' || {NOM}", reference="'REF-' || i",
        prix_unitaire=MONTANT, cout=f"CASE WHEN i % 4 > 0 THEN {MONTANT} END", inactif="i % 40 = 0",
        taux_tva="('{20,10,5.5,0}'::numeric[])[1 + i % 4]", modifie_le=FICHE["modifie_le"], **JETEE,
    )  # fmt: skip
    commune = Commune.create(nom="Liège", code_postal="4000", pays="BE")
    clone(
        "communes", f"id = {commune.id}", n, nom=NOM, code_postal="lpad((i % 99999)::text, 5, '0')",
        pays="(ARRAY['BE', 'DE', 'CH'])[1 + i % 3]", modifie_le=FICHE["modifie_le"], **JETEE,
    )  # fmt: skip
    clone(
        "depenses", f"id = {make_depense(tiers).id}", n, ids, tiers_id="ids[i]", nom_fournisseur=NOM,
        numero="'D-' || i", emise_le=JOUR, echeance=f"{JOUR} + 30", ht=MONTANT, ttc=f"1.2 * {MONTANT}",
        net_a_payer=f"1.2 * {MONTANT}", objet="'Achat ' || i", modifie_le=FICHE["modifie_le"],
        statut="CASE WHEN i % 20 > 0 THEN 211 WHEN i % 40 = 0 THEN 205 WHEN i % 60 = 0 THEN 210 ELSE 203 END", **JETEE,
    )  # fmt: skip
    reglement = make_reglement(tiers=tiers, montant="10")
    clone(
        "reglements", f"id = {reglement.id}", n, ids, rang="1000 + i", recu_le=JOUR, nom_client=NOM, tiers_id="ids[i]",
        montant=SOMME, montant_eur=SOMME, jeton="NULL",
    )  # fmt: skip
    travail = make_devis(tiers).preview_later(MIDI.date(), moi())
    fini, echoue = (f"CASE WHEN i % 100 {sign} 0 THEN now() - i * interval '1 min' END" for sign in (">", "="))
    clone("travaux", f"id = {travail.id}", n, fini_le=fini, echoue_le=echoue)
    clone("journal", f"sujet_type = 'tiers' AND sujet_id = {tiers.id}", n, sujet_id="i / 5")
