"""A helper whose call sites are all literals."""

from prometheus_client import Counter

EVENTS = Counter("events_total", "Events", ["endpoint"])


def count(endpoint: str) -> None:
    EVENTS.labels(endpoint=endpoint).inc()


def created():
    count("create")


def removed(hard):
    count("remove" if hard else "hide")
