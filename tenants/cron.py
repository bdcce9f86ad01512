"""The clock of the instance: `python -m tenants.cron`. One is enough; two would only say twice what is due."""

import rq.cron

from tenants.periodic import EVERY


def main() -> None:
    import wsgi

    app = wsgi.create_app()
    with app.app_context():
        queue = app.extensions["cron_queue"]
        scheduler = rq.cron.CronScheduler(connection=queue.connection)
        for function, interval in EVERY:
            scheduler.register(function, queue_name=queue.name, interval=interval, result_ttl=0, failure_ttl=3600)
        scheduler.start()


if __name__ == "__main__":
    main()
