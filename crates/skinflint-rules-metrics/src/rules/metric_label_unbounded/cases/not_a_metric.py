"""Things that are called like metrics and are none."""

from collections import Counter

from pydantic import BaseModel


class Summary(BaseModel):
    user_id: str
    text: str


class Histogram:
    def __init__(self, name, labels):
        self.labels = labels


def words(text, user_id):
    counts = Counter(text.split())
    counts.update({user_id: 1})
    Histogram("words", ["user_id"])
    # statsd.increment("words", tags=[f"user:{user_id}"])
    return Summary(user_id=user_id, text=str(counts))
