from datadog import statsd


def charged(invoice_id: str, amount: int, plan: str) -> None:
    statsd.increment("charges", tags=[f"invoice_id:{invoice_id}", "currency:eur"])  #~ metric-label-unbounded error
    statsd.histogram("charge.amount", amount, tags=["session_id:" + current_session(), f"plan:{plan}"])  #~ metric-label-unbounded error


def current_session() -> str:
    return load()["session"]


def load():
    import store

    return store.read()
