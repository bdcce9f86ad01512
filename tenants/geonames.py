"""The files of postal codes that Geonames publishes, one for each country."""

from flask import current_app

from tenants import webcall
from tenants.errors import Refused

MISSING = 404


def fetch(pays: str) -> bytes:
    """The zip of a country, from the address of the instance. Raises Refused in French when it cannot be had."""
    address = current_app.config["COMPTOIR"].geonames_url.rstrip("/")
    answer = webcall.call("GET", f"{address}/{pays}.zip", headers={})
    if answer.status == MISSING:
        raise Refused("Geonames ne publie pas de codes postaux pour ce pays : ajoutez ses communes par fichier.")
    if answer.status != 200:
        raise Refused(f"Le serveur de Geonames a répondu {answer.status} : réessayez plus tard.")
    return answer.body
