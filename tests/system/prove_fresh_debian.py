"""scripts/demo --once works on a Debian 12 that has nothing but its base, as root (1)"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.system import demo  # noqa: E402
from tests.system.harness import processes, proof  # noqa: E402

# The machine in question builds for itself.
BUILDS = "nothing"
ROOT = processes.ROOT / "build" / "fresh_debian"
SUITE = "bookworm"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def make_machine(say):
    """A new root folder with a minimal Debian and the tree as it is under version control."""
    say(f"debootstrap {SUITE} into {ROOT}")
    shutil.rmtree(ROOT, ignore_errors=True)
    ROOT.mkdir(parents=True)
    subprocess.run(["debootstrap", "--variant=minbase", SUITE, str(ROOT)], check=True,
                   stdout=subprocess.DEVNULL)
    shutil.copy("/etc/resolv.conf", ROOT / "etc")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=processes.ROOT, check=True,
                           capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        (ROOT / "aviary" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(processes.ROOT / name, ROOT / "aviary" / name)


def run_inside(*words):
    """Runs a program there, as root: (status, standard output).

    A mount namespace of its own holds /proc, so nothing is left mounted behind it.
    """
    shell = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'
    done = subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "sh", "-c", shell, str(ROOT),
         "/usr/bin/env", "-i", f"PATH={PATH}", "HOME=/root", "LANG=C.UTF-8", *words],
        stdout=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stdout


def faults_of_demo(status, out):
    """What is wrong with a demonstration that ended so; it has looked at the rest itself."""
    if status != 0:
        return [f"scripts/demo --once ended with {status}"]
    incident = json.loads(out)
    reports = incident["reports"]
    if len(reports) != demo.ATTEMPTS:
        return [f"{len(reports)} reports, not {demo.ATTEMPTS}"]
    return []


def prove(times, say):
    for need in ("debootstrap", "unshare"):
        if os.geteuid() != 0 or shutil.which(need) is None:
            return [], [f"this needs root and the program {need}: apt-get install debootstrap"]
    make_machine(say)
    before = len(list((ROOT / "var/lib/dpkg/info").glob("*.list")))
    lines, faults = [], []
    for number in range(times):
        began = time.monotonic()
        status, out = run_inside("/aviary/scripts/demo", "--once")
        faults += faults_of_demo(status, out)
        lines.append(f"run {number + 1}: ended with {status} after "
                     f"{time.monotonic() - began:.0f} s")
    after = len(list((ROOT / "var/lib/dpkg/info").glob("*.list")))
    ccache = run_inside("sh", "-c", "command -v ccache")[1].strip()
    lines.append(f"{before} packages were there before and {after} after; "
                 f"ccache: {ccache or 'not there'}")
    if not faults:
        shutil.rmtree(ROOT, ignore_errors=True)
    return lines, faults


if __name__ == "__main__":
    proof.main(prove, default=1)
