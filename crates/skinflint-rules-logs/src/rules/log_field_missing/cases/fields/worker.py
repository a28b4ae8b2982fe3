import logging

import structlog
from loguru import logger as loguru_logger

log = structlog.get_logger()
logger = logging.getLogger(__name__)


def bound(tenant: str, request_id: str) -> None:
    of = log.bind(tenant=tenant).bind(request_id=request_id)
    of.info("done")
    log.info("done", tenant=tenant)  #~ log-field-missing
    adapter = logging.LoggerAdapter(logger, {"tenant": tenant, "request_id": request_id})
    adapter.info("done")
    logger.info("done", extra={"tenant": tenant, "request_id": request_id})


def context(tenant: str, request_id: str) -> None:
    structlog.contextvars.bind_contextvars(tenant=tenant, request_id=request_id)
    log.info("done")


def loguru_context(tenant: str, request_id: str) -> None:
    with loguru_logger.contextualize(tenant=tenant, request_id=request_id):
        loguru_logger.info("done")
