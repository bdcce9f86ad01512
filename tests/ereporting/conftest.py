from tests.plateforme.conftest import pa, serveur

__all__ = ["pa", "serveur"]
