"""The arrows between folders, and where each third-party library may be seen (ARCHITECTURE.md, Folders)."""
import re
import unittest

import tree

SCANNER = {"scanner/" + d for d in ("core", "io", "crawl", "read", "match", "inventory", "run")}
MAY_INCLUDE = {
    "scanner/core": set(),
    "scanner/io": {"scanner/core"},
    "scanner/crawl": {"scanner/core", "scanner/io"},
    "scanner/read": {"scanner/core", "scanner/io"},
    "detectors": {"scanner/core"},
    "scanner/match": {"scanner/core", "detectors"},
    "scanner/inventory": {"scanner/core"},
    "reporters": {"scanner/core", "scanner/inventory", "detectors"},
    "scanner/run": SCANNER | {"detectors"},
    "scanner/cli": SCANNER | {"detectors", "reporters"},
}

# Header (a prefix of what stands between the brackets) -> folders whose .cc files may include it.
THIRD_PARTY = {
    "hs.h": {"scanner/match"},
    "hs/": {"scanner/match"},
    "hwy/": {"scanner/match", "scanner/read"},
    "re2/": {"scanner/match", "detectors", "scanner/crawl"},
    "archive.h": {"scanner/read"},
    "archive_entry.h": {"scanner/read"},
    "expat.h": {"scanner/read"},
    "zlib.h": {"scanner/read"},
    "lzma.h": {"scanner/read"},
    "zstd": {"scanner/read"},
    "bzlib.h": {"scanner/read"},
    "lz4": {"scanner/read"},
    "unicode/": {"scanner/read", "scanner/match"},
    "uchardet": {"scanner/read"},
    "sqlite3.h": {"scanner/inventory", "scanner/read"},
    "boost/": {"scanner/crawl"},
    "CLI/": {"scanner/cli"},
    "toml++/": {"detectors", "scanner/cli"},
    "nlohmann/": {"reporters", "scanner/cli", "scanner/run"},
    "sodium": {"scanner/core", "scanner/io"},
    "openssl/": {"scanner/core", "scanner/io", "detectors"},
    "xxhash.h": {"scanner/core"},
    "seccomp.h": {"scanner/run"},
}
# A header that is private to its folder and wraps the library's handle for the folder's other files.
PRIVATE_HEADERS = {"scanner/read/archive_input.h", "reporters/json_value.h"}
FEW = 4  # .cc files of one folder's set that may include one library's header

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
OURS = ("scanner/", "detectors/", "reporters/", "corpora/", "tests/", "bench/")


def folder_of(path):
    parts = path.parts
    return "/".join(parts[:2]) if parts[0] == "scanner" else parts[0]


class Arrows(unittest.TestCase):
    def setUp(self):
        self.includes = []  # (file, bracket, what)
        for path in tree.files(tree.SOURCE, ("scanner", "detectors", "reporters")):
            for bracket, what in INCLUDE.findall(tree.text(path)):
                self.includes.append((path, bracket, what))
        self.assertGreater(len(self.includes), 100, "the lint does not see the sources")

    def test_folders(self):
        for path, bracket, what in self.includes:
            folder = folder_of(path)
            self.assertIn(folder, MAY_INCLUDE, f"{path}: a folder the arrows do not know")
            if bracket == "<":
                continue
            with self.subTest(file=str(path), include=what):
                generated = not (tree.ROOT / what).exists()
                if generated and not what.startswith(OURS):
                    continue  # written by the build (embedded rules)
                other = "/".join(what.split("/")[:2]) if what.startswith("scanner/") else what.split("/")[0]
                allowed = MAY_INCLUDE[folder] | {folder}
                self.assertIn(other, allowed, f"{path} must not include {what}")

    def test_own_headers_use_quotes_and_full_paths(self):
        for path, bracket, what in self.includes:
            with self.subTest(file=str(path), include=what):
                if bracket == "<":
                    self.assertFalse(what.startswith(OURS), f"{path}: own header in angle brackets")
                elif (path.parent / what).name and not what.startswith(OURS):
                    self.assertFalse((tree.ROOT / path.parent / what).exists(),
                                     f"{path}: {what} must be named from the root of the repository")

    def test_third_party(self):
        users = {}
        for path, bracket, what in self.includes:
            for header, folders in THIRD_PARTY.items():
                if what == header or (what.startswith(header) and not header.endswith(".h")):
                    with self.subTest(file=str(path), include=what):
                        if str(path) not in PRIVATE_HEADERS:
                            self.assertEqual(path.suffix, ".cc", f"{path}: {what} in a header")
                        self.assertIn(folder_of(path), folders, f"{path} must not see {what}")
                    users.setdefault(header, set()).add(path)
                    break
            else:
                # Everything else in angle brackets is the standard library or the kernel's.
                if bracket == "<" and "/" in what:
                    with self.subTest(file=str(path), include=what):
                        self.assertRegex(what, r"^(sys|linux|netinet|arpa|bits)/", f"{path}: unknown library {what}")
        for header, paths in users.items():
            with self.subTest(header=header):
                limit = FEW * len(THIRD_PARTY[header])
                self.assertLessEqual(len(paths), limit, f"{header} is included by {len(paths)} files")

    def test_generators_stand_alone(self):
        for path in tree.files(tree.SOURCE | {".py"}, ("corpora",)):
            with self.subTest(file=str(path)):
                self.assertNotRegex(tree.text(path), r'#\s*include\s*"(scanner|detectors|reporters)/')

    def test_main_is_short(self):
        lines = tree.text(tree.pathlib.Path("scanner/cli/main.cc")).count("\n")
        self.assertLessEqual(lines, 60)


if __name__ == "__main__":
    unittest.main()
