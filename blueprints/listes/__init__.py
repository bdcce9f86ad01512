"""The screens of any list, written once: `install(bp, liste)` gives a module its index and all that goes with it."""

from blueprints.listes.installation import install

__all__ = ["install"]
