"""The rows of sources that are made of templates."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from backend.models.errors import FieldError, InvalidInputError
from backend.models.generic_sources import GenericSetting, GenericSlot, GenericSource
from backend.models.sources import Source, SourceCreate
from backend.sources.generic import Template
from backend.sources.registry import all_templates


def listing() -> list[GenericSource]:
    """Every template as it is shown."""
    return [_shown(template) for template in all_templates().values()]


def template_of(new: SourceCreate | Source) -> Template:
    """The template that is named.

    Raises:
        InvalidInputError: there is none of this name, or code was given too.
    """
    found = all_templates().get(new.template or "")
    if found is None:
        message = (
            "a SYSTEM source comes with the program, or is made of a template, which must be "
            f"named: {', '.join(all_templates())}"
        )
        raise InvalidInputError(message, errors=(FieldError("/template", message),))
    if new.source_code is not None:
        message = "a source that is made of a template has no code"
        raise InvalidInputError(message, errors=(FieldError("/sourceCode", message),))
    return found


def filled(new: SourceCreate, template: Template) -> SourceCreate:
    """With the template's own values for what was left as it is."""
    declared: dict[str, Any] = {
        "description": template.description,
        "tags": list(template.tags),
        "supported_indicators": sorted(template.kinds),
        "config": [
            {"name": s.name, "default": s.default, "help": s.help} for s in template.settings
        ],
        "activity": template.activity,
        "time_limit_seconds": template.deadline_seconds,
        "reliability": template.reliability,
    }
    if new.task_interval is None:
        declared |= {
            "task_enabled": template.refresh_seconds is not None,
            "task_interval": template.refresh_seconds,
        }
    if new.cache_interval is None:
        declared |= {
            "cache_enabled": template.cache_seconds is not None,
            "cache_interval": template.cache_seconds,
        }
    # `config` says what settings there are, which is the template's to say.
    unsaid = SourceCreate(name=new.name, kind=new.kind, config=new.config)
    left = {name: v for name, v in declared.items() if getattr(new, name) == getattr(unsaid, name)}
    return msgspec.structs.replace(new, **left)


def check_template(template: Template, values: Sequence[Any]) -> None:
    """Refuse settings that together are none. To be called when each by itself is right.

    Raises:
        InvalidInputError: naming each of them.
    """
    given: Mapping[str, Any] = {item["name"]: item["value"] for item in values}
    places = {item["name"]: index for index, item in enumerate(values)}
    errors = [
        FieldError(
            f"/configValues/{places[name]}" if name in places else "/configValues",
            f"the setting {name}: {why}",
        )
        for name, why in template.wrong(template.bound("", template.name, given).given)
    ]
    if errors:
        raise InvalidInputError(f"{template.name}: {errors[0].message}", errors=tuple(errors))


def _shown(template: Template) -> GenericSource:
    required = {name for name, _why in template.wrong(template.given)}
    return GenericSource(
        template=template.slug,
        name=template.name,
        description=template.description,
        url=template.url,
        kinds=sorted(template.kinds),
        activity=template.activity,
        task_interval=template.refresh_seconds,
        settings=[
            GenericSetting(s.name, s.default, s.help, s.choices, s.name in required)
            for s in template.settings
        ],
        secrets=[GenericSlot(s.name, s.help, s.required) for s in template.secrets],
    )
