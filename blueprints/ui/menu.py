"""The shapes base.html receives. They are built elsewhere, from the modules a company has and a member's rights."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Entree:
    """One item of the sidebar. `cle` names its module; `touche` is the letter that follows G."""

    cle: str
    titre: str
    icone: str
    url: str
    compte: int = 0
    actif: bool = False
    touche: str | None = None


@dataclass(frozen=True)
class Groupe:
    """`titre` is empty for Accueil and Tableau de bord."""

    titre: str
    entrees: list[Entree]


@dataclass(frozen=True)
class Espace:
    """The company one works in; `autres` are those of the same account, as {nom, url}."""

    nom: str
    slug: str
    logo: str | None = None
    autres: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class Moi:
    nom: str
    role: str
    email: str = ""
    raccourcis: bool = True


@dataclass(frozen=True)
class Creation:
    """One item of « Créer »; `touche` is the letter that follows C; `volet` opens it in the side panel."""

    titre: str
    url: str
    icone: str
    touche: str | None = None
    volet: bool = False


@dataclass(frozen=True)
class Adresses:
    """Where the shell's own controls lead. An absent address hides its control."""

    accueil: str = "/"
    theme: str = "/theme"
    palette: str | None = None
    notifications: str | None = None
    veille: str | None = None
    aide: str | None = None
    profil: str | None = None
    selections: str | None = None
    exports: str | None = None
    deconnexion: str | None = None
    nouvel_espace: str | None = None
