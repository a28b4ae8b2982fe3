"""Instruments that come out of a registry: what is called on the result says that they are metrics."""


class Handler:
    def __init__(self, registry):
        self.registry = registry

    def handle(self, request, row):
        self.registry["requests"].labels(path=request.url.path, method=request.method).inc()  #~ metric-label-unbounded error
        self.registry["rows"].labels(user_id=row.user).observe(2)  #~ metric-label-unbounded error
        self.registry["states"].labels(state="open").set(1)
        # Labels of something else.
        self.chart.labels(user_id=row.user).draw()
        return self.chart.labels(user_id=row.user)
