import uuid

from prometheus_client import Counter

STARTS = Counter("worker_starts_total", "Starts", ["worker"])

INCARNATION = uuid.uuid4()


def start(kind: str):
    STARTS.labels(worker=f"worker-{INCARNATION}").inc()  #~ metric-label-unbounded error
