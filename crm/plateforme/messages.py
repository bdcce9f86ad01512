"""What is said once to the platform about an invoice: a receipt, an answer, what becomes of one we received."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from crm import clock
from crm.documents.contenu import Contenu
from crm.facturx.cii import TYPES
from crm.plateforme import connexion
from crm.plateforme.adaptateur import Envoi
from crm.plateforme.cdar_dit import ACHETEUR, VENDEUR, Acteur, write
from tenants import db, later


class Message:
    """Columns and life of a message: `jeton` names it for both sides, so that asked or tried twice there is one.

    Each kind gives `dit`, the StatutDit it says, and may give `genre`, its kind of flow, and `can_leave`.
    """

    genre = "CustomerInvoiceLC"

    jeton: Mapped[str] = mapped_column(unique=True)
    demande_a: Mapped[datetime]
    transmis_a: Mapped[datetime | None]
    flux_id: Mapped[str | None]

    @property
    def can_leave(self) -> bool:
        return True

    def send_later(self, par_id: int | None = None) -> None:
        dit = self.dit
        later(self.send_now, titre=f"Statut {dit.code} de {dit.numero}", cle=f"message:{self.jeton}", par_id=par_id)

    def send_now(self) -> dict | None:
        """Say it, once: who is not sure that it was said asks first."""
        db.session.refresh(self)
        if self.flux_id or not self.can_leave:
            return None
        dit, plateforme = self.dit, connexion.ready().open()
        envoi = Envoi(
            nom=f"{dit.code}-{self.jeton}.xml",
            contenu=write(dit),
            syntaxe="CDAR",
            genre=self.genre,
            regle="B2B",
            jeton=self.jeton,
        )
        self.flux_id = plateforme.retrouver(self.jeton) or plateforme.envoyer_statut(envoi)
        self.transmis_a = clock.now()
        return {"phrase": f"Statut {dit.code} de {dit.numero} transmis."}


def new_jeton() -> str:
    return str(uuid.uuid4())


def of_ours(fige: dict) -> dict:
    """What every message about a document we issued says of it."""
    contenu = Contenu.from_dict(fige)
    e, client = contenu.emetteur, contenu.client
    return {
        "numero": contenu.numero,
        "type_facture": TYPES[contenu.nature],
        "emise_le": contenu.emise_le,
        "moi": Acteur(role=VENDEUR, siren=e.siren, nom=e.denomination, adresse=e.adresse_electronique or e.siren),
        "autre": Acteur(
            role=ACHETEUR,
            siren=client.siren,
            nom=client.noms[0],
            adresse=client.adresse_electronique or client.siren,
        ),
    }
