import asyncio
import csv
import heapq
import logging
import queue
import sys
import time
from concurrent.futures import ThreadPoolExecutor

logger = logging.getLogger(__name__)
jobs = queue.Queue()


def key(item) -> int:
    return item.id


def per_element(items, pool: ThreadPoolExecutor) -> None:
    sorted(items, key=lambda item: logger.info("compared"))  #~ log-in-loop
    pool.map(lambda item: logger.info("mapped"), items)  #~ log-in-loop
    for item in map(key, items):
        logger.info("mapped")  #~ log-in-loop
    for name, value in items.items():
        logger.info("set")  #~ log-in-loop
    for row in csv.reader("rows.csv"):
        logger.info("read")  #~ log-in-loop
    rows = iter(items)
    while row := next(rows):
        logger.info("read")  #~ log-in-loop


async def once(loop, executor) -> None:
    await asyncio.to_thread(lambda: logger.info("ran"))
    loop.run_in_executor(executor, lambda: logger.info("ran"))


def waits(channel, timer, heap, stack) -> None:
    while True:
        logger.info("turn")
        timer.wait_for_next_tick()
    while True:
        job = jobs.get()
        logger.info("job taken")
    while True:
        message = channel.recv()
        logger.info("came")
    for message in channel.listen():
        logger.info("came")
    while stack:
        item = stack.pop()
        logger.info("done")
    while heap:
        item = heapq.heappop(heap)
        logger.info("done")


def now_and_then(items) -> None:
    last = time.monotonic()
    for item in items:
        if time.monotonic() - last > 5:
            logger.info("still at it")
            last = time.monotonic()
        if item.age().total_seconds() > 3:
            logger.info("now and then")
        if item.bad:
            logger.info("that was it")
            sys.exit(1)
