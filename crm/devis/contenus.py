"""The content of a devis, as it will be frozen and printed."""

from datetime import date

from crm import VERSION, imprimes
from crm.documents.contenu import Conditions, Contenu, Signature
from crm.parametres import Parametres
from crm.reperes import Droit


def contenu(devis, day: date, droit: Droit, parametres: Parametres) -> Contenu:
    d, totaux = devis, devis.totaux
    delai = droit.mention("delai_execution", d.langue, delai=d.delai_execution) if d.delai_execution else ""
    motifs = imprimes.exonerations(d, droit)
    return Contenu(
        nature="devis",
        numero=d.numero_complet or "",
        devise=d.devise,
        langue=d.langue,
        ton=parametres.couleur if parametres.couleur != "accent" else "indigo",
        emetteur=imprimes.emetteur(parametres),
        client=imprimes.client(d.tiers, d.contact, servi=d.beneficiaire),
        emise_le=day,
        objet=d.objet or "",
        introduction=d.introduction or "",
        lignes=imprimes.lignes(d),
        prix_ttc=d.prix_ttc,
        remise=d.remise,
        totaux=totaux,
        net_a_payer=totaux.ttc,
        validite=d.validite,
        categorie_operation=imprimes.operation(totaux.natures, droit, d.langue),
        conditions=Conditions(autres=tuple(text for text in (delai, d.conditions) if text)),
        mentions=(*imprimes.mentions(d, droit), *(motif.texte for motif in motifs)),
        exonerations=motifs,
        eco_participation=imprimes.eco_participation(d, droit),
        signature=Signature(mention=droit.mention("accord", d.langue)),
        version_logicielle=VERSION,
    )
