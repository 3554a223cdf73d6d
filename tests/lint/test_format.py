"""clang-format over every source. Only Debian 12's version 14 decides: other versions break lines differently."""
import shutil
import subprocess
import sys
import unittest

import tree


def formatter():
    for name in ("clang-format-14", "clang-format"):
        path = shutil.which(name)
        if path and " 14." in subprocess.run([path, "--version"], capture_output=True, text=True).stdout:
            return path
    return None


class Format(unittest.TestCase):
    def test_sources(self):
        sources = [str(p) for p in tree.files(tree.SOURCE) if not tree.is_table(p)]
        self.assertGreater(len(sources), 20)
        run = subprocess.run([formatter(), "--dry-run", "-Werror", *sources], cwd=tree.ROOT,
                             capture_output=True, text=True)
        wrong = sorted({l.split(":")[0] for l in run.stderr.splitlines() if "-Wclang-format-violations" in l})
        self.assertEqual(run.returncode, 0, "run: clang-format -i " + " ".join(wrong))


if __name__ == "__main__":
    if formatter() is None:
        print("clang-format 14 is not installed")
        sys.exit(77)  # ctest: skipped
    unittest.main()
