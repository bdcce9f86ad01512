"""What a file may say of the profile of a prospect or of a client."""

from crm import saisie
from crm.imports import lecteurs as lit
from crm.imports.declaration import Champ
from crm.profils import TAILLES

CHAMPS_PROFIL = (
    Champ("provenance", "Provenance", lit.valeur("provenance"), ("source", "origine", "origine contact", "canal")),
    Champ("secteur", "Secteur d’activité", lit.valeur("secteur"), ("secteur", "activité", "industry")),
    Champ("taille", "Taille", lit.choix(TAILLES), ("effectif", "taille de l'entreprise")),
    Champ("categorie", "Catégorie", lit.valeur("categorie")),
    Champ("compte_cle", "Compte clé", lit.toujours(saisie.read_oui_non), ("grand compte", "prioritaire")),
    Champ("nurturing", "Nurturing", lit.toujours(saisie.read_oui_non)),
    Champ("ne_pas_appeler", "Ne pas appeler", lit.toujours(saisie.read_oui_non), ("opposition téléphone",)),
    Champ("ne_pas_ecrire", "Ne pas envoyer d’e-mail", lit.toujours(saisie.read_oui_non),
          ("ne pas écrire", "désinscrit", "opt out")),
)  # fmt: skip
