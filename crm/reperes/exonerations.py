"""Why a line bears no VAT: what is printed (CGI ann. II art. 242 nonies A, 12°), its category and its reason code.

The code on goods and services taxes (CIBS) replaces the CGI from 2027; where its article is not known, the directive is
quoted. Each row: code, territory where it serves, category, reason code, title, French, English, article, from, until.
"""

from datetime import date

DEBUT, FIN_CGI, CIBS = date(2014, 1, 1), date(2026, 12, 31), date(2027, 1, 1)
FR, ACTIVITE = "metropole", "activite"


def _cgi(code, zone, categorie, vatex, intitule, fr, en, article, fin=None):
    return (code, zone, categorie, vatex, intitule, fr, en, article, DEBUT, fin)


def _until_2027(code, zone, categorie, vatex, intitule, cgi, cibs):
    """`cgi`, `cibs`: (French, English, article), the second from 2027 on."""
    first = (code, zone, categorie, vatex, intitule, *cgi, DEBUT, FIN_CGI)
    return first, (code, zone, categorie, vatex, intitule, *cibs, CIBS, None)


def _exempt(code, vatex, article, intitule):
    fr = f"Exonération de TVA, art. {article} du CGI"
    return _cgi(code, ACTIVITE, "E", vatex, intitule, fr, f"VAT exempt, article {article} CGI", f"CGI art. {article}")


EXONERATIONS = (
    *_until_2027(
        "franchise", "franchise", "E", "VATEX-FR-FRANCHISE", "Franchise en base",
        ("TVA non applicable, art. 293 B du CGI",
         "VAT not applicable, article 293 B of the French tax code (CGI)", "CGI art. 293 E"),
        ("TVA non applicable, article L. 223-3 du Code des impositions sur les biens et services (CIBS)",
         "VAT not applicable, article L. 223-3 of the French code on goods and services taxes (CIBS)",
         "CIBS art. L. 223-3"),
    ),
    _cgi(
        "autoliquidation_btp", FR, "AE", "VATEX-FR-AE", "Autoliquidation, sous-traitance du bâtiment",
        "Autoliquidation (art. 283-2 nonies du CGI)", "Reverse charge (article 283-2 nonies CGI)",
        "CGI art. 283-2 nonies",
    ),
    _cgi(
        "debours", "", "E", "VATEX-EU-79-C", "Débours",
        "Débours au nom et pour le compte du client, hors base de TVA (art. 267 II 2° du CGI)",
        "Disbursements in the name and on behalf of the customer, outside the VAT base (article 267 II 2° CGI)",
        "CGI art. 267 II 2°",
    ),
    _cgi(
        "marge_occasion", "", "E", "VATEX-EU-F", "Marge, biens d’occasion",
        "Régime particulier - Biens d’occasion", "Margin scheme - Second-hand goods", "CGI art. 297 A",
    ),
    _cgi(
        "marge_art", "", "E", "VATEX-EU-I", "Marge, objets d’art",
        "Régime particulier - Objets d’art", "Margin scheme - Works of art", "CGI art. 297 A",
    ),
    _cgi(
        "marge_collection", "", "E", "VATEX-EU-J", "Marge, objets de collection et d’antiquité",
        "Régime particulier - Objets de collection et d’antiquité",
        "Margin scheme - Collectors’ items and antiques", "CGI art. 297 A",
    ),
    _cgi(
        "marge_voyages", ACTIVITE, "E", "VATEX-EU-D", "Marge, agences de voyages",
        "Régime particulier - Agences de voyages", "Margin scheme - Travel agents", "CGI art. 266-1 e",
    ),
    *_until_2027(
        "livraison_ue", "ue", "K", "VATEX-EU-IC", "Livraison de biens dans l’Union européenne",
        ("Exonération de TVA, art. 262 ter I du CGI", "VAT exempt intra-Community supply, article 262 ter I CGI",
         "CGI art. 262 ter I"),
        ("Exonération de TVA, art. 138 de la directive 2006/112/CE",
         "VAT exempt intra-Community supply, article 138 of directive 2006/112/EC", "Directive 2006/112/CE art. 138"),
    ),
    *_until_2027(
        "services_ue", "ue", "AE", "VATEX-EU-AE", "Service à une entreprise de l’Union européenne",
        ("Autoliquidation (art. 283-2 du CGI, art. 44 et 196 de la directive 2006/112/CE)",
         "Reverse charge (articles 44 and 196 of directive 2006/112/EC)", "CGI art. 283-2"),
        ("Autoliquidation (art. 44 et 196 de la directive 2006/112/CE)",
         "Reverse charge (articles 44 and 196 of directive 2006/112/EC)", "Directive 2006/112/CE art. 196"),
    ),
    *_until_2027(
        "export", "hors_ue", "G", "VATEX-EU-G", "Exportation de biens",
        ("Exonération de TVA, art. 262 I du CGI", "VAT exempt export, article 262 I CGI", "CGI art. 262 I"),
        ("Exonération de TVA, art. L. 213-16 du CIBS", "VAT exempt export, article L. 213-16 CIBS",
         "CIBS art. L. 213-16"),
    ),
    *_until_2027(
        "services_hors_ue", "hors_ue", "O", "VATEX-EU-O", "Service à une entreprise hors de l’Union européenne",
        ("TVA non applicable, art. 259-1° du CGI", "Outside the scope of French VAT, article 259-1° CGI",
         "CGI art. 259, 1°"),
        ("TVA non applicable, art. L. 211-92 du CIBS", "Outside the scope of French VAT, article L. 211-92 CIBS",
         "CIBS art. L. 211-92"),
    ),
    *_until_2027(
        "livraison_drom", "outremer", "G", "VATEX-EU-G", "Livraison de biens outre-mer",
        ("Exonération de TVA, art. 294 du CGI", "VAT exempt, article 294 CGI", "CGI art. 294"),
        ("Exonération de TVA, art. L. 211-54 du CIBS", "VAT exempt, article L. 211-54 CIBS", "CIBS art. L. 211-54"),
    ),
    *_until_2027(
        "guyane_mayotte", "guyane_mayotte", "O", "VATEX-EU-O", "Guyane et Mayotte",
        ("TVA non applicable, art. 294-1 du CGI", "VAT not applicable, article 294-1 CGI", "CGI art. 294, 1"),
        ("TVA non applicable, art. L. 211-7 du CIBS", "VAT not applicable, article L. 211-7 CIBS",
         "CIBS art. L. 211-7"),
    ),
    _cgi(
        "franchise_taxe", ACTIVITE, "E", "VATEX-FR-CGI275", "Vente en franchise de taxe (AI2)",
        "Exonération, art. 275 du CGI", "VAT exempt, article 275 CGI", "CGI art. 275",
    ),
    _exempt("cgi_261_2", "VATEX-FR-CGI261-2", "261, 2", "Agriculture et pêche"),
    _exempt("cgi_261_3", "VATEX-FR-CGI261-3", "261, 3", "Biens usagés, déchets"),
    _exempt("cgi_261_4_1", "VATEX-FR-CGI261-4", "261, 4, 1°", "Soins à la personne"),
    _exempt("cgi_261_4_4", "VATEX-FR-CGI261-4", "261, 4, 4°", "Enseignement et formation professionnelle"),
    _exempt("cgi_261_5", "VATEX-FR-CGI261-5", "261, 5", "Opérations immobilières"),
    _exempt("cgi_261_7", "VATEX-FR-CGI261-7", "261, 7", "Organismes d’utilité générale"),
    _exempt("cgi_261_b", "VATEX-FR-CGI261B", "261 B", "Groupements de moyens"),
    _exempt("cgi_261_c_1", "VATEX-FR-CGI261C-1", "261 C, 1°", "Opérations bancaires et financières"),
    _exempt("cgi_261_c_2", "VATEX-FR-CGI261C-2", "261 C, 2°", "Assurance et courtage d’assurance"),
    _exempt("cgi_261_d_1", "VATEX-FR-CGI261D-1", "261 D, 1°", "Location de terres et bâtiments agricoles"),
    _exempt("cgi_261_d_2", "VATEX-FR-CGI261D-2", "261 D, 2°", "Location de locaux nus"),
    _exempt("cgi_261_d_4", "VATEX-FR-CGI261D-4", "261 D, 4°", "Location meublée"),
    _exempt("cgi_261_e_2", "VATEX-FR-CGI261E-2", "261 E, 2°", "Jeux et paris"),
)  # fmt: skip
