import itertools
import logging
import time

logger = logging.getLogger(__name__)
PARSERS = ["a", "b"]


def per_element(documents) -> None:
    for document in documents:
        logger.info("archived", extra={"id": document.id})  #~ log-in-loop
        try:
            document.save()
        except OSError:
            logger.warning("not saved")
    list(map(lambda d: logger.info("seen"), documents))  #~ log-in-loop


def few(password_list) -> bool:
    for parser in PARSERS:
        logger.info("registered", extra={"parser": parser})
    for n in range(3):
        logger.info("started")
    for password in password_list:
        if password.fits():
            logger.info("opened")
            return True
    return False


def pages(client) -> None:
    cursor = None
    while True:
        page = client.fetch(cursor=cursor)
        logger.info("page read")
        cursor = page.next_cursor
        if cursor is None:
            break
    for batch in itertools.batched(client.rows(), 100):
        logger.info("batch written")


def worker(queue) -> None:
    while True:
        logger.info("waiting")
        time.sleep(1)


def first_ones(rows) -> None:
    for row in rows[:10]:
        logger.info("one of the first")


def throttled(rows) -> None:
    for n, row in enumerate(rows):
        if n % 1000 == 0:
            logger.info("still at it")
