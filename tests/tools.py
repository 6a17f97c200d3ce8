"""Finds Chromium and Java 17+, or installs them from Debian's packages where the user may; else says what to do.

Run as a program before the tests; writes nothing but what the package manager does.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

LEAST_JAVA = 17


def chromium() -> str | None:
    """Path of a Chromium or Chrome on this machine."""
    named = os.environ.get("CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return named or next((path for name in names if (path := shutil.which(name))), None)


def java_home() -> str | None:
    """Home of a Java of at least 17: JAVA_HOME's, or the one on the path."""
    named = os.environ.get("JAVA_HOME")
    program = str(Path(named) / "bin" / "java") if named else shutil.which("java")
    if not program or not Path(program).exists():
        return None
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if not version or int(version.group(1)) < LEAST_JAVA:
        return None
    return str(Path(program).resolve().parent.parent)


def _install(packages: list[str]) -> bool:
    if not shutil.which("apt-get"):
        return False
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"] if shutil.which("sudo") else None
    if prefix is None:
        return False
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installing {' and '.join(packages)} from Debian's packages ...", flush=True)
    update = subprocess.run([*prefix, "apt-get", "update", "-qq"], env=env, check=False)
    install = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return (
        update.returncode == 0
        and subprocess.run(install, env=env, stdout=subprocess.DEVNULL, check=False).returncode == 0
    )


def main() -> int:
    missing = [
        name for name, there in (("chromium", chromium()), ("openjdk-17-jre-headless", java_home())) if not there
    ]
    if missing:
        _install(missing)
    if not chromium():
        print(
            "The browser tests need Chromium. Install it (Debian: apt-get install chromium) or set CHROMIUM to its path."
        )
        return 1
    if not java_home():
        print(
            "The Spark tests need Java 17 or newer."
            " Install it (Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME."
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
