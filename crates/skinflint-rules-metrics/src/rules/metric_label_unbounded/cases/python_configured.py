"""Settings, the environment and the command line are one per process; a request is not."""

import os

from django.conf import settings as site
from prometheus_client import Counter
from pydantic_settings import BaseSettings
from starlette.requests import Request

CALLS = Counter("calls_total", "Calls", ["upstream_url", "host", "endpoint"])


class Service(BaseSettings):
    upstream_url: str


service = Service()


class Client:
    def __init__(self, config):
        self.config = config

    def call(self):
        CALLS.labels(service.upstream_url, os.environ["HOST"], self.config.get("endpoint")).inc()


def called():
    CALLS.labels(site.UPSTREAM_URL, os.getenv("HOST"), "x").inc()


HITS = Counter("hits_total", "Hits", ["endpoint"])


def hit(request: Request):
    HITS.labels(request.url.path).inc()  #~ metric-label-unbounded error


class Cache:
    def __init__(self, *, connect_via):
        self.connect_via = connect_via

    @classmethod
    def create_service(cls, context, request):
        return cls(connect_via=request.registry.settings.get("cache.connect_via", None))

    def purge(self, metrics):
        metrics.increment("cache.failed", tags=[f"host:{self.connect_via}"])
