"""Labels arrive as a dictionary."""

from prometheus_client import Counter

SENT = Counter("mails_sent_total", "Mails", ["template", "recipient"])  #~ metric-label-unbounded warning


def sent(template, mail):
    labels = {"template": "welcome", "recipient": mail.to_address}
    SENT.labels(**labels).inc()
