from aioprometheus import Counter, Gauge, Histogram

HITS = Counter("hits_total", "Hits")
OPEN = Gauge("open_connections", "Open connections")
SECONDS = Histogram("request_seconds", "Duration")


async def handle(request, peer_ip):
    HITS.inc({"path": request.path})  #~ metric-label-unbounded error
    OPEN.set({"ip": peer_ip}, 1)  #~ metric-label-unbounded error
    SECONDS.observe({"method": request.method}, 0.2)
