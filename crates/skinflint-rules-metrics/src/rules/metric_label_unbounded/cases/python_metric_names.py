"""What is filled into a metric's name makes a metric of its own per value."""

from datadog import statsd
from statsd import StatsClient

client = StatsClient("localhost", 8125)


def viewed(user_id, request, shard, prefix):
    statsd.increment(f"views.{user_id}")  #~ metric-label-unbounded warning
    client.incr(f"paths.{request.path}")  #~ metric-label-unbounded error
    client.incr(f"shards.{shard}.{prefix}.views")
    for kind in ("new", "old"):
        statsd.increment(f"views.{kind}")
