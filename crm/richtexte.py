"""Texts with headings, lists, links and images: cleaned on the way in, read as plain text where only words count.

What is kept is HTML of a few tags. An image is named by what it contains, `image:<SHA-256>`; none comes from elsewhere.
"""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

import nh3

TAGS = {"p", "div", "br", "strong", "b", "em", "i", "u", "h3", "h4", "ul", "ol", "li", "blockquote", "a", "img"}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
SCHEMES = {"http", "https", "mailto", "tel", "image"}
BLOCKS = TAGS - {"strong", "b", "em", "i", "u", "a", "img"}
IS_HTML = re.compile(rf"<(?:{'|'.join(sorted(TAGS))})(?:\s[^>]*)?/?>", re.I)
IMAGE = re.compile(r"(?:^image:|/images/)([0-9a-f]{64})$")
NAMED = re.compile(r'src="image:([0-9a-f]{64})"')
WITHOUT_SOURCE = re.compile(r"<img(?![^>]*\ssrc=)[^>]*>")
LARGEST = 50_000


def read(typed: str | None, before: str | None = None) -> str | None:
    """What to keep of what a form or a file says. The plain text of `before`, sent back as it was, changes nothing."""
    if not (typed or "").strip():
        return None
    if IS_HTML.search(typed):
        return clean(typed)
    if before and _lines(typed) == _lines(to_text(before)):
        return before
    return paragraphs(typed)


def clean(html: str) -> str | None:
    """Only the tags above; None when nothing is left to read or to see."""
    kept = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        attribute_filter=_attribute,
        clean_content_tags={"script", "style", "template", "title"},
    )
    kept = WITHOUT_SOURCE.sub("", kept).strip()
    return kept if "<img" in kept or to_text(kept) else None


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("img", "src"):
        found = IMAGE.search(value)
        return f"image:{found[1]}" if found else None
    if (tag, name) == ("a", "href"):
        return value if value.lower().startswith(("http://", "https://", "mailto:", "tel:")) else None
    return value


def paragraphs(text: str) -> str:
    """Plain text as it was typed: an empty line between paragraphs, lines within."""
    blocks = re.split(r"\n\s*\n", "\n".join(_lines(text)))
    return "".join(f"<p>{escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks if block.strip())


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def images_of(html: str | None) -> set[str]:
    """The SHA-256 of the images it shows."""
    return set(NAMED.findall(html or ""))


def drawn(kept: str | None, address: Callable[[str], str]) -> str:
    """The HTML a page may show as it is: cleaned once more, its images where they are served."""
    return NAMED.sub(lambda found: f'src="{escape(address(found[1]))}" loading="lazy"', to_html(kept))


def to_html(kept: str | None) -> str:
    """What is kept, cleaned once more; plain text as paragraphs."""
    return (clean(kept) if IS_HTML.search(kept) else paragraphs(kept)) or "" if kept else ""


def to_text(html: str | None) -> str:
    """The words alone, a line for each paragraph; for exports, for history, for browsers without scripts."""
    if not html or not IS_HTML.search(html):
        return html or ""
    reader = _Words()
    reader.feed(html)
    reader.close()
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(reader.found).replace("\u00a0", " "))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _Words(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.found.append(f"[image{f' : {alt}' if (alt := dict(attrs).get('alt')) else ''}]")
        elif tag == "li":
            self.found.append("\n• ")
        elif tag in BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "div", "ul", "ol", "h3", "h4", "blockquote"):
            self.found.append("\n" if tag == "div" else "\n\n")

    def handle_data(self, data: str) -> None:
        self.found.append(data)
