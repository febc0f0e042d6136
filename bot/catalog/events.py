"""The events of components, as named in WeChat's typings: `ScrollViewDragStart` is `<scroll-view binddragstart>`."""

from typing import Final

_COMPONENTS: Final = {
    "Ad": "ad",
    "Audio": "audio",
    "Button": "button",
    "Callout": "map",
    "Camera": "camera",
    "CheckboxGroup": "checkbox-group",
    "Control": "map",
    "CoverImage": "cover-image",
    "Editor": "editor",
    "Form": "form",
    "FunctionalNavigator": "functional-page-navigator",
    "Image": "image",
    "Input": "input",
    "Label": "map",
    "LivePlayer": "live-player",
    "LivePusher": "live-pusher",
    "Map": "map",
    "Marker": "map",
    "MovableView": "movable-view",
    "Navigator": "navigator",
    "Picker": "picker",
    "PickerView": "picker-view",
    "Progress": "progress",
    "RadioGroup": "radio-group",
    "Region": "map",
    "ScrollView": "scroll-view",
    "Slider": "slider",
    "Swiper": "swiper",
    "Switch": "switch",
    "Textarea": "textarea",
    "Video": "video",
    "VoipRoom": "voip-room",
    "Webview": "web-view",
}
"""Components by the prefix of the types' names. Some of the map's events are named after the thing tapped."""
_NAMED_FOR_THE_PART: Final = frozenset({"Callout", "Control", "Label", "Marker", "Region"})
_SPELLED: Final = {"Input": "<input bindinput>", "VideoPregress": "<video bindprogress>"}


def event_name(type_: str) -> str | None:
    """The event that a type describes, as in a page's source; None if it is not a component's."""
    if type_ in _SPELLED:
        return _SPELLED[type_]
    prefix = max((prefix for prefix in _COMPONENTS if type_.startswith(prefix)), key=len, default=None)
    if prefix is None or type_ == prefix:
        return None
    event = type_ if prefix in _NAMED_FOR_THE_PART else type_.removeprefix(prefix)
    return f"<{_COMPONENTS[prefix]} bind{event.lower()}>"
