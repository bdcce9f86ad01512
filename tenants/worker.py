"""The RQ worker: `python -m tenants.worker`."""

import rq

from tenants import jobs
from tenants.database import db


class Worker(rq.Worker):
    def main_work_horse(self, job, queue):
        """Connections opened before the fork stay the parent's."""
        for engine in db.engines.values():
            engine.dispose(close=False)
        super().main_work_horse(job, queue)


def main() -> None:
    import wsgi

    app = wsgi.create_app()
    app.config["COMPTOIR_STATEMENT_TIMEOUT"] = "600s"
    app.warm_up_worker()
    with app.app_context():
        queues = [app.extensions["cron_queue"], *jobs.queues()]
        Worker(queues, connection=queues[0].connection).work(with_scheduler=False)


if __name__ == "__main__":
    main()
