import logging

logger = logging.getLogger(__name__)
LIMIT = 10


class Consumer:
    def __init__(self) -> None:
        self.log = logging.LoggerAdapter(logger, {"worker": "a"})

    def run(self, name: str, error: Exception) -> None:
        self.log.error(f"cannot read {name}")  #~ log-message-interpolated error
        logger.info("read %s" % name)  #~ log-message-interpolated error
        logger.info("read " + name)  #~ log-message-interpolated error
        logger.info("read {}".format(name))  #~ log-message-interpolated error
        logging.warning(f"{name} is late")  #~ log-message-interpolated error
        logger.log(logging.INFO, f"{name} is late")  #~ log-message-interpolated error
        message = f"lost {name}"
        logger.error(message)  #~ log-message-interpolated error
        logger.debug(f"read {name}")  #~ log-message-interpolated warning
        logger.error(str(error))
        logger.info("read %s", name)  #~ log-message-interpolated note
        logger.info("read", extra={"name": name})
        logger.info(f"at most {LIMIT}")
        logger.info("a" + "b")
        logger.info(f"no hole")
        logger.getChild("x").info(f"read {name}")  #~ log-message-interpolated error


def given(messages, validator, name: str) -> None:
    messages.error(f"no {name}")
    validator.warning(f"no {name}")
