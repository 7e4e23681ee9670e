"""What is told of signing in, refusing and revoking: a line of its own logger, ids only."""

import structlog

LOGGER = "security"


def tell(event: str, **ids: object) -> None:
    """Log one event; an account or device by its id, never a login, a name or an address."""
    structlog.get_logger().info(event, logger=LOGGER, **ids)
