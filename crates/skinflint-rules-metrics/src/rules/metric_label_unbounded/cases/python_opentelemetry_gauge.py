from opentelemetry import metrics

meter = metrics.get_meter(__name__)
depth = meter.create_gauge("queue.depth")


def polled(queue, jobs):
    depth.set(len(jobs), {"session.id": queue.session})  #~ metric-label-unbounded error
