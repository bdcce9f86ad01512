"""What the platform says is read: each hour, and when somebody asks."""

from datetime import datetime

from sqlalchemy import func, select, union_all

from crm import clock
from crm.depenses import Reception
from crm.equipe import Membre
from crm.factures import Document
from crm.formats import pluriel
from crm.notifications import tell
from crm.plateforme import annuaire, cdar_lu, connexion
from crm.plateforme.adaptateur import Flux, Plateforme, PlateformeIndisponible, PlateformeRefuse
from crm.plateforme.cdar_lu import StatutLu
from crm.plateforme.connexion import ConnexionPlateforme
from crm.plateforme.messages import Message
from crm.plateforme.statuts import EN_LITIGE, EN_PARTIE, FINALES, IRRECEVABLE, SUSPENDUE, etat
from crm.plateforme.transmissions import StatutFacture, Transmission
from tenants import Travail, db, later

CYCLE, RECUE = "CustomerInvoiceLC", "SupplierInvoice"
ALERTES = (*FINALES, EN_PARTIE, EN_LITIGE, SUSPENDUE)


class Releve:
    @classmethod
    def read_later(cls, par: Membre | None, cle: str | None = None) -> Travail | None:
        """Ask for it. Raises RegleMetier when there is no platform."""
        connexion.ready()
        return later(cls.read_now, titre="Relevé de la plateforme agréée", cle=cle, par_id=par.id if par else None)

    @classmethod
    def wake(cls, jeton: str) -> bool:
        """Read soon, unless a reading waits already; False when it is not our platform that asks."""
        ours = ConnexionPlateforme.current()
        if ours is None or not ours.is_ready or not ours.is_called_with(jeton):
            return False
        waiting = select(Travail.id).where(Travail.methode == "read_now", Travail.cible.endswith(":Releve"))
        waiting = waiting.where(Travail.commence_le.is_(None), Travail.echoue_le.is_(None))
        if db.session.scalar(waiting.limit(1)) is None:
            cls.read_later(None)
        return True

    @classmethod
    def read_now(cls) -> dict:
        """Keep every new status and invoice. Two at once: the second waits, then finds what the first has read."""
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(func.current_schema() + ":releve"))))
        ours, now = connexion.ready(), clock.now()
        plateforme, new = ours.open(), 0
        flux, received = plateforme.lister(ours.depuis), 0
        known = _known(flux)
        for one in (one for one in flux if one.id not in known):
            if one.genre == RECUE:
                received += _receive(plateforme, one, now)
            else:
                new += _read(plateforme, one, now)
        if flux:
            ours.mark_read(max(ours.lue_a, flux[-1].modifie_a))
        said = [pluriel(new, "nouveau statut", "nouveaux statuts")]
        said += [pluriel(received, "facture reçue", "factures reçues")] if received else []
        return {"phrase": f"{', '.join(said)}."}


def look_what_is_due() -> None:
    """Each hour, for a company that has a platform."""
    ours = ConnexionPlateforme.current()
    if ours is not None and ours.is_ready:
        Releve.read_later(None, cle=f"releve:{clock.now():%Y-%m-%dT%H}")
        if ours.url_annuaire:
            annuaire.look_up_drafts()


def _known(flux: list[Flux]) -> set[str]:
    """Those read already, and those we sent ourselves."""
    ids, kinds = [one.id for one in flux], (StatutFacture, Reception, *Message.__subclasses__())
    rows = union_all(*(select(kind.flux_id).where(kind.flux_id.in_(ids)) for kind in kinds))
    return set(db.session.scalars(rows))


def _receive(plateforme: Plateforme, flux: Flux, now: datetime) -> bool:
    """An invoice of a supplier, read as any file received; what the platform turned away is not one."""
    contenu = b"" if flux.est_rejete else _file(plateforme, flux)
    if not contenu:
        return False
    Reception.receive(flux.nom or flux.id, contenu, None, now, flux_id=flux.id)
    return True


def _read(plateforme: Plateforme, flux: Flux, now: datetime) -> bool:
    if flux.genre == CYCLE:
        contenu = _file(plateforme, flux)
        lu = cdar_lu.read(contenu)
        transmission = _by_numero(lu.numero) if lu else None
    else:
        contenu, lu = flux.brut, _rejection(flux)
        transmission = _by_jeton(flux.jeton) if lu else None
    if transmission is None or not transmission.receive(flux, lu, contenu, now):
        return False
    _tell(transmission, lu)
    return True


def _file(plateforme: Plateforme, flux: Flux) -> bytes:
    """Nothing when the platform refuses to give it: the others are read all the same."""
    try:
        return plateforme.lire(flux.id)
    except PlateformeIndisponible:
        raise
    except PlateformeRefuse:
        return b""


def _rejection(flux: Flux) -> StatutLu | None:
    """The platform could not even read the file."""
    if not flux.est_rejete:
        return None
    return StatutLu("", IRRECEVABLE, etat(IRRECEVABLE).libelle, flux.motif, flux.commentaire, flux.modifie_a)


def _by_numero(numero: str) -> Transmission | None:
    query = select(Transmission).join(Document, Document.id == Transmission.facture_id)
    return db.session.scalar(query.where(Document.numero == numero))


def _by_jeton(jeton: str | None) -> Transmission | None:
    return db.session.scalar(select(Transmission).where(Transmission.jeton == jeton)) if jeton else None


def _tell(transmission: Transmission, lu: StatutLu) -> None:
    """Who follows the invoice learns what asks for an action."""
    if lu.code in ALERTES:
        document = transmission.document
        said = f"{document.numero} : {etat(lu.code).libelle.lower()} sur la plateforme agréée."
        tell(document.responsable_id or transmission.par_id, "plateforme", said, document)
