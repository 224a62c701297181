"""What macOS is told of the program: who it is, and what it opens."""

BUNDLE_ID = "parley.desktop"
LEAST_SYSTEM = "13.0"
"""Qt's own."""


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
    }
