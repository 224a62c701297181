"""A small checkout with the real `parley`, whose libraries are wheels made here and whose system is pretended."""

import base64
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What `parley` may use of a system: POSIX, and what Debian always has. dpkg-query, apt-get and id are pretended.
TOOLS = ["sh", "cat", "chown", "cmp", "cp", "dirname", "find", "flock", "ls", "readlink", "rm", "sed", "tr", "uname"]
MAIN = """\
import json, os, sys
import greeting
print(json.dumps([greeting.WORDS, sys.argv[1:], os.getcwd(), sys.stdin.read()]))
"""
# Stands for ruff, mypy, lint-imports and pytest: says that it ran, and fails or lasts when told to.
CHECK = """\
import os, sys, time
def lint_imports_command():
    print("ran", {name!r}, *sys.argv[1:], os.environ["QT_QPA_PLATFORM"], flush=True)
    time.sleep(100 * ({name!r} in os.environ.get("LASTS", "")))
    sys.exit(os.environ.get("FAILS") == {name!r} and 3)
{call}
"""


def packages(name: str) -> list[str]:
    """Return one of the lists of Debian packages in `parley`: python, window or test."""
    return (ROOT / "parley").read_text().split(f"\n{name}_packages='")[1].split("'")[0].split()


def wheel(folder: Path, name: str, version: str, files: dict[str, str]) -> str:
    """Make a wheel in `folder`; return the line of a lock file that names it."""
    info = f"{name}-{version}.dist-info"
    files = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record += f"{file},sha256={digest},{len(text.encode())}\n"
            archive.writestr(file, text)
        archive.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@dataclass(frozen=True, slots=True)
class Checkout:
    """The checkout's folder, with the pretended system beside it."""

    root: Path

    @property
    def system(self) -> Path:
        """The one folder on PATH."""
        return self.root.parent / "system"

    @property
    def wheels(self) -> Path:
        """The only package index there is."""
        return self.root.parent / "wheels"

    @property
    def apt_log(self) -> Path:
        """What apt-get was asked for."""
        return self.root.parent / "apt.log"

    @classmethod
    def make(cls, folder: Path, ready: Path) -> "Checkout":
        """Lay out a checkout that nothing was installed for, on a Debian with all packages; see `with_python`."""
        checkout = cls(folder / "a checkout")
        (checkout.root / "desktop_app").mkdir(parents=True)
        (checkout.root / "desktop_app" / "__init__.py").write_text("")
        (checkout.root / "main.py").write_text(MAIN)
        shutil.copy(ROOT / "parley", checkout.root)
        shutil.copytree(ROOT / ".ci", checkout.root / ".ci")
        checkout.system.mkdir()
        checkout.wheels.mkdir()
        for tool in TOOLS:
            (checkout.system / tool).symlink_to(shutil.which(tool) or tool)
        checkout.with_python(ready).with_packages(*packages("window"), *packages("test")).as_user(1000)
        return checkout.with_library("hello")

    def copy(self, folder: Path) -> "Checkout":
        """Return a copy of all of it in `folder`, which does not exist yet."""
        shutil.copytree(self.root.parent, folder, symlinks=True)
        return Checkout(folder / self.root.name)

    def command(self, name: str, script: str) -> None:
        """Put a pretended command on PATH."""
        path = self.system / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def with_python(self, ready: Path) -> "Checkout":
        """Put the Python that runs this test on PATH, its own one when this is a virtual environment.

        The first virtual environment that it makes is kept at `ready`, and copied where another is wanted: to make one
        takes longer than all the rest of a first start.
        """
        base = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
        making = f'''if [ "$*" = "-I -m venv $4" ]; then
    [ -d "{ready}" ] || {{ "{base}" "$@" && cp -pRP "$4" "{ready}"; exit; }}
    exec cp -pRP "{ready}" "$4"
fi'''
        self.command("python3", f'{making}\nexec "{base}" "$@"')
        return self

    def with_packages(self, *names: str) -> "Checkout":
        """Pretend that of Debian's packages these are installed."""
        listed = self.root.parent / "packages"
        listed.write_text("".join(f"ii  {name} \n" for name in names) + "rc  strace-gone \n")
        self.command("dpkg-query", f'exec {self.system}/cat "{listed}"')
        self.command("apt-get", f'echo "$@" >>"{self.apt_log}"')
        return self

    def as_user(self, number: int) -> "Checkout":
        """Pretend to be root (0) or somebody else."""
        self.command("id", f"echo {number}")
        return self

    def with_library(self, words: str, version: str = "1.0") -> "Checkout":
        """Require, of the one library that main.py uses, a version that says `words`; and the tools of the tests."""
        line = wheel(self.wheels, "greeting", version, {"greeting.py": f"WORDS = {words!r}\n"})
        (self.root / "requirements.lock").write_text(line)
        names = {"ruff": "ruff.py", "mypy": "mypy.py", "importlinter": "importlinter/cli.py", "pytest": "pytest.py"}
        for name, file in names.items():
            call = "" if name == "importlinter" else "lint_imports_command()"
            line += wheel(self.wheels, name, "1.0", {file: CHECK.format(name=name, call=call)})
        (self.root / "requirements-dev.lock").write_text(line)
        return self

    def start(self, *words: str, program: Path | None = None, **more: str) -> "subprocess.Popen[str]":
        """Start `parley` in a folder that is not its own, in a process group of its own."""
        return subprocess.Popen(
            [program or self.root / "parley", *words],
            cwd=self.root.parent,
            env={
                "PATH": str(self.system),
                "PIP_NO_INDEX": "1",
                "PIP_FIND_LINKS": self.wheels.as_uri(),
                "PIP_CONFIG_FILE": os.devnull,
                "PIP_CACHE_DIR": str(self.root.parent / "cache"),
                **more,
            },
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            # What is started in the background of a shell ignores Ctrl-C, and so would all that it starts.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def run(
        self, *words: str, program: Path | None = None, said: str = "", **more: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run `parley` to its end, saying `said` on its standard input."""
        process = self.start(*words, program=program, **more)
        out, err = process.communicate(said, timeout=100)
        return subprocess.CompletedProcess(words, process.returncode, out, err)
