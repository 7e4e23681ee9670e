"""The server's settings: one frozen object, from a TOML file, then the environment."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from sqlalchemy import make_url

ENV_PREFIX = "MOTCUA_"


class ServerConfig(BaseSettings):
    """Every key of the server; documented in docs/configuration.md."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, extra="forbid", frozen=True)

    database_url: str = Field(
        "sqlite:///var/server/motcua.db", description="SQLite file or PostgreSQL"
    )
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8600, ge=0, le=65_535, description="port to listen on")
    public_url: str = Field(
        "",
        max_length=80,
        description="address slips' QR codes lead to; empty: the QR holds the code only",
    )
    proxies: int = Field(
        0,
        ge=0,
        le=4,
        description="proxies before this server, as many entries of X-Forwarded-For are believed",
    )
    sockets_max: int = Field(
        128, ge=1, le=3_000, description="screens that may be connected at once"
    )
    rate_factor: float = Field(
        1.0,
        ge=0,
        le=100,
        description="what the rates of requests are multiplied by; 0: no limits, to measure with",
    )
    voices: Path | None = Field(
        None, description="folder with the hall's own recordings; none: the voice that is built in"
    )
    media: Path | None = Field(
        None,
        description="folder of the hall's pictures and videos; empty: beside the SQLite file",
    )
    seal_key: Path | None = Field(
        None,
        description="private key the journal is sealed with, made at the first start; "
        "empty: beside the SQLite file, and none for PostgreSQL",
    )
    seals_to: Path | None = Field(
        None,
        description="folder on another machine that seals are carried to, such as a mounted share",
    )
    log_level: str = Field(
        "INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="what is logged"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is said at the start wins, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def media_folder(self) -> Path | None:
        """Where pictures and videos lie."""
        url = make_url(self.database_url)
        if self.media is not None or url.get_backend_name() != "sqlite":
            return self.media
        return Path(str(url.database)).with_name("media")

    @property
    def setup_note(self) -> Path | None:
        """Where the code of the first start lies, for its owner alone; None for PostgreSQL."""
        url = make_url(self.database_url)
        is_file = url.get_backend_name() == "sqlite"
        return Path(str(url.database)).with_suffix(".setup-code") if is_file else None

    @property
    def sealing_key(self) -> Path | None:
        """Where the signing key lies."""
        url = make_url(self.database_url)
        if self.seal_key is not None or url.get_backend_name() != "sqlite":
            return self.seal_key
        return Path(str(url.database)).with_suffix(".seal.pem")


def load_config(path: Path | None, **said: object) -> ServerConfig:
    """Give the settings; ValidationError names the key that is wrong or unknown."""
    values = {name: value for name, value in said.items() if value is not None}
    if path is None:
        return ServerConfig(**values)  # type: ignore[arg-type]

    class FromFile(ServerConfig):
        model_config = SettingsConfigDict(
            toml_file=path, env_prefix=ENV_PREFIX, extra="forbid", frozen=True
        )

    return FromFile(**values)  # type: ignore[arg-type]
