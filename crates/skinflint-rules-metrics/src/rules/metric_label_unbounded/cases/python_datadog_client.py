"""The client as an object, and the module's other calls."""

from datadog import statsd
from datadog.dogstatsd.base import DogStatsd
from statsd import StatsClient
from statsd.defaults.env import statsd as plain

client = DogStatsd(host="agent")
classic = StatsClient("agent")


def charged(invoice_id: str, amount: int) -> None:
    client.increment("charges", tags=[f"invoice_id:{invoice_id}"])  #~ metric-label-unbounded error
    client.gauge("balance", amount, tags=[f"account_id:{invoice_id}"])  #~ metric-label-unbounded error
    client.histogram("amount", amount, tags=[f"session_id:{invoice_id}", "currency:eur"])  #~ metric-label-unbounded error
    statsd.gauge("balance.module", amount, tags=["user_id:%s" % invoice_id])  #~ metric-label-unbounded error


def tagged(invoice_id: str) -> None:
    classic.incr("invoices", tags={"invoice_id": invoice_id})  #~ metric-label-unbounded error
    plain.incr("invoices.env", tags={"user_id": invoice_id})  #~ metric-label-unbounded error
