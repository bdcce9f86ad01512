"""Communes that the reference lacks, by file (D-030)."""

import pytest

from tests.communes.test_communes import kept

FILE = """Commune;Code postal;Pays;Département
Namur;5000;Belgique;Province de Namur
NAMUR;5000;Belgique;
Lyon;69003;France;
Sainte-Nouvelle;1999;;
Nulle part;;France;
"""


@pytest.mark.covers("D-030")
def test_missing_towns_are_imported_by_csv_each_once(alice, lumen, imported):
    _, result = imported(FILE.encode(), "/communes")
    assert "2 créations, 1 doublon, 2 erreurs." in result and "référentiel officiel" in result
    found = kept(lumen)
    assert found["Namur"] == ("5000", "BE", "Province de Namur", None)
    assert found["Sainte-Nouvelle"] == ("01999", "FR", "Ain", "Auvergne-Rhône-Alpes")
    _, result = imported(FILE.encode(), "/communes")
    assert kept(lumen) == found and "création" not in result
