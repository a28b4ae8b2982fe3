"""Attributes of spans and exemplars make no series."""

from opentelemetry import trace
from prometheus_client import Counter

tracer = trace.get_tracer(__name__)
ORDERS = Counter("orders_total", "Orders", ["outcome"])


def order(user_id, trace_id):
    with tracer.start_as_current_span("order") as span:
        span.set_attribute("user.id", user_id)
        span.add_event("placed", {"email": user_id})
        ORDERS.labels("placed").inc(exemplar={"trace_id": trace_id})
