"""Envelopes to print, one page per recipient: asked for in a request, made by a worker."""

from crm import imprimes
from crm.documents.enveloppe import enveloppes
from crm.documents.gabarits import ENVELOPPES
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.parametres import Parametres
from crm.tiers import Tiers
from tenants import Travail, db, later, storage

TITRES = {"dl": "DL (220 × 110 mm)", "c5": "C5 (229 × 162 mm)", "c4": "C4 (324 × 229 mm)"}


class Enveloppes:
    """The envelopes of some clients, in the order given."""

    @classmethod
    def ask(cls, tiers: list[Tiers], format: str, par: Membre) -> Travail:
        if format not in ENVELOPPES:
            raise RegleMetier("Choisissez le format de l’enveloppe.", "format")
        if without := [one.libelle for one in tiers if one.adresse_facturation is None]:
            raise RegleMetier(f"{without[0]} n’a pas d’adresse : ajoutez-la à sa fiche.", "format")
        ids = ",".join(str(one.id) for one in tiers)
        titre = f"Enveloppe de {tiers[0].libelle}" if len(tiers) == 1 else f"{len(tiers)} enveloppes"
        return later(cls.render_now, titre=titre, par_id=par.id, ids=ids, format=format)

    @classmethod
    def render_now(cls, ids: str, format: str) -> dict:
        tiers = [db.session.get(Tiers, int(one)) for one in ids.split(",")]
        clients = [imprimes.client(one) for one in tiers if one]
        pdf = enveloppes(clients, imprimes.emetteur(Parametres.current()), format)
        return {"sha256": storage.put(pdf), "nom": f"enveloppes-{format}.pdf", "type": "application/pdf"}
