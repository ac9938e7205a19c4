"""What the gateway can be told."""

import ipaddress
from typing import Annotated

import msgspec
from msgspec import Meta


class ServerConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[server]`: the one public port."""

    host: Annotated[
        str,
        Meta(min_length=1, description="Address to listen on. 0.0.0.0 opens it to the network."),
    ] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="Port to listen on.")] = 8080
    public_url: Annotated[
        str | None,
        Meta(
            description="Address of the web UI as people type it, as https://ia.example.com: for "
            "links in mail and webhooks."
        ),
    ] = None
    max_body_mb: Annotated[
        int, Meta(ge=1, le=1024, description="Largest request body that is accepted, in MiB.")
    ] = 10
    trusted_proxies: Annotated[
        tuple[str, ...],
        Meta(description="Addresses or CIDRs of proxies whose X-Forwarded-For is believed."),
    ] = ()

    def __post_init__(self) -> None:
        if self.public_url is not None and not self.public_url.startswith(("http://", "https://")):
            raise ValueError("public_url: expected an address that begins with http:// or https://")
        for value in self.trusted_proxies:
            try:
                ipaddress.ip_network(value, strict=False)
            except ValueError as error:
                raise ValueError(
                    f"trusted_proxies: {value!r} is neither an address nor a CIDR"
                ) from error
