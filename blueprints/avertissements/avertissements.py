from flask import Response, abort
from sqlalchemy import select

from blueprints.access import public
from blueprints.avertissements import bp
from blueprints.limits import limiter
from crm.plateforme import Releve
from tenants import db, tenant_transaction
from tenants.registry import Tenant


@bp.post("/avertissements/<slug>/<jeton>")
@public
@limiter.limit("60/minute")
def create(slug: str, jeton: str) -> Response:
    """Nothing that is said is read: what changed is asked to the platform itself. Unknown, wrong or closed: 404."""
    tenant = db.session.scalar(select(Tenant).where(Tenant.slug == slug))
    if tenant is None or not tenant.is_open:
        abort(404)
    with tenant_transaction(tenant.schema_name):
        is_known = Releve.wake(jeton)
    return Response(status=204) if is_known else abort(404)
