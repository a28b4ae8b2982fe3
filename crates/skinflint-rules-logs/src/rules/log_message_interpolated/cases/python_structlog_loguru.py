import structlog
from loguru import logger

log = structlog.get_logger(__name__).bind(part="sync")


def run(name: str, count: int) -> None:
    log.info(f"synced {name}", count=count)  #~ log-message-interpolated error
    log.info(
        "synced "
        f"{name}",
        count=count,
    )  #~^^^^ log-message-interpolated error
    log.info("synced", url=f"https://example.org/{name}", count=count)
    logger.info(f"synced {name}")  #~ log-message-interpolated error
    logger.opt(lazy=True).info(f"synced {name}")  #~ log-message-interpolated error
    logger.info("synced {}", name)  #~ log-message-interpolated note
    logger.bind(name=name).info("synced")


def typed(of: structlog.stdlib.BoundLogger, name: str) -> None:
    of.info(f"synced {name}")  #~ log-message-interpolated error
