"""Summaries, and families that a collector makes at every scrape."""

from prometheus_client import Summary
from prometheus_client.core import GaugeMetricFamily

SIZES = Summary("upload_bytes", "Upload sizes", ["user_id"])  #~ metric-label-unbounded error


class Collector:
    def collect(self):
        family = GaugeMetricFamily("sessions", "Sessions", labels=["session_id"])  #~ metric-label-unbounded error
        for session in self.sessions():
            family.add_metric([session.key], 1)
        yield family


def uploaded(user, size):
    SIZES.labels(user.pk).observe(size)
