from prometheus_client import Counter

ORDERS = Counter("shop_orders_total", "Orders", ["status"])
ORDERS.labels(status="paid").inc()
