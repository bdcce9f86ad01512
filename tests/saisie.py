"""A document as the editor posts it: `saisie(tiers, ligne("Conseil", pu="680"))`."""


def ligne(designation: str = "Conseil", qte: str = "1", pu: str = "100", tva: str = "20", **others: str) -> dict:
    return {
        "genre": "ligne",
        "designation": designation,
        "qte": qte,
        "pu": pu,
        "tva": tva,
        "nature": "service",
    } | others


def saisie(tiers_id: int | None, *lignes: dict, jeton: str = "j", **champs: str) -> dict:
    """The fields of the form, lines keyed n0, n1… in their order."""
    form = {
        "tiers_id": str(tiers_id or ""),
        "jeton": jeton,
        "langue": "fr",
        "remise_genre": "pourcent",
        "mode_reglement": "",
    } | champs
    form["ligne"] = [f"n{rang}" for rang in range(len(lignes))]
    for rang, une in enumerate(lignes):
        form |= {f"{name}-n{rang}": value for name, value in une.items()}
    return form
