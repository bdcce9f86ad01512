"""A logo fit for print: an uploaded picture is opened, checked and redrawn, so that nothing of the file survives.

SVG is refused: it may point to the network, and CMYK cannot be archived (PDF/A).
"""

import hashlib
import io
import warnings

from PIL import Image, ImageOps

from crm.documents.identites import Logo
from crm.errors import RegleMetier

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
LARGEUR, HAUTEUR = 900, 450
PIXELS = 40_000_000
OCTETS = 5_000_000


def logo_from(octets: bytes) -> Logo:
    image = open_image(octets, "Le logo", "logo")
    image.thumbnail((LARGEUR, HAUTEUR), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    data = out.getvalue()
    return Logo(sha256=hashlib.sha256(data).hexdigest(), largeur=image.width, hauteur=image.height, donnees=data)


def open_image(octets: bytes, nom: str, champ: str | None = None) -> Image.Image:
    """Upright, without anything but its points. Raises RegleMetier, which calls it `nom`."""
    if len(octets) > OCTETS:
        raise RegleMetier(f"{nom} dépasse 5 Mo : choisissez-en une version plus légère.", champ)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(octets), formats=FORMATS)
            if image.width * image.height > PIXELS:
                raise RegleMetier(f"{nom} compte trop de pixels : réduisez ses dimensions.", champ)
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RegleMetier(f"{nom} n’est pas une image PNG, JPEG, WebP ou GIF : choisissez-en une.", champ) from error
    image = ImageOps.exif_transpose(image)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.info = {}
    return image
