from prometheus_client import Counter

VISITS = Counter("visits_total", "Visits", ["user_id"])  #~ metric-label-unbounded error


def visit(user_id):
    if not user_id:
        user_id = "anonymous"
    VISITS.labels(user_id).inc()
