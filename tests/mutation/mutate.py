"""The mutation check: faults put into a copy of the source, one at a time, each of which a named property must catch.

  mutate.py [NAME ...]   try all mutants of mutants.toml, or those named; prints a table, exit 1 unless each is killed
  mutate.py --check      only check that every mutant still fits the source (seconds, builds nothing)

The copy and its build stay in build/mutate, so that a second run only builds what changed. The working tree is read only.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
COPY = ROOT / "build/mutate/source"
BUILD = ROOT / "build/mutate/build"
RUNS = 1000  # cases a property
TEST_LIMIT_S = 900

COLUMNS = ("mutant", "what it breaks", "caught by", "seconds", "verdict")


def load():
    mutants = tomllib.loads((HERE / "mutants.toml").read_text())["mutant"]
    for mutant in mutants:
        mutant.setdefault("lens", "saas")
    return mutants


def complaints(mutants):
    """What no longer fits: an old text that does not occur exactly once, a property that mutation_test does not have."""
    listed = re.search(r"foreach\(name([^)]*)\)", (HERE / "CMakeLists.txt").read_text()).group(1).split()
    tests = "".join((ROOT / f"tests/property/{name}_test.cc").read_text() for name in listed)
    names = [mutant["name"] for mutant in mutants]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name}: the name is used twice"
    for mutant in mutants:
        suite, case = mutant["property"].split(".")
        if not re.search(rf"TEST_P\({suite},\s*{case}\)", tests):
            yield f"{mutant['name']}: no property {mutant['property']} in the tests that CMakeLists.txt lists"
        for edit in mutant["edit"]:
            path = ROOT / edit["file"]
            count = path.read_text().count(edit["old"]) if path.exists() else 0
            if count != 1:
                yield f"{mutant['name']}: its old text occurs {count} times in {edit['file']}, not once: {edit['old']!r}"
            if edit["old"] == edit["new"]:
                yield f"{mutant['name']}: changes nothing in {edit['file']}"


def write_if_other(path, content):
    if path.exists() and path.read_bytes() == content:
        return  # keeps its time, so that nothing is built for it
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def copy_tree():
    """Brings the copy to the state of the working tree, uncommitted files included."""
    listed = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, check=True,
                            capture_output=True).stdout.decode().split("\0")
    wanted = {name for name in listed if name and (ROOT / name).is_file()}
    for name in wanted:
        write_if_other(COPY / name, (ROOT / name).read_bytes())
        (COPY / name).chmod((ROOT / name).stat().st_mode)
    for path in COPY.rglob("*"):
        if path.is_file() and str(path.relative_to(COPY)) not in wanted:
            path.unlink()


def configure():
    # Little optimisation: building is most of the time. A mutant may leave something unused.
    subprocess.run(["cmake", "-S", COPY, "-B", BUILD, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                    "-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNDEBUG", "-DPARALLAX_WERROR=OFF", "-DCMAKE_UNITY_BUILD=OFF"],
                   check=True, stdout=subprocess.DEVNULL)


def build():
    """None, or what the compiler said."""
    done = subprocess.run(["cmake", "--build", BUILD, "--target", "mutation_test"], capture_output=True, text=True)
    return None if done.returncode == 0 else done.stdout[-4000:] + done.stderr[-4000:]


def failed_properties(names, lens):
    """Names of the properties (of those given; none: all) that fail for a lens; None when the run itself broke."""
    tests = ":".join(f"Lens/{name}/{lens}" for name in names) if names else f"Lens/*/{lens}"
    environment = os.environ | {"PARALLAX_PROPERTY_RUNS": str(RUNS), "PARALLAX_PROPERTY_SHRINK": "0"}
    try:
        done = subprocess.run([BUILD / "bin/mutation_test", f"--gtest_filter={tests}"], capture_output=True, text=True,
                              env=environment, timeout=TEST_LIMIT_S)
    except subprocess.TimeoutExpired:
        return None
    ran = set(re.findall(r"\[ RUN      \] Lens/(\S+)/\w+", done.stdout))
    if done.returncode not in (0, 1) or not ran or (names and ran != set(names)):
        return None
    return sorted(set(re.findall(r"\[  FAILED  \] Lens/([\w.]+)/\w+", done.stdout)))


def mutated(mutant):
    """{path in the copy: content} with the mutant's edits."""
    contents = {}
    for edit in mutant["edit"]:
        path = COPY / edit["file"]
        text = contents.get(path, path.read_text())
        contents[path] = text.replace(edit["old"], edit["new"])
    return contents


def judge(mutant):
    """(verdict, what caught it)"""
    if build() is not None:
        return "DOES NOT BUILD", ""
    failed = failed_properties([mutant["property"]], mutant["lens"])
    if failed is None:
        return "BROKE THE TEST", ""
    if failed:
        return "killed", mutant["property"]
    others = failed_properties([], mutant["lens"])
    if others:
        return "CAUGHT BY ANOTHER", ", ".join(others)
    return "SURVIVED", ""


def try_mutant(mutant):
    begin = time.monotonic()
    edits = mutated(mutant)
    originals = {path: path.read_bytes() for path in edits}
    for path, text in edits.items():
        path.write_text(text)
    try:
        verdict, caught_by = judge(mutant)
    finally:
        for path, content in originals.items():
            path.write_bytes(content)
    return verdict, caught_by, time.monotonic() - begin


def fail(lines):
    print("\n".join(lines), file=sys.stderr)
    return 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--check", action="store_true", help="only check that every mutant fits the source")
    arguments = parser.parse_args()

    mutants = load()
    wrong = list(complaints(mutants))
    if wrong:
        return fail(wrong)
    if arguments.check:
        print(f"{len(mutants)} mutants fit the source")
        return 0
    unknown = set(arguments.names) - {mutant["name"] for mutant in mutants}
    if unknown:
        return fail([f"no mutant {name}" for name in sorted(unknown)])
    chosen = [m for m in mutants if not arguments.names or m["name"] in arguments.names]

    print("building the unmutated copy in build/mutate", flush=True)
    copy_tree()
    configure()
    if (said := build()) is not None:
        return fail([said, "the unmutated copy does not build"])
    for lens in sorted({m["lens"] for m in chosen}):
        properties = sorted({m["property"] for m in chosen if m["lens"] == lens})
        failed = failed_properties(properties, lens)
        if failed is None or failed:
            return fail([f"the unmutated copy fails for {lens}: {failed or 'the test broke'}"])

    print("| " + " | ".join(COLUMNS) + " |\n" + "|---" * len(COLUMNS) + "|", flush=True)
    alive = 0
    for mutant in chosen:
        verdict, caught_by, seconds = try_mutant(mutant)
        alive += verdict != "killed"
        print(f"| {mutant['name']} | {mutant['breaks']} | {caught_by} | {seconds:.0f} | {verdict} |", flush=True)
    print(f"{len(chosen) - alive} of {len(chosen)} mutants killed by the property that must catch them")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
