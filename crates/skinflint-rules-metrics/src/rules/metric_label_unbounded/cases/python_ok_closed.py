"""Literals, booleans, `Literal` and values that are checked against a table are closed under every name."""

from typing import Literal

from prometheus_client import Counter

SHARES = Counter("shares_total", "Shares", ["user_id", "path", "error"])


def shared(ok: bool, mode: Literal["link", "mail"]):
    SHARES.labels("none", mode, str(ok)).inc()


def shared_twice(kind):
    reason = "quota" if kind.is_full() else "policy"
    SHARES.labels(user_id="a", path="b", error=reason).inc()
