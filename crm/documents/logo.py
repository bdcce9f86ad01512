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
    image = _fit(_open(octets))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    data = out.getvalue()
    return Logo(sha256=hashlib.sha256(data).hexdigest(), largeur=image.width, hauteur=image.height, donnees=data)


def _open(octets: bytes) -> Image.Image:
    if len(octets) > OCTETS:
        raise RegleMetier("Le logo dépasse 5 Mo : enregistrez-le plus petit.", "logo")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(octets), formats=FORMATS)
            if image.width * image.height > PIXELS:
                raise RegleMetier("Le logo compte trop de pixels : réduisez ses dimensions.", "logo")
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RegleMetier("Le logo n’est pas une image PNG, JPEG, WebP ou GIF : convertissez-le.", "logo") from error
    return image


def _fit(image: Image.Image) -> Image.Image:
    image = ImageOps.exif_transpose(image)
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LARGEUR, HAUTEUR), Image.Resampling.LANCZOS)
    image.info = {}
    return image
