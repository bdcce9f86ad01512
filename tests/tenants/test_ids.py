"""What is no number of a record is refused as one, wherever it comes from."""

import pytest

from tenants.ids import read_id
from tests.fabrique import make_opportunite, make_piste, make_tiers

FORGED = ("²", "٣", "-1", "1.0", "1e3", " 1", "", "9" * 19, "9" * 5000, "a")


@pytest.mark.parametrize("said", FORGED)
def test_what_is_no_number_is_none(said):
    assert read_id(said) is None
    assert read_id(None) is None


@pytest.mark.parametrize(("said", "number"), [("12", 12), (12, 12), (str(2**63 - 1), 2**63 - 1)])
def test_a_number_is_read(said, number):
    assert read_id(said) == number


@pytest.mark.parametrize("said", FORGED)
def test_a_forged_number_in_a_form_is_refused_or_left_out_never_an_error(alice, lumen, said):
    with lumen():
        tiers, piste = make_tiers(), make_piste()
        affaire = make_opportunite(tiers)
        paths = {
            f"/clients/{tiers.id}/contacts": {"contact_id": said, "nom": "Rey"},
            f"/pistes/{piste.id}".replace("pistes", "prospects"): {"entreprise": "Horizon", "version": said},
            f"/opportunites/{affaire.id}": {"nom": "Showroom", "tiers_id": said, "processus_id": said},
            f"/opportunites/{affaire.id}/lignes": {"designation": "Pose", "article_id": said},
            "/contacts/": {"nom": "Rey", "tiers_id": said},
            "/clients/": {"nom": "Horizon", "societe_mere_id": said},
            "/configuration/champs/tiers/ordre": {"question": said},
            "/configuration/listes/fonction/ordre": {"valeur": said},
        }
    for path, values in paths.items():
        assert alice.post(path, values, htmx=True).status_code < 500, path
