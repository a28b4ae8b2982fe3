import argparse
import logging
import pprint
import sys
import traceback

import click
from flask import Flask

app = Flask(__name__)
logger = logging.getLogger(__name__)


@app.route("/orders")
def orders():
    print("listing orders")  #~ log-print
    print("listing orders", file=sys.stderr)  #~ log-print
    pprint.pprint("listing orders")  #~ log-print
    sys.stdout.write("a stream of its own")
    logger.info("listing orders")
    helper()
    return []


def helper() -> None:
    traceback.print_exc()  #~ log-print


@click.command()
def report() -> None:
    print("a report")
    only_for_the_report()


def only_for_the_report() -> None:
    print("a line of the report")


def arguments():
    print("usage")
    return argparse.ArgumentParser()


def asks() -> str:
    print("hello")
    return input("name? ")


class ConsoleHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        print("the log itself failed")


with open("out.txt", "w") as out:
    print("into a file", file=out)

if __name__ == "__main__":
    print("started as a script")
