from flask import Flask, request
from prometheus_flask_exporter import PrometheusMetrics

app = Flask(__name__)
metrics = PrometheusMetrics(app)


@app.route("/search")
@metrics.counter("searches_total", "Searches", labels={"path": lambda: request.path})  #~ metric-label-unbounded error
@metrics.histogram("search_seconds", "Searches", labels={"status": lambda r: r.status_code})
def search():
    return ""
