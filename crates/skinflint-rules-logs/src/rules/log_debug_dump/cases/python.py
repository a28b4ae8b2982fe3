import json
import logging

logger = logging.getLogger(__name__)


def dumps(response, receipt, rows, payload: dict) -> None:
    logger.info("sent", extra={"data": json.dumps(rows)})  #~ log-debug-dump
    logger.warning("got", extra={"text": response.text})  #~ log-debug-dump
    logger.info("mined", extra={"receipt": receipt})  #~ log-debug-dump
    logger.debug("got", extra={"text": response.text})
    logger.info("got", extra={"status": response.status_code, "payload_size": len(payload)})
