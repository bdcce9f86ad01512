"""What is known of a company or a person one sells to, whether it is of the base already or not (D-044…D-049)."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.documents.logo import logo_from
from tenants import storage

TAILLES = {"1": "1 à 9 salariés", "10": "10 à 49 salariés", "50": "50 à 249 salariés", "250": "250 salariés et plus"}
MOTS = ("provenance", "secteur", "taille", "categorie")
CASES = {
    "compte_cle": "Compte clé",
    "nurturing": "Nurturing",
    "ne_pas_appeler": "Ne pas appeler",
    "ne_pas_ecrire": "Ne pas envoyer d’e-mail",
}
OPPOSITIONS = frozenset({"ne_pas_appeler", "ne_pas_ecrire"})
"""What somebody asked, and no merging nor conversion takes back."""
GROUPES = ("secteur", "categorie", "provenance")


class Profil:
    """`nurturing`: to be fed with contents, its project being for later."""

    provenance: Mapped[str | None]
    secteur: Mapped[str | None]
    taille: Mapped[str | None]
    categorie: Mapped[str | None]
    compte_cle: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    nurturing: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    ne_pas_appeler: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    ne_pas_ecrire: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    logo: Mapped[str | None]

    @property
    def nom_taille(self) -> str | None:
        return TAILLES.get(self.taille or "")

    @property
    def a_respecter(self) -> list[str]:
        """What somebody asked not to be done."""
        return [CASES[cle] for cle in sorted(OPPOSITIONS) if getattr(self, cle)]

    def set_logo(self, content: bytes) -> None:
        """Keep an image as its logo, redrawn as a PNG. Raises RegleMetier when it is not an image (D-036)."""
        self.logo = storage.put(logo_from(content).donnees)

    def learn_profile(self, other: "Profil") -> None:
        """Take from another record what this one does not say."""
        for cle in (*MOTS, *CASES, "logo"):
            if not getattr(self, cle) and getattr(other, cle):
                setattr(self, cle, getattr(other, cle))


def profil_indexes(table: str) -> tuple[Index, ...]:
    """To list those of a sector, of a category, of a member, or that came the same way, and to put them together."""
    alive = text("supprime_le IS NULL")
    return (
        *(
            Index(f"ix_{table}_par_{one.removesuffix('_id')}", one, "tri_nom", "id", postgresql_where=alive)
            for one in (*GROUPES, "responsable_id")
        ),
        Index(f"ix_{table}_compte_cle", "tri_nom", "id", postgresql_where=text("compte_cle AND supprime_le IS NULL")),
    )
