"""The address of the current screen with other parameters: sort, page, view. The URL is the state."""

from urllib.parse import urlencode

from flask import request


def url_avec(**changes) -> str:
    """None removes a parameter, a list repeats it; pagination restarts unless it is what changes."""
    params = {name: values for name, values in request.args.lists() if name not in ("apres", "avant")}
    for name, value in changes.items():
        params.pop(name, None)
        if value is not None:
            params[name] = value if isinstance(value, list) else [value]
    query = urlencode(params, doseq=True)
    return request.script_root + request.path + (f"?{query}" if query else "")
