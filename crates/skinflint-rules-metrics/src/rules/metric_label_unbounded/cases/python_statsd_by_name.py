"""Clients of a tree's own: their name, the text that names the metric and the tags say what they are."""

from sentry_sdk import metrics as sentry


class View:
    def __init__(self, request, metrics):
        self.request = request
        self._metrics = metrics

    def published(self, order_id, unverified):
        self.request.metrics.increment("published", tags=[f"order_id:{order_id}", "kind:new"])  #~ metric-label-unbounded error
        self._metrics.timing("publish.time", 3, tags={"session_id": unverified, "ok": True})  #~ metric-label-unbounded error
        self._metrics.gauge("publish.open", 3, tags={"plan": plan(self.request)})
        sentry.incr("published", 1, tags={"user_email": unverified})  #~ metric-label-unbounded error
        sentry.distribution("published.size", 1, tags={"kind": "new"})

    def listed(self, user_id):
        # No tags, no text: whatever these are, they are no metrics.
        self._metrics.increment(user_id)
        self._metrics.set(7, tags=[user_id])
        self.request.items.increment("listed", tags=[f"user_id:{user_id}"])


def plan(request):
    return "paid" if request.user.paid else "free"
