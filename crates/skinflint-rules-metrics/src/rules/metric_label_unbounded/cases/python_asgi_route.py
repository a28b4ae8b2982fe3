from prometheus_client import Counter

REQUESTS = Counter("asgi_requests_total", "Requests", ["endpoint"])


async def count(request, call_next):
    response = await call_next(request)
    if "route" in request.scope:
        endpoint = request.scope["root_path"] + request.scope["route"].path
    else:
        endpoint = "others"
    REQUESTS.labels(endpoint).inc()
    return response
