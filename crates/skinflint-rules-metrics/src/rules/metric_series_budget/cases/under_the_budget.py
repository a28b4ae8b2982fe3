"""Small labels, and one whose size is not known: nothing is known to be over the budget."""

from prometheus_client import Histogram

LATENCY = Histogram("latency_seconds", "Latency", ["method", "flavour"])


def observe(request, flavour, seconds):
    LATENCY.labels(request.method, flavour).observe(seconds)
