"""Credentials and regions, as every tool of AWS' finds them."""

from __future__ import annotations

from typing import Any

from kafkalint.live.aws.calls import (
    ATTEMPTS,
    CONNECT_SECONDS,
    READ_SECONDS,
    AwsProblem,
    ClientOf,
)


class Session:
    """A profile of the user's; raises AwsProblem where there is none of that name."""

    def __init__(self, profile: str = "") -> None:
        import boto3
        from botocore import exceptions

        try:
            self._session = boto3.session.Session(profile_name=profile or None)
        except exceptions.ProfileNotFound:
            known = ", ".join(boto3.session.Session().available_profiles) or "none"
            raise AwsProblem(
                f"there is no AWS profile '{profile}'", remedy=f"Those that there are: {known}"
            ) from None

    @property
    def region(self) -> str:
        """The one that the profile or the environment chooses; "" where none is chosen."""
        return str(self._session.region_name or "")

    @property
    def client_of(self) -> ClientOf:
        """Clients that wait no longer than they have to, and come again when AWS is busy."""
        from botocore.config import Config

        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"max_attempts": ATTEMPTS, "mode": "adaptive"},
            user_agent_extra="kafkalint",
        )

        session: Any = self._session  # its stubs know every service by a literal of its own

        def make(service: str, region: str) -> Any:
            return session.client(service, region_name=region, config=config)

        return make
