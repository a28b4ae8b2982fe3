from opentelemetry import metrics

meter = metrics.get_meter(__name__)
requests = meter.create_counter("requests", description="Requests")
latency = meter.create_histogram("latency", unit="s")


def handled(request, seconds):
    requests.add(1, {"http.method": request.method, "client.address": request.remote_addr})  #~ metric-label-unbounded error
    latency.record(seconds, attributes={"enduser.id": request.user.pk})  #~ metric-label-unbounded error
