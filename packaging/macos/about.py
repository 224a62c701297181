"""What macOS is told of the program: who it is, and what it opens."""

from typing import NamedTuple

BUNDLE_ID = "io.github.parley-desktop.parley"
LEAST_SYSTEM = "13.0"
"""Qt's own."""


class FileType(NamedTuple):
    """A kind of file that Parley opens."""

    identifier: str
    name: str
    extension: str
    mime: str
    like: str
    rank: str
    """Whether it is opened with Parley where nothing else was chosen (Owner), or when asked to (Alternate)."""


FILE_TYPES = (
    # macOS looks at the last of a file's extensions alone, which archives share with much else.
    FileType("public.json", "Chat archive", "json", "application/json", "public.text", "Alternate"),
    FileType(
        f"{BUNDLE_ID}.character-card",
        "Character card",
        "charx",
        "application/vnd.parley.character-card+zip",
        "public.zip-archive",
        "Owner",
    ),
    FileType(f"{BUNDLE_ID}.model", "Language model", "gguf", "application/x-gguf", "public.data", "Alternate"),
)


def about_app(version: str) -> dict[str, object]:
    """Return the entries of Info.plist that are Parley's own."""
    return {
        "CFBundleDisplayName": "Parley",
        "CFBundleVersion": version,
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSMinimumSystemVersion": LEAST_SYSTEM,
        "NSHumanReadableCopyright": "The Parley authors, MIT licence",
        # The window is drawn in light and dark alike, as the system is.
        "NSRequiresAquaSystemAppearance": False,
        "CFBundleURLTypes": [
            {"CFBundleTypeRole": "Editor", "CFBundleURLName": BUNDLE_ID, "CFBundleURLSchemes": ["parley"]}
        ],
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": each.name,
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": each.rank,
                "LSItemContentTypes": [each.identifier],
            }
            for each in FILE_TYPES
        ],
        # Told of, not owned: another program may well have told macOS of the same files before.
        "UTImportedTypeDeclarations": [
            {
                "UTTypeIdentifier": each.identifier,
                "UTTypeDescription": each.name,
                "UTTypeConformsTo": [each.like],
                "UTTypeTagSpecification": {
                    "public.filename-extension": [each.extension],
                    "public.mime-type": each.mime,
                },
            }
            for each in FILE_TYPES
            if each.identifier.startswith(BUNDLE_ID)
        ],
    }
