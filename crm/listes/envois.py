"""An export that its member receives by e-mail: a link that asks to log in, and the file itself when it is small."""

from crm.equipe import Membre
from crm.errors import RegleMetier
from crm.parametres import Parametres
from tenants import Travail, db, links, mail, storage

SMALL = 5_000_000
"""Octets of a file that goes with its message."""


class EnvoiExport:
    @classmethod
    def mail_now(cls, travail: int) -> dict:
        """Write to who asked this export, at their own address. Raises RegleMetier when the file is no longer kept."""
        asked = db.session.get(Travail, travail)
        membre, resultat = db.session.get(Membre, asked.par_id), asked.resultat or {}
        if "sha256" not in resultat or membre.supprime_le is not None:
            raise RegleMetier("Le fichier de cet export n’est plus gardé.")
        joint = resultat["taille"] <= SMALL
        parametres = Parametres.current()
        url, sender = parametres.serveur_courriels
        objet, texte = _write(asked, membre, joint)
        message = mail.compose(
            sender=sender,
            to=[membre.email],
            subject=objet,
            text=texte,
            message_id=mail.stable_id("export", asked.id),
            attachments=[(resultat["nom"], storage.get(resultat["sha256"]))] if joint else [],
        )
        mail.deliver(message, url)
        return {"phrase": f"{resultat['nom']} envoyé à {membre.email}."}


def _write(travail: Travail, membre: Membre, joint: bool) -> tuple[str, str]:
    """Subject and text."""
    template = mail.environment().get_template("courriels/export.txt")
    url = links.company_url(f"exports/{travail.id}/fichier")
    objet, _, texte = template.render(travail=travail, membre=membre, joint=joint, url=url).partition("\n\n")
    return objet, texte
