"""Invoices by who buys, what is sold and where it goes."""

from tests.fabrique import (
    D,
    identify,
    issue,
    ligne,
    make_avoir,
    make_berlin,
    make_facture,
    make_tiers,
    make_tiers_at,
    make_zurich,
    sans_tva,
)

LIGNES = [
    ligne(),
    ligne("Livret imprimé", "24", "12.5", "5.5", nature="bien", unite="ex."),
    ligne("Vis", "0.333", "9.9999", "10", nature="bien"),
]


def cas_domestique():
    return make_facture(lignes=LIGNES, issued=True, commande_client="BC-7781")


def cas_anglais():
    return make_facture(langue="en", issued=True)


def cas_remises():
    facture = make_facture(lignes=[*LIGNES, ligne(remise_pourcent=D("12.5"))])
    facture.write_remise(montant=D("33.33"))
    return issue(facture)


def cas_remise_en_pourcent():
    facture = make_facture(lignes=LIGNES)
    facture.write_remise(pourcent=D("3.33"))
    return issue(facture)


def cas_quantite_negative():
    return make_facture(lignes=[ligne(), ligne("Reprise", "-1", "100", remise_pourcent=D(10))], issued=True)


def cas_quantites_rondes():
    return make_facture(lignes=[ligne("Chaise", "10"), ligne("Vis", "1200", "0.5")], issued=True)


def cas_particulier():
    return make_facture(make_tiers(particulier=True), issued=True)


def cas_particulier_sans_courriel():
    return make_facture(make_tiers(particulier=True, email=None), issued=True)


def cas_public():
    return make_facture(make_tiers(qualification="public", siren="217500016", nic="00019"), issued=True)


def cas_eco_participation():
    lignes = [ligne("Réfrigérateur", "2", "450", nature="bien", eco_participation=D("8.3333"))]
    return make_facture(lignes=lignes, issued=True)


def cas_escompte():
    identify(escompte_taux=D(2), escompte_jours=8)
    return make_facture(issued=True)


def cas_public_avec_service_et_engagement():
    values = {"siren": "217500016", "nic": "00019", "code_service": "VOIRIE-7"}
    return make_facture(make_tiers(qualification="public", **values), commande_client="2026-ENG-118", issued=True)


def cas_adresse_electronique():
    return make_facture(make_tiers(siren="443121975", adresse_electronique="443121975_COMPTA"), issued=True)


def cas_prix_ttc():
    return ttc()


def cas_prix_ttc_a_un_particulier():
    return ttc(make_tiers(particulier=True))


def cas_avoir_de_prix_ttc():
    return make_avoir(ttc())


def cas_exonere():
    identify(activites_exonerees=["cgi_261_4_4"])
    return make_facture(lignes=[sans_tva("cgi_261_4_4"), ligne()], issued=True)


def cas_autoliquidation_btp():
    return make_facture(lignes=[sans_tva("autoliquidation_btp")], issued=True)


def cas_livraison_ue():
    return make_facture(make_berlin(), lignes=[sans_tva("livraison_ue", nature="bien")], issued=True)


def cas_services_ue():
    return make_facture(make_berlin(), lignes=[sans_tva("services_ue")], langue="en", issued=True)


def cas_biens_et_services_ue():
    lignes = [sans_tva("livraison_ue", nature="bien"), sans_tva("services_ue")]
    return make_facture(make_berlin(), lignes=lignes, issued=True)


def cas_export():
    return make_facture(make_zurich(), lignes=[sans_tva("export", nature="bien")], issued=True)


def cas_services_hors_ue():
    return make_facture(make_zurich(), lignes=[sans_tva("services_hors_ue")], issued=True)


def cas_remise_hors_champ():
    facture = make_facture(make_zurich(), lignes=[sans_tva("services_hors_ue")])
    facture.write_remise(pourcent=D(10))
    return issue(facture)


def cas_export_d_un_particulier():
    tiers = make_tiers_at("CH", "8001", "Zürich", particulier=True)
    return make_facture(tiers, lignes=[sans_tva("export", nature="bien")], issued=True)


def cas_livraison_drom():
    return make_facture(
        make_tiers_at("FR", "97110", "Pointe-à-Pitre"), lignes=[sans_tva("livraison_drom", nature="bien")], issued=True
    )


def cas_service_drom():
    return make_facture(make_tiers_at("FR", "97200", "Fort-de-France"), lignes=[ligne(taux="8.5")], issued=True)


def cas_guyane():
    return make_facture(make_tiers_at("FR", "97300", "Cayenne"), lignes=[sans_tva("guyane_mayotte")], issued=True)


def cas_marge():
    return make_facture(lignes=[sans_tva("marge_occasion", nature="bien"), ligne()], issued=True)


def cas_debours():
    return make_facture(lignes=[ligne(), sans_tva("debours")], issued=True)


def cas_franchise_et_debours():
    identify(regime_tva="franchise", tva_intracom=None)
    return make_facture(lignes=[ligne(taux="0"), sans_tva("debours")], issued=True)


def cas_franchise_services_ue():
    identify(regime_tva="franchise")
    return make_facture(make_berlin(), lignes=[sans_tva("services_ue")], issued=True)


def cas_franchise():
    identify(regime_tva="franchise")
    return make_facture(lignes=[ligne(taux="0")], issued=True)


def cas_franchise_sans_numero():
    identify(regime_tva="franchise", tva_intracom=None)
    return make_facture(lignes=[ligne(taux="0")], issued=True)


def cas_debits():
    identify(option_debits=True)
    return make_facture(issued=True)


def cas_livraison():
    tiers = make_tiers()
    tiers.add_adresse(ligne1="Quai 3", code_postal="13002", ville="Marseille", pays="FR", livraison=True)
    return make_facture(tiers, lignes=LIGNES[1:], issued=True)


def cas_250_lignes():
    return make_facture(lignes=[ligne(f"Panneau n° {i}", f"{i % 7 + 1}", "148.355") for i in range(250)], issued=True)


def ttc(tiers=None):
    facture = make_facture(tiers, prix_ttc=True)
    retour = ligne("Reprise", "-1", "19.99", nature="bien")
    facture.write_lignes(
        [ligne("Lampe", "3", "49.99"), ligne("Livre", "2", "9.90", "5.5", remise_pourcent=D(5)), retour]
    )
    facture.write_remise(montant=D(10))
    return issue(facture)
