"""Every file: opening comment, length, leftovers, paths of machines, hosts; CMake names each source there is."""
import re
import unittest

import tree

CODE = {".h", ".cc", ".py", ".sh"}
MAX_LINES = 800
# Put together from pieces, so that this file does not hold what it forbids.
LEFTOVER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK")) + r")\b")
MACHINE = re.compile(r"(?<![\w.*])/(?:" + "|".join(("wo" + "rk", "old" + "_root", "Us" + "ers", "works" + "pace")) + r")/")
HOST = re.compile(
    r"\b(?:" + "|".join(("py" + "pi", "npm" + "js", "deb", "crat" + "es", "regis" + "try", "pack" + "ages", "mirrors?"))
    + r")\.(?:[a-z0-9-]+\.)*(?:org|com|io|net|cn)\b")


class Files(unittest.TestCase):
    def test_headers(self):
        for path in tree.files({".h"}):
            with self.subTest(file=str(path)):
                text = tree.text(path)
                self.assertTrue(text.startswith("//"), f"{path}: no opening comment that states the contract")
                self.assertEqual(len(re.findall(r"^#pragma once$", text, re.M)), 1, f"{path}: #pragma once")
                self.assertNotIn("using namespace", text)

    def test_sources_open_with_a_comment(self):
        for path in tree.files({".py", ".sh"}):
            if path.name == "__init__.py":
                continue
            with self.subTest(file=str(path)):
                lines = [l for l in tree.text(path).splitlines()[:6] if l.strip() and not l.startswith("#!")]
                self.assertTrue(lines and re.match(r'#|"""|\'\'\'|r"""', lines[0]), f"{path}: no opening comment")

    def test_length(self):
        for path in tree.files(CODE):
            if tree.is_table(path):
                continue
            with self.subTest(file=str(path)):
                self.assertLessEqual(tree.text(path).count("\n"), MAX_LINES, f"{path}: split it")

    def test_no_leftovers(self):
        for path in tree.files():
            if tree.is_binary(path) or tree.is_table(path) or path.name == "LICENSE":
                continue
            text = tree.text(path)
            with self.subTest(file=str(path)):
                if path.suffix in CODE or path.suffix in {".md", ".txt", ".toml", ".cmake"}:
                    self.assertIsNone(LEFTOVER.search(text), f"{path}: a leftover")
                self.assertIsNone(MACHINE.search(text), f"{path}: a path of one machine")
                self.assertIsNone(HOST.search(text), f"{path}: a host that packages come from")
                self.assertNotRegex(text, r"(?m)^(<<<<<<<|>>>>>>>) ", f"{path}: a merge left this behind")

    def test_no_placeholders(self):
        self.assertEqual([p for p in tree.files(tree.SOURCE) if p.stem == "placeholder"], [])

    def test_text_is_utf8_with_unix_lines(self):
        for path in tree.files(CODE | {".md", ".toml", ".txt", ".cmake", ".json"}):
            if "fixtures" in path.parts or "corpus" in path.parts or "golden" in path.parts:
                continue
            with self.subTest(file=str(path)):
                raw = (tree.ROOT / path).read_bytes()
                raw.decode("utf-8")
                self.assertNotIn(b"\r\n", raw)
                if raw and not tree.is_table(path):
                    self.assertTrue(raw.endswith(b"\n"), f"{path}: no newline at the end")
                    self.assertFalse(raw.endswith(b"\n\n"), f"{path}: empty lines at the end")

    def test_cmake_names_every_source(self):
        """A file no list names is never built, so never tested. Lists are written by hand, without globs."""
        for path in tree.files({".cc"}):
            if path.parts[0] == "corpora":
                continue
            with self.subTest(file=str(path)):
                folder = path.parent
                while not (tree.ROOT / folder / "CMakeLists.txt").exists():
                    folder = folder.parent
                lists = "".join(tree.text(l) for l in tree.files() if l.parent == folder
                                and (l.name == "CMakeLists.txt" or l.suffix == ".cmake"))
                lists += tree.text(tree.pathlib.Path("tests/CMakeLists.txt")) if path.parts[0] == "tests" else ""
                lists = re.sub(r"#.*", "", lists)
                name = str(path.relative_to(folder)) if str(folder) != "." else str(path)
                # `fuzz_${format}.cc` in a loop names several; `${CMAKE_CURRENT_LIST_DIR}/x.cc` names x.cc.
                named = (re.sub(r"^\$\{CMAKE_(?:CURRENT_)?(?:LIST|SOURCE)_DIR\}/", "", word)
                         for word in re.findall(r"[\w./${}-]+\.cc\b", lists))
                patterns = (re.sub(r"\\\$\\\{\w+\\\}", r"\\w+", re.escape(word)) for word in named)
                self.assertTrue(any(re.fullmatch(r"(?:tests/fuzz/)?" + pattern, n) for pattern in patterns
                                    for n in (name, str(path))), f"{path} is in no CMake list of {folder}")

    def test_package_list(self):
        lines = [re.sub(r"#.*", "", l).split() for l in tree.text(tree.pathlib.Path(".ci/packages.txt")).splitlines()]
        lines = [l for l in lines if l]
        names = [l[1] for l in lines]
        self.assertEqual(len(names), len(set(names)), "a package is listed twice")
        for line in lines:
            self.assertEqual(len(line), 2, line)
            self.assertIn(line[0], ("build", "package", "test", "full"))
            self.assertRegex(line[1], r"^[a-z0-9][a-z0-9.+|-]+$")


if __name__ == "__main__":
    unittest.main()
