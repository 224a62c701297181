"""The workflows: they run nothing that can change unseen, and may do no more than they must.

`packaging/check-workflows` holds them against their schema as well, which takes tools of its own.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def jobs(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))["jobs"]
    return found


def steps(file: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(file).values() for step in job.get("steps", ())]


def test_there_are_workflows() -> None:
    assert {"test.yml", "release.yml"} <= {file.name for file in WORKFLOWS}


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_what_comes_from_elsewhere_is_pinned_by_its_hash(file: Path) -> None:
    for line in file.read_text("utf-8").splitlines():
        if "uses:" in line and "uses: ./" not in line:
            assert PINNED.search(line), line
        if "image:" in line:
            assert re.search(r"@sha256:[0-9a-f]{64}$", line), line


def test_an_action_is_the_same_wherever_it_is_used() -> None:
    used = {use for file in WORKFLOWS for use in re.findall(r"uses: (\S+@.*)", file.read_text("utf-8"))}
    assert len(used) == len({use.partition("@")[0] for use in used}), used


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_job_is_given_what_it_may_and_how_long_it_may_take(file: Path) -> None:
    assert re.search(r"^permissions: \{\}$", file.read_text("utf-8"), re.MULTILINE)
    for name, job in jobs(file).items():
        assert "permissions" in job, name
        assert "timeout-minutes" in job or "uses" in job, name


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_no_step_keeps_credentials_or_runs_words_from_outside(file: Path) -> None:
    for step in steps(file):
        if "actions/checkout@" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False
        assert "${{" not in step.get("run", ""), step["run"]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_the_scripts_that_are_run_are_there(file: Path) -> None:
    for step in steps(file):
        for script in re.findall(r"(?<![\w/-])packaging/[\w./-]*\w", step.get("run", "")):
            assert (ROOT / script).is_file(), script
