"""What every screen shares: shell, components, answers to htmx, security headers."""

import uuid

from flask import Flask

from blueprints import riche
from blueprints.ui import entetes, graphiques, reponses
from blueprints.ui import theme as themes
from blueprints.ui.adresses import url_avec
from blueprints.ui.echeances import dated
from blueprints.ui.noms import TONS, appareil, initiales, ton_de
from blueprints.ui.statique import Statique
from crm.clock import today
from crm.formats import FILTRES
from crm.richtexte import to_text
from crm.sujets import ECHANGES


def init_app(app: Flask) -> None:
    statique = Statique()
    reponses.htmx.init_app(app)
    app.register_blueprint(themes.bp)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTRES, appareil=appareil, initiales=initiales, ton_de=ton_de)
    app.jinja_env.filters["riche"] = riche.drawn
    app.jinja_env.filters["mots"] = to_text
    app.jinja_env.filters["echeance"] = lambda le: dated(le, today())
    app.jinja_env.globals.update(
        asset=statique.asset,
        ic=statique.ic,
        initiales=initiales,
        ton_de=ton_de,
        tons=TONS,
        theme=themes.theme,
        bs_theme=themes.bs_theme,
        toasts=reponses.pending_toasts,
        en_fenetre=reponses.en_fenetre,
        url_avec=url_avec,
        graphiques=graphiques,
        genres_echanges=[(cle, genre[0], genre[1]) for cle, genre in ECHANGES.items()],
        nouvel_envoi=lambda: uuid.uuid4().hex,
    )
    app.after_request(reponses.send_toasts)
    app.after_request(entetes.secure)
