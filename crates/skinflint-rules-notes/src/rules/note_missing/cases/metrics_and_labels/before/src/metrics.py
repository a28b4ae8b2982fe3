from prometheus_client import Counter

ORDERS = Counter("orders_total", "Orders", ["status"])


def paid():
    ORDERS.labels(status="paid").inc()
