"""The metric is an attribute, its labels are bound in the constructor."""

from prometheus_client import Counter


class Worker:
    def __init__(self, invocation_id, queue):
        self.invocation_id = invocation_id
        self.queue = queue
        self.done = Counter(
            "jobs_done_total",
            "Jobs",
            ["invocation_id", "queue"],  #~ metric-label-unbounded error
        )

    def finish(self):
        self.done.labels(invocation_id=self.invocation_id, queue=self.queue).inc()
