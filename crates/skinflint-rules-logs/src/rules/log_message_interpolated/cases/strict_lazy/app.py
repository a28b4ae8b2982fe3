import logging

logger = logging.getLogger(__name__)


def paid(user_id: int) -> None:
    logger.info("user %s paid", user_id)  #~ log-message-interpolated error
    logger.info("100 % done")
