from prometheus_client import Counter

FAILURES = Counter("failures_total", "Failures", ["error"])


def run(job):
    try:
        job()
    except Exception as error:
        FAILURES.labels(error=type(error).__name__).inc()
        FAILURES.labels(error.__class__.__name__).inc()
        raise
