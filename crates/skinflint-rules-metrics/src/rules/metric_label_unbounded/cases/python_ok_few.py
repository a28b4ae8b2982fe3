"""Few values, under names that would tell otherwise."""

import os
import re
from collections.abc import Awaitable
from contextvars import ContextVar
from typing import Annotated, Optional

import flask
from flask import request as current
from prometheus_client import Counter

SEEN = Counter("few_total", "Seen", ["user_id"])
ROUTES = Counter("routes_total", "Routes", ["path"])
SHORT = Counter("short_total", "Texts", ["token"])
DIGITS_CUT = Counter("digits_cut_total", "Texts", ["token"])
DIGITS_SUBBED = Counter("digits_subbed_total", "Texts", ["token"])
JOINED = Counter("joined_total", "Texts", ["token"])
LISTED = Counter("listed_total", "Texts", ["token"])
DEFAULTED = Counter("defaulted_total", "Texts", ["token"])
KINDS = {1: "one", 2: "two"}
DIGITS = re.compile(r"\d+")


def seen(user, kind: Optional[bool], mode: Annotated[bool, "a flag"]):
    SEEN.labels(isinstance(user, dict)).inc()
    SEEN.labels(os.getpid()).inc()
    SEEN.labels(kind).inc()
    SEEN.labels(mode).inc()


async def awaited(answer: Awaitable[bool]):
    SEEN.labels(await answer).inc()


def in_context(quiet: ContextVar[bool]):
    SEEN.labels(quiet.get()).inc()


def routed():
    ROUTES.labels(flask.request.endpoint).inc()


def written(mode):
    kind = "  Short ".strip().lower() if mode else "long"
    SHORT.labels(kind).inc()
    DIGITS_CUT.labels(re.sub(r"\d", "n", "v2")).inc()
    DIGITS_SUBBED.labels(DIGITS.sub("n", "v3")).inc()
    JOINED.labels("-".join(["a", "b"])).inc()
    for part in KINDS.values():
        LISTED.labels(part).inc()
    DEFAULTED.labels({}.setdefault("kind", "none")).inc()
