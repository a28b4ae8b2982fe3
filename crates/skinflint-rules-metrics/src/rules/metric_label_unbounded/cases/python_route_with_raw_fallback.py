"""The template is fine, what stands in for it is not."""

from prometheus_client import Counter

REQUESTS = Counter("requests_total", "Requests", ["handler"])


def seen(request):
    route = request.scope.get("route")
    handler = route.path if route else request.url.path
    REQUESTS.labels(handler).inc()  #~ metric-label-unbounded error
