from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped

from crm.courriels import gabarits
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.tiers import LANGUES
from tenants import db

OCCASIONS = {"devis": "Envoi d’un devis", "facture": "Envoi d’une facture", "avoir": "Envoi d’un avoir"}


class ModeleMessage(Fiche):
    """The text a company writes to its clients with, for one occasion and one language, when it is not the default."""

    __tablename__ = "modeles_message"
    __table_args__ = (Index("uq_modeles_message_code", "code", "langue", unique=True),)
    module = "configuration"

    code: Mapped[str]
    langue: Mapped[str]
    objet: Mapped[str]
    texte: Mapped[str]

    @property
    def libelle(self) -> str:
        return f"{OCCASIONS.get(self.code, self.code)} ({LANGUES[self.langue].lower()})"

    @classmethod
    def find(cls, code: str, langue: str) -> "ModeleMessage | None":
        return db.session.scalar(select(cls).where(cls.code == code, cls.langue == langue, cls.supprime_le.is_(None)))

    @classmethod
    def own(cls) -> set[tuple[str, str]]:
        """The (occasion, language) whose text is the company's own."""
        query = select(cls.code, cls.langue).where(cls.supprime_le.is_(None))
        return {tuple(row) for row in db.session.execute(query)}

    @classmethod
    def text_of(cls, code: str, langue: str) -> tuple[str, str]:
        """Subject and text: the company's own, else the default."""
        own = cls.find(code, langue)
        return (own.objet, own.texte) if own else gabarits.default(code, langue)

    @classmethod
    def write(cls, code: str, langue: str, objet: str, texte: str) -> "ModeleMessage":
        """Keep the company's own text. Raises RegleMetier on a field nobody knows."""
        if code not in OCCASIONS or langue not in LANGUES:
            raise RegleMetier("Ce modèle de message n’existe pas.", "code")
        for nom, valeur in (("objet", objet), ("texte", texte)):
            if not valeur.strip():
                raise RegleMetier("Écrivez l’objet et le texte du message.", nom)
            gabarits.check(valeur, nom)
        own = db.session.scalar(select(cls).where(cls.code == code, cls.langue == langue)) or cls()
        own.code, own.langue, own.objet, own.texte = code, langue, " ".join(objet.split()), texte.strip()
        own.supprime_le = None
        db.session.add(own)
        db.session.flush()
        return own
