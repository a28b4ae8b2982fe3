"""A middleware that labels with the raw path."""

import time

from prometheus_client import Counter, Histogram
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request

REQUESTS = Counter("requests_total", "Requests", ["method", "endpoint", "status"])
LATENCY = Histogram("request_seconds", "Latency", ["endpoint"])


class MetricsMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        started = time.perf_counter()
        response = await call_next(request)
        endpoint = request.url.path
        REQUESTS.labels(
            request.method,
            endpoint,  #~ metric-label-unbounded error
            response.status_code,
        ).inc()
        LATENCY.labels(endpoint=endpoint).observe(time.perf_counter() - started)  #~ metric-label-unbounded error
        return response
