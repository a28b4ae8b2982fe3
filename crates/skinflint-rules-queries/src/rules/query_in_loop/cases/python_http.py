import httpx
import requests


def pages(urls):
    for url in urls:
        requests.get(url, timeout=5)  #~ query-in-loop warning


async def fetched(urls):
    async with httpx.AsyncClient() as client:
        for url in urls:
            await client.get(url)  #~ query-in-loop warning


# Attempts at one thing.
def again(url):
    for attempt in range(3):
        response = requests.post(url, timeout=5)
        if response.ok:
            return response
    return None
