"""The NHS page components, safe to call from our own templates: `{{ nhs.button({...}) }}`.

Their macros end in `.jinja`, so Flask would leave them unescaped, and they need missing values to
be silent, which would hide every slip in ours. So they live in an environment of their own, and
whatever goes into one of their HTML slots must already be Markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from jinja2 import ChainableUndefined, Environment, PackageLoader
from markupsafe import Markup

Params = Mapping[str, object]

COMPONENTS: Final = frozenset(
    {
        "button", "card", "character_count", "checkboxes", "date_input", "details", "error_message",
        "error_summary", "fieldset", "hint", "input", "inset_text", "label", "legend",
        "password_input", "radios", "select", "summary_list", "table", "tag", "textarea",
        "warning_callout",
    }
)  # fmt: skip
FOLDERS: Final = {"table": "tables"}
VARIANTS: Final = {"emergency": "emergency", "urgent": "urgent"}


class Components:
    """Every component of `COMPONENTS` as a method from parameters to Markup."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("nhsuk_frontend_jinja"),
            undefined=ChainableUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def __getattr__(self, name: str) -> Callable[[Params], Markup]:
        """The component called `name`; AttributeError, and so a loud template, if we use none."""
        if name not in COMPONENTS:
            known = ", ".join(sorted(COMPONENTS))
            raise AttributeError(f"no component {name!r}; there are {known}")
        return partial(self._render, name)

    def care_card(self, params: Params) -> Markup:
        """A card that says how soon to act: `urgency` (tier slug), `level` (its word), `heading`.

        The word is shown and read out in one piece, so that what is heard is what is seen.
        Everything else (`description`, `descriptionHtml`, `classes`…) is as in `card`.
        """
        urgency = str(params["urgency"])
        classes = f"pump-care pump-care--{urgency.replace('_', '-')} {params.get('classes', '')}"
        return self._render(
            "card",
            {
                **params,
                "variant": VARIANTS.get(urgency, "non-urgent"),
                "classes": classes.strip(),
                "heading": {"text": params["heading"], "visuallyHiddenText": params["level"]},
            },
        )

    def _render(self, name: str, params: Params) -> Markup:
        refuse_unsafe(name, params)
        folder = FOLDERS.get(name, name.replace("_", "-"))
        module = self._environment.get_template(f"nhsuk/components/{folder}/macro.jinja").module
        return Markup(getattr(module, camel(name))(params))  # nosec B704 # noqa: S704 - escaped by the macro


def refuse_unsafe(name: str, params: object) -> None:
    """ValueError if a plain string would reach the page as HTML."""
    for key, value in leaves(params):
        raw = key.lower().endswith("html") or key == "attributes"
        if raw and isinstance(value, str) and not isinstance(value, Markup):
            raise ValueError(f"nhs.{name}: {key} would be shown as HTML, so it must be Markup")


def leaves(params: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Every value at whatever depth, with the key it stands under."""
    if isinstance(params, Mapping):
        for inner, value in params.items():
            yield from leaves(value, str(inner))
    elif isinstance(params, list | tuple):
        for value in params:
            yield from leaves(value, key)
    else:
        yield key, params


def camel(name: str) -> str:
    """`error_summary` as the macros spell it: `errorSummary`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
