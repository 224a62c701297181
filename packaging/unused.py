"""Tells which files of a built program Parley has no use for, by their names, which differ from system to system."""

import re
from pathlib import PurePosixPath

_MODULES = (
    "Qml", "Quick", "Pdf", "Network", "Sql", "OpenGL", "Designer", "Help", "UiTools", "Concurrent", "Xml", "WaylandEgl",
    "EglFS", "Labs", "Lottie", "Virtual", "ShaderTools", "Positioning", "WebSockets", "WebChannel",
)  # fmt: skip
"""Qt's parts, by the beginnings of their names."""
_PLUGINS = (
    "assetimporters/", "designer/", "egldeviceintegrations/", "networkinformation/", "printsupport/", "qmllint/",
    "qmltooling/", "sqldrivers/", "tls/", "vectorimageformats/", "virtualkeyboard/",
    "wayland-graphics-integration-client/", "xcbglintegrations/",
    "generic/", "imageformats/qicns", "imageformats/qpdf", "imageformats/qtga",
    "imageformats/qtiff", "imageformats/qwbmp", "platforminputcontexts/qtvirtualkeyboard",
    "platforms/qdirect2d", "platforms/qeglfs", "platforms/qlinuxfb", "platforms/qminimalegl", "platforms/qvkkhrdisplay",
    "platforms/qvnc", "platformthemes/qgtk3",
)  # fmt: skip
"""Qt's plugins, by their folders and the beginnings of their names."""
_LIBRARIES = (
    # What draws without a graphics card on Windows, for the parts of Qt that are not there.
    "opengl32sw", "d3dcompiler", "dxcompiler", "dxil",
)  # fmt: skip


def is_used(name: str) -> bool:
    """Tell whether the file that a built program would hold under this name is one that Parley has a use for."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.name.startswith(_LIBRARIES) or any(_is_unused_module(part) for part in path.parts):
        return False
    if "PySide6" not in path.parts:
        return True
    if {"qml", "translations"} & set(path.parts):
        return False
    plugin = f"{path.parent.name}/{path.name.removeprefix('lib')}"
    return not ("plugins" in path.parts and plugin.startswith(_PLUGINS))


def _is_unused_module(part: str) -> bool:
    """Tell whether this is a library, binding or framework of Qt's (libQt6Qml.so.6, QtQml.pyd, QtQml.framework)."""
    found = re.match(r"(?:lib)?Qt6?([A-Z]\w*)", part)
    return found is not None and found[1].startswith(_MODULES)
