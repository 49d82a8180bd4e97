"""`python -m tunelint`: the program that was installed beside this package."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path


def program() -> Path:
    """Where the program is: among the scripts of this environment, or of the user."""
    name = "tunelint" + (sysconfig.get_config_var("EXE") or "")
    user = sysconfig.get_preferred_scheme("user")
    for scripts in (sysconfig.get_path("scripts"), sysconfig.get_path("scripts", scheme=user)):
        path = Path(scripts) / name
        if path.is_file():
            return path
    raise FileNotFoundError(f"{name} is not among the scripts of this Python")


def main() -> None:
    arguments = [str(program()), *sys.argv[1:]]
    if sys.platform == "win32":
        sys.exit(subprocess.run(arguments).returncode)
    os.execv(arguments[0], arguments)


if __name__ == "__main__":
    main()
