#!/usr/bin/env python3
"""clang-tidy with .clang-tidy's short list over every .cc of the product: tidy.py BUILD [-j N]. Part of check --full."""
import argparse
import concurrent.futures
import json
import pathlib
import subprocess
import sys

import tree


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("-j", type=int, default=2)
    arguments = parser.parse_args()
    product = {str(tree.ROOT / p) for p in tree.files({".cc"}, ("scanner", "detectors", "reporters"))}
    commands = json.loads((arguments.build / "compile_commands.json").read_text())
    sources = sorted({c["file"] for c in commands} & product)
    if not sources:
        sys.exit("tidy.py: no source of ours in " + str(arguments.build))

    def one(source):
        return source, subprocess.run(
            ["clang-tidy", "--quiet", "--warnings-as-errors=*", "-p", str(arguments.build),
             # g++'s flags that clang does not know are no fault of the source.
             "--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Wno-error", source],
            capture_output=True, text=True)

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.j) as pool:
        for source, run in pool.map(one, sources):
            if run.returncode:
                failed += 1
                print(run.stdout)
    print(f"clang-tidy: {len(sources)} files, {failed} with warnings")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
