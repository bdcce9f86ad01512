"""The towns a company adds: abroad, or missing from the official reference (D-030)."""

from sqlalchemy import ForeignKey, Index, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.communes.departements import departement_of
from crm.communes.ecriture import LONGUEUR, postal_name
from crm.communes.referentiel import departements, knows, region_of
from crm.errors import RegleMetier
from crm.fiches import Fiche, generated
from crm.pays import pays
from tenants import db

SOURCES = {"saisie": "Ajoutée", "villes": "Import de villes"}
ALIVE = text("supprime_le IS NULL")
SEARCHED = (
    "extensions.sans_accent(nom || ' ' || code_postal || ' ' || coalesce(departement, '') || ' ' || "
    "coalesce(region, ''))"
)


class Commune(Fiche):
    """`departement` and `region` are names: abroad, whatever stands for them. `import_id`: the import it came with."""

    __tablename__ = "communes"
    __table_args__ = (
        Index(
            "ix_communes_recherche",
            "recherche",
            postgresql_using="gin",
            postgresql_ops={"recherche": "extensions.gin_trgm_ops"},
        ),
        Index("uq_communes", "pays", "code_postal", "tri_nom", unique=True, postgresql_where=ALIVE),
        Index("ix_communes_tri_nom", "tri_nom", "id", postgresql_where=ALIVE),
        Index("ix_communes_prefixe", "tri_nom", postgresql_ops={"tri_nom": "text_pattern_ops"}),
        Index("ix_communes_code_postal", "code_postal", "id", postgresql_where=ALIVE),
        Index("ix_communes_pays", "pays", "id", postgresql_where=ALIVE),
        Index("ix_communes_modifie", "modifie_le", "id", postgresql_where=ALIVE),
        Index("ix_communes_corbeille", "tri_nom", "id", postgresql_where=text("supprime_le IS NOT NULL")),
        Index("ix_communes_import", "import_id", postgresql_where=text("import_id IS NOT NULL")),
    )
    module = "configuration"
    genre = "la commune"

    nom: Mapped[str]
    code_postal: Mapped[str]
    pays: Mapped[str] = mapped_column(server_default=text("'FR'"), default="FR")
    departement: Mapped[str | None]
    region: Mapped[str | None]
    source: Mapped[str] = mapped_column(server_default=text("'saisie'"), default="saisie")
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"))
    tri_nom: Mapped[str] = generated("extensions.tri_fr(nom)")
    recherche: Mapped[str] = generated(SEARCHED)

    @classmethod
    def create(cls, **values) -> "Commune":
        """A town of the company's own. Raises RegleMetier when it is there already."""
        commune = cls.draft(**values)
        db.session.flush()
        return commune

    @classmethod
    def draft(cls, **values) -> "Commune":
        """The same, not written yet: who makes many writes them together."""
        commune = cls(source="saisie")
        commune.revise(**values)
        db.session.add(commune)
        return commune

    def revise(self, **values) -> None:
        """Change the town; in France its département and region follow its postal code when nothing says them."""
        super().revise(**values)
        self._ensure_new()
        code = departement_of(self.code_postal, self.pays, self.nom)
        if code and not self.departement:
            self.departement = departements().get(code)
        if code and not self.region:
            self.region = region_of(code)

    def restore(self) -> None:
        super().restore()
        self._ensure_new()

    def _ensure_new(self) -> None:
        if self.pays == "FR" and knows(self.code_postal, self.nom):
            raise RegleMetier(f"{self.libelle} est déjà dans le référentiel officiel.", "nom")
        same = select(Commune.id).where(
            Commune.pays == self.pays,
            Commune.code_postal == self.code_postal,
            Commune.tri_nom == func.extensions.tri_fr(self.nom),
            Commune.supprime_le.is_(None),
            Commune.id != (self.id or 0),
        )
        with db.session.no_autoflush:
            if db.session.scalar(same.limit(1)):
                raise RegleMetier(f"{self.libelle} est déjà parmi vos communes.", "nom")

    @classmethod
    def count(cls) -> int:
        return db.session.scalar(select(func.count()).where(cls.supprime_le.is_(None)).select_from(cls))

    @classmethod
    def countries(cls) -> dict[str, str]:
        """The countries of the company's own towns: code → name."""
        known = set(db.session.scalars(select(cls.pays).where(cls.supprime_le.is_(None)).distinct()))
        return {code: nom for code, nom in pays().items() if code in known}

    @property
    def libelle(self) -> str:
        return f"{self.code_postal} {self.nom}"

    @property
    def ville(self) -> str:
        return postal_name(self.nom) if len(self.nom) > LONGUEUR else self.nom

    @property
    def nom_du_pays(self) -> str:
        return pays().get(self.pays, self.pays)

    @property
    def nom_source(self) -> str:
        return SOURCES[self.source]
