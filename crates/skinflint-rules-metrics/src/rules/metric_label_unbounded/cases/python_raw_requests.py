"""What a client sent, whichever framework hands it over."""

import datetime

import flask
from flask import request as current
from prometheus_client import Counter

SEEN = Counter("seen_total", "Seen", ["what"])
WSGI = Counter("wsgi_total", "Seen", ["what"])
ASGI = Counter("asgi_total", "Seen", ["what", "verb"])
FLASK = Counter("flask_total", "Seen", ["what"])
CLIENTS = Counter("clients_total", "Seen", ["what"])
CUT = Counter("cut_total", "Seen", ["what"])
PARTS = Counter("parts_total", "Seen", ["num_parts"])
DAYS = Counter("days_total", "Seen", ["what"])


def django(req):
    SEEN.labels(req.get_full_path()).inc()  #~ metric-label-unbounded error
    CLIENTS.labels(req.client.host).inc()  #~ metric-label-unbounded error


def wsgi(environ, start_response):
    WSGI.labels(environ["PATH_INFO"].strip("/")).inc()  #~ metric-label-unbounded error


async def asgi(scope, receive, send):
    ASGI.labels(scope["path"], scope["method"]).inc()  #~ metric-label-unbounded error


def view():
    FLASK.labels(current.path).inc()  #~ metric-label-unbounded error


def cut(request):
    CUT.labels(request.path.split("?")[0]).inc()  #~ metric-label-unbounded error


def parts(upload):
    PARTS.labels(str(len(upload.parts))).inc()  #~ metric-label-unbounded error


def daily(day: datetime.date):
    DAYS.labels(str(day)).inc()  #~ metric-label-unbounded warning
