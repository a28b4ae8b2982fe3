from prometheus_client import Counter

ERRORS = Counter("errors_total", "Errors", ["reason"])


def failed(reason):
    ERRORS.labels(reason).inc()  #~ metric-label-unbounded error
