from prometheus_client import Counter

SENT = Counter("sent_total", "Sent", ["campaign_type"])  #~ metric-label-forbidden error
