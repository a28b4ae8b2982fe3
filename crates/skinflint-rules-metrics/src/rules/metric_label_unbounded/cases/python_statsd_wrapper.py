"""A wrapper that turns a dictionary of tags into the client's own form: each call's tags are its own."""

from datadog import DogStatsd


class Backend:
    def __init__(self, client: DogStatsd):
        self.client = client

    def count(self, name, tags):
        self.client.increment(name, 1, tags=[f"{key}:{value}" for key, value in tags.items()])


class Worker:
    def __init__(self, backend: Backend):
        self.backend = backend

    def done(self, job, customer_id):
        self.backend.count("jobs.done", {"kind": "mail", "customer_id": customer_id})  #~ metric-label-unbounded error
        self.backend.count("jobs.kinds", {"kind": "mail"})
