"""Every blueprint of the product."""

from blueprints.accueil import bp as accueil
from blueprints.connexion import bp as connexion
from blueprints.inscription import bp as inscription

BLUEPRINTS = (connexion, inscription, accueil)
