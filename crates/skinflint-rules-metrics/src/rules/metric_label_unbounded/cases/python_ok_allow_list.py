"""A check against a fixed set just before closes a value."""

from prometheus_client import Counter

HITS = Counter("hits_total", "Hits", ["flavour"])
KNOWN = {"vanilla", "lemon"}


def hit(flavour):
    if flavour not in KNOWN:
        flavour = "other"
    HITS.labels(flavour).inc()
