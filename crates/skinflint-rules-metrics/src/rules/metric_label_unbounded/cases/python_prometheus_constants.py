"""The list of labels is a constant, shared by two metrics."""

from prometheus_client import Counter

LABELS = [
    "service",
    "service_uuid",  #~ metric-label-unbounded error
]

STARTED = Counter("services_started_total", "Started services", LABELS)
STOPPED = Counter("services_stopped_total", "Stopped services", LABELS + ["result"])


def started(service):
    STARTED.labels(service=service.key, service_uuid=service.uuid).inc()
