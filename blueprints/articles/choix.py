from flask import g, render_template, request, url_for

from blueprints.access import requires
from blueprints.articles import bp
from blueprints.choix import found
from blueprints.find import find
from blueprints.redaction import lignes
from blueprints.redaction.tva import ChoixTVA
from crm.articles import Article
from crm.devises import EURO
from crm.formats import euros, nombre
from crm.tiers import Tiers


@bp.get("/choix")
@requires("articles")
def choix():
    q = request.args.get("q", "").strip()
    tiers_id = request.args.get("tiers_id", type=int)
    tva = ChoixTVA(find(Tiers, tiers_id) if tiers_id else None, prix_ttc=request.args.get("prix") == "ttc")
    options = [option(article, tva, request.args.get("devise", EURO)) for article in found("articles", vue="actifs")]
    creer = {"texte": f"Créer l’article « {q} »", "volet": url_for("articles.new", designation=q, choisir=1)}
    can_create = q and g.membre.can("articles", "ecriture")
    return render_template("_redaction/_choix.html", options=options, q=q, creer=creer if can_create else None)


def option(article: Article, tva: ChoixTVA, devise: str = EURO) -> dict:
    """The choice, with what it puts in the cells of a line; its price, in euros, is no price in another currency."""
    detail = " · ".join(part for part in (article.reference, euros(article.prix_unitaire)) if part)
    cells = {
        "article": article.id,
        "reference": article.reference or "",
        "designation": article.designation,
        "description": article.description or "",
        "unite": article.unite or "",
        "pu": lignes.price(tva.price(article)),
        "tva": tva.of_article(article),
        "nature": article.nature,
        "eco": nombre(article.eco_participation),
    }
    cells |= {} if devise == EURO else {"pu": "", "eco": ""}
    return {"valeur": article.id, "texte": article.designation, "icone": "package", "detail": detail, "donnees": cells}


def created(article: Article) -> dict:
    """The same, for an article made from the list of choices."""
    chosen = option(article, ChoixTVA())
    return {"valeur": chosen["valeur"], "texte": chosen["texte"]} | chosen["donnees"]
