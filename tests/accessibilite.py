"""What axe says of a page, and how much room the page takes."""

from pathlib import Path

from playwright.sync_api import Page
from werkzeug.middleware.shared_data import SharedDataMiddleware

AXE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"
SHELL = [".ui-cote", ".ui-haut", ".ui-bas"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LARGE, ETROIT = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# A constructed sheet: the security policy of the pages allows no other one.
STILL = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { transition: none !important; }");
    document.adoptedStyleSheets.push(sheet);
}"""
# In light every rule; in dark only colours change.
RUN = """async ([rules, exclude]) => {
    const theme = document.documentElement.dataset, before = theme.bsTheme, said = [];
    for (const [name, only] of [["light", rules], ["dark", ["color-contrast"]]]) {
        theme.bsTheme = name;
        const found = await axe.run({exclude}, {runOnly: only, resultTypes: ["violations"], preload: false});
        for (const v of found.violations)
            said.push(...v.nodes.map(n => `${name} ${v.id} ${n.target} ${n.failureSummary}`));
    }
    theme.bsTheme = before;
    return said;
}"""


def with_axe(app) -> SharedDataMiddleware:
    """The application, and axe beside it: a script with an address is compiled once by the browser."""
    return SharedDataMiddleware(app, {"/axe.js": str(AXE)})


def violations(page: Page, *, shell: bool = True) -> list[str]:
    """In both themes, at the width the page has. The shell is the same around every page: it may be left out."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(STILL)
        page.add_script_tag(url="/axe.js")
    return page.evaluate(RUN, [RULES, [] if shell else SHELL])


def too_wide(page: Page) -> list[str]:
    """Whether the page is wider than a phone; it stays narrow."""
    page.set_viewport_size(ETROIT)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"{wide} px wide"] if wide > ETROIT["width"] else []
