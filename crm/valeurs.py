"""The lists of values a company edits for itself: roles of contacts, units… One table for all of them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Index, exists, func, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from crm.articles import Article
from crm.depenses import Depense
from crm.errors import RegleMetier
from crm.fiches import Fiche
from crm.formats import pluriel
from crm.opportunites import LigneOffre, Opportunite
from crm.pistes import Piste
from crm.sujets import TONS
from crm.tiers import Contact, Delegation, Rattachement, Tiers
from tenants import Travail, db, later
from tenants.jobs import checkpoint, progress

LONGUEUR = 60
AT_ONCE = 2000
"""Records a value passes to in a request; a worker does more."""
BATCH = 1000


@dataclass(frozen=True)
class Liste:
    """`emplois`: the columns that keep the word itself; `cites`: those that keep it as it was when it was written.

    `teintee`: shown as a badge, in the tone of the value.
    """

    titre: str
    mot: str
    emplois: tuple[InstrumentedAttribute, ...]
    feminin: bool = False
    teintee: bool = False
    cites: tuple[InstrumentedAttribute, ...] = ()

    @property
    def modules(self) -> set[str]:
        """Those whose records bear its values."""
        return {column.class_.module for column in (*self.emplois, *self.cites)}

    @property
    def nouvelle(self) -> str:
        return f"{'Nouvelle' if self.feminin else 'Nouveau'} {self.mot}"


LISTES = {
    "role_contact": Liste("Rôles des contacts", "rôle", (Rattachement.role,), teintee=True),
    "type_contact": Liste("Types de contacts", "type", (Contact.type_contact,)),
    "lien_tiers": Liste("Liens entre clients", "lien", (Delegation.lien,)),
    "unite": Liste("Unités", "unité", (Article.unite,), feminin=True, cites=(LigneOffre.unite,)),
    "fonction": Liste("Fonctions", "fonction", (Contact.fonction, Piste.fonction), feminin=True),
    "civilite": Liste("Civilités", "civilité", (Contact.civilite, Tiers.civilite, Piste.civilite), feminin=True),
    "secteur": Liste("Secteurs d’activité", "secteur", (Piste.secteur, Tiers.secteur)),
    "departement": Liste("Départements des contacts", "département", (Contact.departement, Piste.departement)),
    "provenance": Liste("Provenances", "provenance", (Piste.provenance, Tiers.provenance), feminin=True),
    "categorie": Liste("Catégories", "catégorie", (Piste.categorie, Tiers.categorie), feminin=True),
    "motif_perte": Liste("Motifs de perte", "motif", (Opportunite.motif,)),
    "categorie_depense": Liste("Catégories de dépenses", "catégorie", (Depense.categorie,), feminin=True),
}
DEPART = {
    "role_contact": ("Direction générale", "Service Comptabilité", "Achats", "Technique", "Chantier"),
    "lien_tiers": ("Gestion", "Achats", "Comptabilité", "Franchise", "Syndic"),
    "unite": ("unité", "heure", "jour", "forfait", "mois", "m", "m²", "m³", "kg", "lot"),
    "fonction": ("Gérant", "Gérante", "Comptable", "Responsable des achats", "Assistante de direction"),
    "civilite": ("Madame", "Monsieur"),
    "secteur": ("Industrie", "Service", "Secteur public", "Commerce", "Bâtiment"),
    "departement": ("Direction", "Achats", "Comptabilité", "Technique", "Commercial"),
    "provenance": ("Site web", "Salon", "Parrainage", "Appel entrant", "Recommandation", "Réseau"),
    "categorie": ("PME", "Association", "Investisseur", "Collectivité"),
    "motif_perte": ("Prix", "Délai", "Concurrent", "Projet abandonné", "Sans réponse"),
    "categorie_depense": (
        "Achats de marchandises",
        "Fournitures",
        "Sous-traitance",
        "Loyer",
        "Énergie et eau",
        "Assurances",
        "Déplacements",
        "Télécommunications",
        "Abonnements",
        "Honoraires",
        "Publicité",
    ),
    "type_contact": ("Prospect", "Client", "Ancien client", "Partenaire", "Fournisseur"),
}


class Valeur(Fiche):
    """One choice of one list, with its order and, when it is shown as a badge, its tone."""

    __tablename__ = "valeurs"
    __table_args__ = (
        Index("ix_valeurs_liste", "liste", "ordre", "id"),
        Index("uq_valeurs_libelle", "liste", "libelle", unique=True, postgresql_where=text("supprime_le IS NULL")),
    )
    module = "configuration"

    liste: Mapped[str]
    libelle_: Mapped[str] = mapped_column("libelle")
    code: Mapped[str | None]
    ton: Mapped[str] = mapped_column(server_default=text("'neutre'"), default="neutre")
    ordre: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    inactif: Mapped[bool] = mapped_column(server_default=text("false"), default=False)

    @property
    def libelle(self) -> str:
        return self.libelle_

    @classmethod
    def of(cls, liste: str) -> list["Valeur"]:
        """The values a list offers, in its order."""
        return [valeur for valeur in cls.all_of(liste) if not valeur.inactif]

    @classmethod
    def all_of(cls, liste: str) -> list["Valeur"]:
        """The same, with those that are offered no longer."""
        query = select(cls).where(cls.liste == liste, cls.supprime_le.is_(None))
        return list(db.session.scalars(query.order_by(cls.ordre, cls.id)))

    @classmethod
    def add(cls, liste: str, *, libelle: str, ton: str = "neutre", inactif: bool = False) -> "Valeur":
        """A new value, the last of its list. Raises RegleMetier when its name is empty or taken."""
        valeur = cls(liste=liste, ordre=max((one.ordre for one in cls.all_of(liste)), default=0) + 10)
        valeur.revise(libelle=libelle, ton=ton, inactif=inactif)
        db.session.add(valeur)
        db.session.flush()
        return valeur

    def revise(self, *, libelle: str, ton: str = "neutre", inactif: bool = False) -> Travail | None:
        """Change the value; its new name is written where the old one was: by the job returned, when there are many.

        Raises RegleMetier on a wrong name.
        """
        libelle = " ".join((libelle or "").split())
        if not libelle:
            raise RegleMetier("Indiquez le nom de cette valeur.", "libelle")
        with db.session.no_autoflush:
            others = [one for one in self.all_of(self.liste) if one is not self]
        if any(one.libelle.lower() == libelle.lower() for one in others):
            raise RegleMetier(f"« {libelle} » est déjà dans la liste.", "libelle")
        if ton not in TONS:
            raise RegleMetier("Choisissez une couleur dans la liste.", "ton")
        ancien, self.libelle_, self.ton, self.inactif = self.libelle_, libelle, ton, inactif
        return self._take_over(ancien) if ancien and ancien != libelle else None

    @property
    def emplois(self) -> int:
        """How many records bear this value."""
        return uses_of(self.liste).get(self.libelle_, 0)

    def remove(self, remplacement: "Valeur | None") -> Travail | None:
        """Take the value out of its list; what bears it bears `remplacement`, by the job returned when there are many.

        Raises RegleMetier without one, or while this value still takes the place of another.
        """
        self._ensure_not_taking_over()
        emplois = self.emplois
        if emplois and (remplacement is None or remplacement is self or remplacement.liste != self.liste):
            fiches = pluriel(emplois, "fiche")
            raise RegleMetier(f"« {self.libelle} » sert à {fiches} : choisissez par quoi la remplacer.", "remplacement")
        db.session.delete(self)
        db.session.flush()
        return remplacement._take_over(self.libelle) if emplois else None

    def ensure_can_be_trashed(self) -> None:
        """A value that records bear is replaced, not thrown away."""
        self._ensure_not_taking_over()
        if emplois := self.emplois:
            raise RegleMetier(f"« {self.libelle} » sert à {pluriel(emplois, 'fiche')} : supprimez-la en la remplaçant.")

    def _ensure_not_taking_over(self) -> None:
        mine = Travail.sujet_type == self.__tablename__, Travail.sujet_id == self.id
        if db.session.scalar(select(exists().where(*mine, Travail.fini_le.is_(None)))):
            raise RegleMetier(f"« {self.libelle} » prend la place d’une autre valeur : attendez que ce soit fini.")

    def _take_over(self, ancien: str) -> Travail | None:
        """Be where the old word was, in the records of the catalogue and of the base; a document keeps its words."""
        total = uses_of(self.liste).get(ancien, 0)
        if total > AT_ONCE:
            titre = f"« {ancien} » devient « {self.libelle} »"
            par_id = db.session.info.get("membre_id")
            return later(self.take_over_now, titre=titre, par_id=par_id, total=total, ancien=ancien)
        for column in LISTES[self.liste].emplois:
            _write(column, self.libelle, column == ancien)
        return None

    def take_over_now(self, ancien: str) -> dict:
        """By a worker, a few records at a time; this value may change its name meanwhile, and gives the last one."""
        done = 0
        for column in LISTES[self.liste].emplois:
            modele = column.class_
            some = modele.id.in_(select(modele.id).where(column == ancien).limit(BATCH))
            db.session.refresh(self, with_for_update={"read": True})
            while self.libelle != ancien and (moved := _write(column, self.libelle, some)):
                done += moved
                progress(done)
                checkpoint()
                db.session.refresh(self, with_for_update={"read": True})
        return {"phrase": f"« {self.libelle} » est dans {pluriel(done, 'fiche')} de plus."}


def _write(column: InstrumentedAttribute, libelle: str, where: ColumnElement) -> int:
    """Returns in how many records."""
    modele = column.class_
    kept = {"version": modele.version + 1, "modifie_le": modele.modifie_le}
    change = update(modele).where(where).values({column.key: libelle} | kept)
    return db.session.execute(change, execution_options={"synchronize_session": False}).rowcount


def uses_of(liste: str) -> dict[str, int]:
    """How many records bear each word of a list."""
    found: dict[str, int] = {}
    for column in LISTES[liste].emplois:
        for libelle, count in db.session.execute(select(column, func.count()).group_by(column)):
            found[libelle] = found.get(libelle, 0) + count
    return found


def put_in_order(liste: str, ids: list[int]) -> None:
    """These values first, in this order; the others after them, as they were."""
    ranks = {valeur_id: rang for rang, valeur_id in enumerate(ids)}
    for rang, valeur in enumerate(sorted(Valeur.all_of(liste), key=lambda one: ranks.get(one.id, len(ranks))), 1):
        valeur.ordre = 10 * rang


def furnish() -> None:
    for liste, libelles in DEPART.items():
        for rang, libelle in enumerate(libelles):
            db.session.add(Valeur(liste=liste, libelle_=libelle, ordre=10 * (rang + 1)))
