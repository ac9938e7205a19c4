"""Options that all subcommands have."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from appliance.config import Config, load_config
from appliance.paths import SYSTEM_CONFIG_FILE

F = TypeVar("F", bound=Callable[..., Any])

_FILE_KEY = "appliance.config_file"
_OVERRIDES_KEY = "appliance.overrides"


def _remember_file(context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    # Before the subcommand or after it; the one after it is read last and wins.
    if value is not None:
        context.find_root().meta[_FILE_KEY] = value


def config_option(function: F) -> F:
    """`--config FILE`, before or after the subcommand."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path, readable=False),
        metavar="FILE",
        expose_value=False,
        callback=_remember_file,
        help=f"Configuration file. Without it: {SYSTEM_CONFIG_FILE}, if it is there.",
    )(function)


def setting_option(
    flag: str, section: str, key: str, kind: Any, description: str
) -> Callable[[F], F]:
    """An option that is a setting, and wins over the file and the environment."""

    def remember(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value is not None:
            context.find_root().meta.setdefault(_OVERRIDES_KEY, {})[section, key] = value

    return click.option(flag, type=kind, expose_value=False, callback=remember, help=description)


def common_options(function: F) -> F:
    """`--config` and `--data-dir`, for the groups above a command; a command has `configured`."""
    data_dir = setting_option(
        "--data-dir", "appliance", "data_dir", str, "Data folder, as [appliance] data_dir."
    )
    return config_option(data_dir(function))


def configured(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--config` and `--data-dir`; the command gets `config`, loaded and checked.

    The decorator that stands next to the function, below `click.command` and `click.option`s. Of
    an option that is given before and after the subcommand, the latter counts.
    """

    @functools.wraps(function)
    def with_config(*arguments: Any, **options: Any) -> Any:
        meta = click.get_current_context().find_root().meta
        config: Config = load_config(meta.get(_FILE_KEY), overrides=meta.get(_OVERRIDES_KEY))
        return function(*arguments, config=config, **options)

    return common_options(with_config)
