import logging

logger = logging.getLogger(__name__)


def view(name: str) -> None:
    logger.info(f"seen {name}")  #~ log-message-interpolated
