from prometheus_client import Counter, Gauge, Histogram

LOGINS = Counter(
    "logins_total",
    "Logins",
    ["user_id", "method"],  #~ metric-label-unbounded error
)
QUEUED = Gauge("queued_jobs", "Jobs waiting", labelnames=("queue",))
RENDER = Histogram(
    "render_seconds",
    "Time to render a post",
    labelnames=["post_id"],  #~ metric-label-unbounded error
    buckets=(0.1, 0.5, 1, 5),
)


def login(user, method):
    LOGINS.labels(user.id, method).inc()
    QUEUED.labels(queue="mail").inc()


def rendered(post, seconds):
    RENDER.labels(post_id=post.pk).observe(seconds)
