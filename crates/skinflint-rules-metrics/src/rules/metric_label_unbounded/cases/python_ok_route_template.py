"""The route that matched, or a constant."""

from prometheus_client import Counter

REQUESTS = Counter("requests_total", "Requests", ["method", "endpoint", "status"])


def seen(request, response):
    route = request.scope.get("route")
    endpoint = route.path if route else "unmatched"
    REQUESTS.labels(request.method, endpoint, response.status_code).inc()
