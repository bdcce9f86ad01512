import re
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm import clock, journal
from crm.courriels import copies
from crm.courriels.preparation import imprime
from crm.devis import Devis
from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.etats import Etat
from crm.factures import Document
from crm.fiches import Fiche
from crm.parametres import Parametres
from crm.tiers import Contact, Tiers
from tenants import db, later, mail, storage, write_aside
from tenants.accounts import normalise_email

ADRESSE = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]+")


class Courriel(Fiche):
    """A message to a client: asked for, then sent by a worker, once."""

    __tablename__ = "courriels"
    __table_args__ = (
        Index("ix_courriels_sujet", "sujet_type", "sujet_id", text("id DESC")),
        Index("ix_courriels_tiers", "tiers_id", text("id DESC")),
    )
    module = "factures"
    non_journalises = frozenset({"texte", "pieces", "message_id"})

    sujet_type: Mapped[str]
    sujet_id: Mapped[int]
    tiers_id: Mapped[int | None] = mapped_column(ForeignKey("tiers.id"))
    a: Mapped[list] = mapped_column(JSONB, server_default=text("'[]'"))
    cc: Mapped[list] = mapped_column(JSONB, server_default=text("'[]'"))
    objet: Mapped[str]
    texte: Mapped[str]
    pieces: Mapped[list] = mapped_column(JSONB, server_default=text("'[]'"))
    demande_le: Mapped[datetime]
    par_id: Mapped[int | None] = mapped_column(ForeignKey("membres.id"))
    envoye_le: Mapped[datetime | None]
    message_id: Mapped[str | None]
    echec: Mapped[str | None]

    tiers: Mapped[Tiers | None] = relationship()
    par: Mapped[Membre | None] = relationship()

    @classmethod
    def send_later(
        cls,
        document: Devis | Document,
        *,
        a: list[str],
        objet: str,
        texte: str,
        par: Membre | None,
        now: datetime,
        cc: list[str] | None = None,
        pieces: list[dict] | None = None,
    ) -> "Courriel":
        """Ask that this message leave with the PDF of the document. Raises RegleMetier on a draft or a wrong address.
        Of what went by the platform, it is a copy and says so.

        `pieces`: other files, each {"nom", "sha256"} of the storage.
        """
        printed, nom = imprime(document), imprime(document).nom_pdf
        if copies.is_copie(document):
            (objet, texte), nom = copies.mark(document, objet, texte), copies.name(document, nom)
        courriel = cls(
            sujet_type=document.__tablename__,
            sujet_id=document.id,
            tiers_id=document.tiers_id,
            a=_addresses(a, "a"),
            cc=_addresses(cc or [], "cc"),
            objet=" ".join(objet.split()),
            texte=texte.strip(),
            pieces=[{"nom": nom, "sha256": printed.pdf_sha256}, *(pieces or [])],
            demande_le=now,
            par_id=par.id if par else None,
        )
        courriel._ensure_complete()
        db.session.add(courriel)
        db.session.flush()
        courriel.message_id = mail.stable_id("courriel", courriel.id)
        journal.record(document, "courriel", apres={"a": ", ".join(courriel.a), "objet": courriel.objet})
        titre = f"E-mail à {', '.join(courriel.a)}"
        later(courriel.send_now, titre=titre, par_id=courriel.par_id, cle=f"courriel:{courriel.id}")
        return courriel

    def _ensure_complete(self) -> None:
        if not self.a:
            raise RegleMetier("Indiquez l’adresse à laquelle écrire.", "a")
        if not self.objet or not self.texte:
            raise RegleMetier("Écrivez l’objet et le texte du message.", "texte" if self.objet else "objet")

    def send_now(self) -> dict | None:
        """Send the message, unless it has left already; its PDF is made first if it has to be."""
        if self.envoye_le:
            return None
        pieces = self._print()
        joined = [(piece["nom"], storage.get(piece["sha256"])) for piece in pieces]
        parametres = Parametres.current()
        url, sender = parametres.serveur_courriels
        reply_to = parametres.expediteur_email or parametres.email or (self.par.email if self.par else None)
        message = mail.compose(
            sender=sender,
            to=self.a,
            cc=self.cc,
            subject=self.objet,
            text=self.texte,
            message_id=self.message_id,
            reply_to=reply_to if reply_to != sender[1] else None,
            attachments=joined,
        )
        try:
            unknown = mail.deliver(message, url)
        except mail.MailRefused as error:
            write_aside(update(Courriel).where(Courriel.id == self.id).values(echec=error.message))
            _mark_wrong(error.unknown)
            raise
        _mark_wrong(unknown)
        self.envoye_le, self.echec, self.pieces = clock.now(), None, pieces
        self._tell_devis()
        return {"message_id": self.message_id}

    @property
    def libelle(self) -> str:
        return self.objet

    @property
    def etat(self) -> Etat:
        if self.envoye_le:
            return Etat("envoye", "Envoyé", "vert")
        return Etat("echec", "Échec", "rouge") if self.echec else Etat("en_cours", "En cours d’envoi", "bleu")

    def ensure_can_be_trashed(self) -> None:
        raise RegleMetier("Un e-mail demandé reste dans l’historique du client.")

    def _print(self) -> list[dict]:
        """The attached files; the first is the document's, printed here when no worker has done it yet.

        This row is not written before the message has left: a failure is written aside.
        """
        first, *others = self.pieces
        if first["sha256"] is None:
            first = first | {"sha256": self._printed().render_now()["sha256"]}
            db.session.flush()
        return [first, *others]

    def _tell_devis(self) -> None:
        """A devis is sent once the message with its last version has left."""
        document = self._document()
        if not isinstance(document, Devis) or document.is_brouillon:
            return
        if self.pieces[0]["nom"] == document.derniere_version.nom_pdf:
            document.mark_sent(self.envoye_le)

    def _document(self) -> Devis | Document:
        return db.session.get(journal.model_of(self.sujet_type), self.sujet_id)

    def _printed(self):
        document = self._document()
        if not isinstance(document, Devis):
            return document
        return next(version for version in document.versions if version.nom_pdf == self.pieces[0]["nom"])


def courriels_of(document: Fiche) -> list[Courriel]:
    """The messages sent with a document, the last one first."""
    query = select(Courriel).where(Courriel.sujet_type == document.__tablename__, Courriel.sujet_id == document.id)
    return list(db.session.scalars(query.order_by(Courriel.id.desc())))


def _mark_wrong(adresses: tuple[str, ...]) -> None:
    """Nobody receives there, says the server: their contacts show it (B-037)."""
    if adresses:
        bearing = update(Contact).where(Contact.email.in_([normalise_email(one) for one in adresses]))
        write_aside(bearing.values(validite_email="non_valide"))


def _addresses(of: list[str], champ: str) -> list[str]:
    kept = [address.strip() for address in of if address.strip()]
    for address in kept:
        if not ADRESSE.fullmatch(address):
            raise RegleMetier(f"« {address} » n’est pas une adresse e-mail : corrigez-la.", champ)
    return kept
