"""Believable records, made with the trade's own verbs. To be used inside a company: `with lumen(): make_facture()`."""

import itertools
import os
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from crm.articles import Article
from crm.avoirs import Avoir
from crm.clock import PARIS
from crm.depenses import Depense
from crm.devis import Devis
from crm.equipe import Membre
from crm.factures import Facture
from crm.identifiants import tva_from_siren
from crm.opportunites import Opportunite
from crm.parametres import Parametres
from crm.pistes import Piste
from crm.reglements import Reglement
from crm.tiers import Contact, Rattachement, Tiers
from tenants import db

D = Decimal
GRAINES = int(os.environ.get("GRAINES", "8"))
"""How many documents drawn at random a test makes; `GRAINES=300` for a drill."""
LE_2_MARS = date(2026, 3, 2)
MIDI = datetime(2026, 11, 20, 12, 0, tzinfo=PARIS)
SIRENS = ("443121975", "732829320", "552100554", "404833048", "542065479", "383474814", "356000000", "775670417")
NOMS = ("Menuiserie Delaunay", "Bâti Rhône", "Ateliers Vasseur", "Boulangerie Sorel", "Garage des Monts d’Or")
IDENTITE = {
    "raison_sociale": "Atelier Lumen",
    "forme_juridique": "SAS",
    "capital": D("10000.00"),
    "siren": "732829320",
    "nic": "00074",
    "rcs_ville": "Lyon",
    "tva_intracom": "FR44732829320",
    "ape": "7410Z",
    "adresse": "18 quai Saint-Antoine",
    "code_postal": "69002",
    "ville": "Lyon",
    "telephone": "+33472610833",
    "email": "bonjour@atelier-lumen.example",
    "comptes_bancaires": [
        {
            "iban": "FR7630006000011234567890189",
            "bic": "AGRIFRPP882",
            "banque": "Crédit Agricole",
            "titulaire": "Atelier Lumen",
        }
    ],
}
DOLLARS = {"devise": "USD", "change": D("0.92134567"), "change_source": "bce", "change_le": MIDI.date()}
"""What makes a document one in dollars, at the rate of its day."""
_count = itertools.count(1)


def moi() -> Membre:
    """Who works here: the first member of the company."""
    return db.session.scalars(select(Membre).order_by(Membre.id).limit(1)).one()


def identify(**others) -> Parametres:
    """Give the company a whole legal identity."""
    parametres = Parametres.current()
    for name, value in (IDENTITE | others).items():
        setattr(parametres, name, value)
    db.session.flush()
    return parametres


def make_opportunite(tiers: Tiers | None = None, **valeurs) -> Opportunite:
    """Of a client unless `piste_id` or `contact_id` says whose."""
    if tiers or not (valeurs.get("piste_id") or valeurs.get("contact_id")):
        valeurs["tiers_id"] = (tiers or make_tiers()).id
    valeurs = {"nom": "Équipement du showroom", "montant": D(18000), "responsable_id": moi().id} | valeurs
    return Opportunite.create(day=MIDI.date(), **valeurs)


def make_piste(**values) -> Piste:
    number = next(_count)
    usual = {"entreprise": f"Piste {number}", "nom": "Guérin", "email": f"piste{number}@client.example"}
    return Piste.create(**usual | values)


def make_tiers(nom: str | None = None, *, particulier: bool = False, adresse: bool = True, **values) -> Tiers:
    number = next(_count)
    if particulier:
        base = {"nature": "individu", "nom": nom or "Perrin", "prenom": "Odile", "qualification": "particulier"}
    else:
        siren = SIRENS[number % len(SIRENS)]
        base = {"nom": nom or f"{NOMS[number % len(NOMS)]} {number}", "siren": siren}
        base["tva_intracom"] = tva_from_siren(siren)
    tiers = Tiers(**({"email": f"compta{number}@client.example", "langue": "fr"} | base | values))
    db.session.add(tiers)
    db.session.flush()
    if adresse:
        tiers.add_adresse(ligne1=f"{number} rue des Artisans", code_postal="69003", ville="Lyon", pays="FR")
    db.session.flush()
    return tiers


def make_tiers_at(pays: str, code_postal: str, ville: str, **values) -> Tiers:
    """A client whose only address is there."""
    tiers = make_tiers(adresse=False, **values)
    tiers.add_adresse(ligne1="Rue Haute 7", code_postal=code_postal, ville=ville, pays=pays)
    db.session.flush()
    return tiers


def make_berlin(**values) -> Tiers:
    german = {"qualification": "assujetti_ue", "siren": None, "tva_intracom": "DE136695976"}
    return make_tiers_at("DE", "10115", "Berlin", **(german | values))


def make_zurich(**values) -> Tiers:
    return make_tiers_at(
        "CH", "8001", "Zürich", **({"qualification": "hors_ue", "siren": None, "tva_intracom": None} | values)
    )


def make_contact(tiers: Tiers, **values) -> Contact:
    number = next(_count)
    base = {"prenom": "Jeanne", "nom": "Delaunay", "email": f"jeanne{number}@client.example", "civilite": "Madame"}
    contact = Contact(**(base | values))
    db.session.add(contact)
    db.session.flush()
    db.session.add(Rattachement(contact_id=contact.id, tiers_id=tiers.id, role="Direction générale", principal=True))
    db.session.flush()
    return contact


def make_article(**values) -> Article:
    number = next(_count)
    base = {
        "reference": f"ART-{number:04d}",
        "designation": "Pose de panneaux acoustiques",
        "nature": "service",
        "unite": "m²",
        "prix_unitaire": D("42.50"),
        "taux_tva": D("20"),
    }
    article = Article(**(base | values))
    db.session.add(article)
    db.session.flush()
    return article


def ligne(designation="Journée de conseil sur site", quantite="2", prix="500", taux="20", **values) -> dict:
    """A line for `write_lignes`."""
    row = {"designation": designation, "quantite": D(quantite), "prix_unitaire": D(prix), "taux_tva": D(taux)}
    return row | values


def sans_tva(code: str, **values) -> dict:
    """A line that bears no VAT, for this reason."""
    return ligne(f"Vente ({code})", taux="0", exoneration=code, **values)


def make_devis(
    tiers: Tiers | None = None, *, lignes=None, envoye=False, accepte=False, jour: date = LE_2_MARS, **values
) -> Devis:
    devis = Devis.draft(tiers or make_tiers(), moi(), **({"objet": "Aménagement du showroom"} | values))
    devis.write_lignes(lignes or [ligne()])
    if envoye or accepte:
        devis.finalise(jour, MIDI, moi())
        devis.mark_sent(MIDI)
    if accepte:
        devis.accept(jour, "Jeanne Delaunay", moi(), qualite="gérante")
    db.session.flush()
    return devis


def make_facture(
    tiers: Tiers | None = None, *, lignes=None, issued: bool | date = False, now: datetime = MIDI, **values
) -> Facture:
    """`issued`: a day, or True for the day of the last number (so that any order of tests works)."""
    facture = Facture.draft(tiers or make_tiers(), moi(), **({"objet": "Équipement du showroom"} | values))
    facture.write_lignes(lignes or [ligne()])
    if issued:
        if not Parametres.current().siren:
            identify()
        issue(facture, now, None if issued is True else issued)
    db.session.flush()
    return facture


def issue(document, now: datetime = MIDI, day: date | None = None):
    """The same document, issued."""
    return _issue(document, now, day or now.astimezone(PARIS).date())


def _issue(document, now: datetime, day: date):
    document.issue(day, now, moi())
    return document


def make_avoir(
    facture: Facture, motif: str = "rabais", *, issued: bool = True, now: datetime = MIDI, **values
) -> Avoir:
    avoir = Avoir.from_facture(facture, moi(), motif, **values)
    return issue(avoir, now) if issued else avoir


def make_reglement(
    facture: Facture | None = None, montant: str | None = None, *, tiers: Tiers | None = None, mode="virement", **values
) -> Reglement:
    """Pays `facture` (whole by default), or is received from `tiers` for nothing yet."""
    owner = tiers or facture.tiers
    amount = D(montant) if montant else facture.reste
    imputer = {facture.id: min(amount, facture.reste)} if facture else None
    return Reglement.receive(owner, amount, MIDI.date(), mode, moi(), MIDI, **({"imputer": imputer} | values))


def make_depense(tiers: Tiers | None = None, **values) -> Depense:
    base = {"numero": None, "objet": "Taxi", "emise_le": MIDI.date(), "ht": D("100"), "tva": D("20")}
    return Depense.record(moi(), MIDI, MIDI.date(), tiers=tiers or make_tiers(), **(base | values))
