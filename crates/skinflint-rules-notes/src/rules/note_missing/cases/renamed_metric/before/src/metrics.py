from prometheus_client import Counter

ORDERS = Counter("orders_total", "Orders", ["status"])
ORDERS.labels(status="paid").inc()
