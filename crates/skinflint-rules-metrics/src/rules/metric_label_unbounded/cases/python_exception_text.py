from prometheus_client import Counter

FAILURES = Counter("sync_failures_total", "Failures", ["status"])


def sync(client):
    try:
        client.pull()
    except ConnectionError as error:
        FAILURES.labels(status=str(error)).inc()  #~ metric-label-unbounded error
        raise
    FAILURES.labels(status="none").inc(0)
