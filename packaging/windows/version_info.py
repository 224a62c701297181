"""What Windows tells of the programs: their name, version and licence."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PyInstaller.utils.win32.versioninfo import VSVersionInfo

_WORDS = {
    "CompanyName": "The Parley authors",
    "FileDescription": "Parley",
    "InternalName": "parley",
    "LegalCopyright": "The Parley authors, MIT licence",
    "ProductName": "Parley",
}
_ENGLISH_IN_UNICODE = "040904B0"


def version_info(version: str) -> "VSVersionInfo":
    """Return the version resource for a version such as 1.2.3."""
    from PyInstaller.utils.win32 import versioninfo as parts  # there on Windows alone

    numbers = four_numbers(version)
    words = {**_WORDS, "FileVersion": version, "ProductVersion": version}
    table = parts.StringTable(_ENGLISH_IN_UNICODE, [parts.StringStruct(*each) for each in words.items()])
    language = parts.VarStruct("Translation", [0x0409, 1200])
    return parts.VSVersionInfo(
        ffi=parts.FixedFileInfo(filevers=numbers, prodvers=numbers, mask=0x3F, OS=0x40004, fileType=0x1),
        kids=[parts.StringFileInfo([table]), parts.VarFileInfo([language])],
    )


def four_numbers(version: str) -> tuple[int, ...]:
    """Return the version as Windows counts: four numbers, whatever else it says left out."""
    found = [int(number) for number in re.findall(r"\d+", version)[:4]]
    return tuple(found + [0] * (4 - len(found)))
