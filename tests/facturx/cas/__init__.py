"""Every kind of invoice and avoir the product issues: `CAS[name]()` makes one in the current company."""

from tests.facturx.cas import cycle, devises, simples

CAS = {
    name.removeprefix("cas_"): fait
    for module in (simples, cycle, devises)
    for name, fait in vars(module).items()
    if name.startswith("cas_")
}
