"""The lock files: complete, hashed, in step with pyproject.toml and with each other, and free of addresses."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = [line for lines in PROJECT["project"]["optional-dependencies"].values() for line in lines]
GROUPS = PROJECT["dependency-groups"]
RUNTIME = [Requirement(line) for line in PROJECT["project"]["dependencies"] + EXTRAS]
DEV, PACKAGING, RELEASE = ([Requirement(line) for line in GROUPS[name]] for name in ("dev", "packaging", "release"))
LOCKS = sorted(file.name for file in ROOT.glob("requirements*.lock"))


@dataclass(frozen=True, slots=True)
class Pin:
    """One locked version."""

    name: str
    version: Version
    marker: Marker | None
    hashes: tuple[str, ...]

    def fits(self, python: str) -> bool:
        """Tell whether this version is the one for a Python on Linux."""
        where = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
        return self.marker is None or self.marker.evaluate(where)


def pins(file: str) -> list[Pin]:
    """Return what a lock file names."""
    text = (ROOT / file).read_text("utf-8").replace("\\\n", " ")
    found = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        words, *hashes = line.split(" --hash=")
        requirement = Requirement(words.strip())
        version = Version(str(requirement.specifier).removeprefix("=="))
        found.append(Pin(canonicalize_name(requirement.name), version, requirement.marker, tuple(hashes)))
    return found


@pytest.mark.parametrize("file", LOCKS)
def test_a_lock_names_no_address(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert not re.search(r"://|^\s*-{1,2}(?!hash=)\w|@", text, re.MULTILINE)


@pytest.mark.parametrize("file", LOCKS)
def test_every_locked_version_has_hashes(file: str) -> None:
    for pin in pins(file):
        assert pin.hashes, pin.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", text.strip()) for text in pin.hashes), pin.name


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("requirements.lock", RUNTIME),
        ("requirements-dev.lock", RUNTIME + DEV),
        ("requirements-packaging.lock", RUNTIME + PACKAGING),
        ("requirements-release.lock", RELEASE),
    ],
    ids=["run", "dev", "packaging", "release"],
)
def test_every_requirement_is_locked_once_and_within_its_range(
    file: str, wanted: list[Requirement], python: str
) -> None:
    locked = [pin for pin in pins(file) if pin.fits(python)]
    versions = {pin.name: pin.version for pin in locked}
    assert len(versions) == len(locked)
    for requirement in wanted:
        if requirement.marker is not None and not requirement.marker.evaluate({"sys_platform": "linux"}):
            continue
        assert versions[canonicalize_name(requirement.name)] in requirement.specifier


def test_the_tests_run_on_the_versions_that_parley_runs_on() -> None:
    assert set(pins("requirements.lock")) <= set(pins("requirements-dev.lock"))
