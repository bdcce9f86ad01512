"""Where somebody is, as VAT sees it (CGI art. 256-0, 294, 297)."""

UE = frozenset("AT BE BG CY CZ DE DK EE ES FI GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
DROM, GUYANE_MAYOTTE = "drom", "guyane_mayotte"
PAYS = {"GP": DROM, "MQ": DROM, "RE": DROM, "GF": GUYANE_MAYOTTE, "YT": GUYANE_MAYOTTE}
DEPARTEMENTS = {"971": DROM, "972": DROM, "974": DROM, "973": GUYANE_MAYOTTE, "976": GUYANE_MAYOTTE}
COLLECTIVITES = ("975", "977", "978", "986", "987", "988")
TERRITOIRES = {
    "metropole": "France métropolitaine",
    "corse": "Corse",
    DROM: "Guadeloupe, Martinique ou La Réunion",
    GUYANE_MAYOTTE: "Guyane ou Mayotte",
    "ue": "un autre pays de l’Union européenne",
    "hors_ue": "un pays hors de l’Union européenne",
}


def territoire(pays: str | None, code_postal: str | None) -> str:
    """A key of TERRITOIRES. Monaco is France here (CGI art. 256-0)."""
    if pays in PAYS:
        return PAYS[pays]
    if pays not in ("FR", "MC", None, ""):
        return "ue" if pays in UE else "hors_ue"
    debut = (code_postal or "")[:3]
    if debut in COLLECTIVITES:
        return "hors_ue"
    return DEPARTEMENTS.get(debut, "corse" if debut.startswith("20") else "metropole")
