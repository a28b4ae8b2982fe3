"""Each metric is a finding of its own: both have to be mended."""

from flask import request
from prometheus_client import Counter, Histogram

REQUESTS = Counter("requests_total", "Requests", ["path"])
LATENCY = Histogram("latency_seconds", "Latency", ["path", "method"])


def after(response, seconds):
    REQUESTS.labels(path=request.path).inc()  #~ metric-label-unbounded error
    LATENCY.labels(path=request.path, method=request.method).observe(seconds)  #~ metric-label-unbounded error
    return response
