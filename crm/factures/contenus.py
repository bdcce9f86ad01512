"""The content of a facture or of an avoir, as it will be frozen and printed."""

from datetime import date

from crm import VERSION, formats, imprimes
from crm.documents.contenu import Conditions, Contenu, ReglementRecu
from crm.parametres import Parametres
from crm.reperes import Droit


def contenu(document, day: date, numero: str, droit: Droit, parametres: Parametres) -> Contenu:
    d, totaux, motifs = document, document.totaux, imprimes.exonerations(document, droit)
    commande = d.commande_client or ""
    retenue, recus = d.retenue_on(day), reglements_recus(d, droit)
    return Contenu(
        nature=d.nature_imprimee,
        numero=numero,
        devise=d.devise,
        conversion=imprimes.conversion(d, droit),
        langue=d.langue,
        ton=parametres.couleur if parametres.couleur != "accent" else "indigo",
        emetteur=imprimes.emetteur(parametres),
        client=imprimes.client(d.tiers, d.contact, commande if d.tiers.is_public else "", d.beneficiaire),
        emise_le=day,
        objet=d.objet or "",
        introduction=d.introduction or "",
        lignes=imprimes.lignes(d),
        prix_ttc=d.prix_ttc,
        remise=d.remise,
        totaux=totaux,
        remplace=d.remplacee.totaux.en_euros(d.remplacee.change) if d.remplace_id else None,
        net_a_payer=totaux.ttc - sum(r.montant for r in recus) - (retenue.montant if retenue else 0),
        reglements=recus,
        situation=d.situation_rang or 0,
        retenue=retenue,
        echeance=d.echeance_for(day, parametres),
        prestation_le=d.prestation_le,
        prestation_fin=d.prestation_fin,
        livraison_le=d.livraison_le,
        commande_client="" if d.tiers.is_public else commande,
        references=d.references,
        categorie_operation=imprimes.operation(totaux.natures, droit, d.langue),
        option_debits=parametres.option_debits and not parametres.is_franchise,
        comptes=imprimes.comptes(parametres) if d.nature == "facture" and not recus else (),
        conditions=d.conditions_imprimees(day, droit, parametres),
        mentions=(*_remplace(d, droit), *imprimes.mentions(d, droit), *(motif.texte for motif in motifs)),
        exonerations=motifs,
        eco_participation=imprimes.eco_participation(d, droit),
        version_logicielle=VERSION,
    )


def conditions_facture(document, day: date, droit: Droit, parametres: Parametres) -> Conditions:
    """Payment terms, and what is said between professionals."""
    d, langue = document, document.langue
    due = d.echeance_for(day, parametres)
    le = formats.jour(due, "long", langue)
    mode = d.mode_reglement or d.tiers.mode_reglement
    if d.acquittee_le:
        said = {"date": formats.jour(d.acquittee_le, "long", langue), "mode": _mode(d.acquittee_mode, droit, langue)}
        autres = (d.conditions,) if d.conditions else ()
        return Conditions(
            paiement=droit.mention("acquittee", langue, **said), autres=autres, **clauses(d, droit, parametres)
        )
    paiement = "paiement" if due > day else "paiement_comptant"
    return Conditions(
        paiement=" ".join(text for text in (droit.mention(paiement, langue, date=le), _retenue(d, day, droit)) if text),
        mode=droit.mention("mode", langue, mode=_mode(mode, droit, langue)) if mode else "",
        autres=(d.conditions,) if d.conditions else (),
        **clauses(d, droit, parametres),
    )


def _remplace(document, droit: Droit) -> tuple[str, ...]:
    old = document.remplacee if document.remplace_id else None
    if old is None:
        return ()
    le = formats.jour(old.emise_le, "long", document.langue)
    return (droit.mention("rectificative", document.langue, numero=old.numero, date=le),)


def reglements_recus(document, droit: Droit) -> tuple[ReglementRecu, ...]:
    """What is paid already when the document is issued."""
    d = document
    if not (d.acquittee_le and d.total_ttc):
        return ()
    mode = _mode(d.acquittee_mode, droit, d.langue)
    return (ReglementRecu(libelle=mode[:1].upper() + mode[1:], le=d.acquittee_le, montant=d.total_ttc),)


def _mode(mode: str, droit: Droit, langue: str) -> str:
    return droit.mention(f"mode_{mode}", langue)


def _retenue(document, day: date, droit: Droit) -> str:
    """What is kept back, and until when: a term of payment (BT-20), since it remains due."""
    kept = document.retenue_on(day)
    if kept is None:
        return ""
    langue = document.langue
    figures = {"taux": formats.pourcent(kept.pourcent, langue), "montant": _montant(kept.montant, document)}
    return droit.mention("retenue", langue, date=formats.jour(kept.le, "long", langue), **figures)


def _montant(montant, document) -> str:
    return formats.montant(montant, document.devise, document.langue)


def clauses(document, droit: Droit, parametres: Parametres) -> dict[str, str]:
    """Discount, late penalties, the 40 €: between professionals only (C. com. art. L441-10); platforms want all three
    said of every document (BR-FR-05)."""
    langue, said = document.langue, {"escompte": _escompte(document.langue, droit, parametres)}
    if document.tiers.is_particulier:
        return said | {name: droit.mention(f"{name}_particulier", langue) for name in ("penalites", "indemnite")}
    return said | {"penalites": _penalites(document, droit, parametres), "indemnite": _indemnite(droit, langue)}


def _escompte(langue: str, droit: Droit, parametres: Parametres) -> str:
    if not (parametres.escompte_taux and parametres.escompte_jours):
        return droit.mention("escompte", langue)
    taux = formats.pourcent(parametres.escompte_taux, langue)
    return droit.mention("escompte_taux", langue, taux=taux, jours=str(parametres.escompte_jours))


def _penalites(document, droit: Droit, parametres: Parametres) -> str:
    langue = document.langue
    if document.tiers.is_public:
        return droit.mention("penalites_public", langue)
    if parametres.taux_penalites:
        taux = formats.pourcent(parametres.taux_penalites, langue)
        return droit.mention("penalites_taux", langue, taux=taux)
    if parametres.penalites and langue == "fr":
        return parametres.penalites
    return droit.mention("penalites", langue)


def _indemnite(droit: Droit, langue: str) -> str:
    montant = formats.euros(droit.get("penalite", "indemnite").valeur, 0, langue)
    return droit.mention("indemnite", langue, montant=montant)
