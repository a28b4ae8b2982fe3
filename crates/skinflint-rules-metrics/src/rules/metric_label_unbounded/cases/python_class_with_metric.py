"""The metric is an attribute, its labels are bound in the constructor."""

from prometheus_client import Counter


class Worker:
    def __init__(self, run_id, queue):
        self.run_id = run_id
        self.queue = queue
        self.done = Counter(
            "jobs_done_total",
            "Jobs",
            ["run_id", "queue"],  #~ metric-label-unbounded error
        )

    def finish(self):
        self.done.labels(run_id=self.run_id, queue=self.queue).inc()
