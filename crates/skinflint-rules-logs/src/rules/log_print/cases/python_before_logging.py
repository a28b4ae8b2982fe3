import logging

import structlog
from flask import Flask
from loguru import logger as own


def create_app():
    print("no log yet")
    logging.basicConfig(level=logging.INFO)
    structlog.configure()
    own.add("app.log")
    app = Flask(__name__)
    print("configured")  #~ log-print
    logging.info("configured")
    logging.log(logging.INFO, "configured")
    return app
