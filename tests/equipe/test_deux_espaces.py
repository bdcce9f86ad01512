def test_known_account_joins_a_second_company_and_switches(app, visiteur, invite):
    link = invite(email="david@menuiserie-dupont.example", prenom="David", nom="Dupont")
    assert visiteur.post(link, {"mot_de_passe": "pas le bon"}).status_code == 422
    assert visiteur.post(link, {"mot_de_passe": "comptoir-demo"}).status_code == 303
    spaces = visiteur.get("/espaces").text
    assert "Atelier Lumen" in spaces and "Menuiserie Dupont" in spaces
    assert visiteur.get("/menuiserie-dupont/").status_code == visiteur.get("/atelier-lumen/").status_code == 200
