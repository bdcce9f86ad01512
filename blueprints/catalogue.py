"""Every blueprint of the product."""

from blueprints.accueil import bp as accueil
from blueprints.actions import bp as actions
from blueprints.annulations import bp as annulations
from blueprints.articles import bp as articles
from blueprints.automatismes import bp as automatismes
from blueprints.avertissements import bp as avertissements
from blueprints.avoirs import bp as avoirs
from blueprints.clients import bp as clients
from blueprints.communes import bp as communes
from blueprints.compte import bp as compte
from blueprints.configuration import bp as configuration
from blueprints.connexion import bp as connexion
from blueprints.contacts import bp as contacts
from blueprints.courriels import bp as courriels
from blueprints.depenses import bp as depenses
from blueprints.devis import bp as devis
from blueprints.equipe import bp as equipe
from blueprints.espaces import bp as espaces
from blueprints.exports import bp as exports
from blueprints.factures import bp as factures
from blueprints.images import bp as images
from blueprints.inscription import bp as inscription
from blueprints.invitation import bp as invitation
from blueprints.mot_de_passe import bp as mot_de_passe
from blueprints.notifications import bp as notifications
from blueprints.opportunites import bp as opportunites
from blueprints.pipeline import bp as pipeline
from blueprints.pistes import bp as pistes
from blueprints.recherche import bp as recherche
from blueprints.reglements import bp as reglements
from blueprints.sante import bp as sante
from blueprints.selections import bp as selections
from blueprints.travaux import bp as travaux
from blueprints.valeurs import bp as valeurs
from blueprints.veille import bp as veille

ROOT = (connexion, inscription, invitation, mot_de_passe, espaces, compte, sante, courriels, avertissements)
MODULES = (
    accueil,
    pistes,
    opportunites,
    actions,
    clients,
    contacts,
    articles,
    depenses,
    devis,
    factures,
    avoirs,
    reglements,
    automatismes,
    equipe,
    configuration,
    communes,
    pipeline,
)
SHARED = (recherche, images, annulations, exports, notifications, selections, travaux, valeurs, veille)
BLUEPRINTS = (*ROOT, *MODULES, *SHARED)
