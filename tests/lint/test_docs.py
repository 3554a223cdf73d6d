"""The manuals: every command in them is run, every flag in them exists, every file they link to is there.

A ```sh block is run by `bash -eu -o pipefail` in a folder that looks like the repository after the build, with a home
folder that holds `documents`. A block that installs or builds is marked `<!-- not run: installs -->` on the line
before it.
"""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import tree

MANUALS = ("README.md", "README.zh-CN.md")
BLOCK = re.compile(r"(?P<mark><!-- not run: (?P<why>[a-z ]+) -->\n)?```sh\n(?P<body>.*?)```", re.S)
BUILD_TREE = pathlib.Path(os.environ.get("QINGCE", tree.ROOT / "build/release/qingce"))
SECONDS = 120  # for one block
# Why a block is not run, and what has to stand in it then.
NOT_RUN = {
    "installs": r"\./quickstart|\./check|apt-get", "schedules": "systemctl", "mounts": "mount -t cifs",
    "needs a container runtime": "docker run",
}

# What the commands of the manuals take from the reader's machine. The number is of no person: 139 0000 0000.
PASSWORDS = "secret\n"
NUMBERS = "13900000000\nnot a number\n"
FAKE_DUMP = """#!/bin/sh
echo "INSERT INTO users (id, mobile) VALUES (1, '13900000000');"
"""


def manual(name):
    return tree.text(pathlib.Path(name))


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, **more)


class Sandbox:
    """A copy of what a reader has after the build. Commands run in `root`; the home folder is not inside it."""

    def __init__(self, folder):
        self.root = folder / "qingce"
        self.home = folder / "home"
        tools = folder / "bin"
        for path in (self.root / "build/release", self.home / "documents", tools):
            path.mkdir(parents=True)
        (self.root / "build/release/qingce").symlink_to(BUILD_TREE)
        for name in ("corpora", ".ci"):
            (self.root / name).symlink_to(tree.ROOT / name)
        self.write(self.root / "passwords.txt", PASSWORDS)
        self.write(self.root / "numbers.txt", NUMBERS)
        self.write(tools / "mysqldump", FAKE_DUMP, 0o755)
        self.write(self.home / "documents/customers.csv", "name,mobile\nA,13900000000\n")
        self.write(self.home / "documents/notes.pdf", "%PDF-1.4\n")  # a format without a reader: partial
        self.environment = {
            "PATH": f"{tools}:{os.environ.get('PATH', '/usr/bin:/bin')}", "HOME": str(self.home), "LC_ALL": "C.UTF-8"}

    @staticmethod
    def write(path, text, mode=0o600):
        path.write_text(text)
        path.chmod(mode)

    def bash(self, body):
        return run(["bash", "-eu", "-o", "pipefail", "-c", body], cwd=self.root, env=self.environment,
                   stdin=subprocess.DEVNULL)


class Commands(unittest.TestCase):
    def check_manual(self, name):
        blocks = list(BLOCK.finditer(manual(name)))
        to_run = [b for b in blocks if not b.group("mark")]
        self.assertGreaterEqual(len(to_run), 5)
        with tempfile.TemporaryDirectory() as folder:
            sandbox = Sandbox(pathlib.Path(folder))
            for block in to_run:
                with self.subTest(manual=name, command=block.group("body")):
                    done = sandbox.bash(block.group("body"))
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                    self.assertNotIn("13900000000", done.stdout + done.stderr)

    def test_english(self):
        self.check_manual("README.md")

    def test_chinese(self):
        self.check_manual("README.zh-CN.md")

    def test_summaries_are_as_printed(self):
        with tempfile.TemporaryDirectory() as folder:
            sandbox = Sandbox(pathlib.Path(folder))
            made = sandbox.bash("python3 -B corpora/gen_demo.py --out ~/demo")
            self.assertEqual(made.returncode, 0, made.stderr)
            for name, language in zip(MANUALS, ("en", "zh")):
                shown = re.search(r"```text\n(.*?)```", manual(name), re.S).group(1).splitlines()
                self.assertGreater(len(shown), 5)
                printed = sandbox.bash(f"build/release/qingce scan ~/demo -i demo.inventory --force --lang {language}")
                for line in shown:
                    with self.subTest(manual=name, line=line):
                        self.assertIn(line, printed.stdout.splitlines())

    def test_marks_only_where_something_cannot_be_run(self):
        for name in MANUALS:
            for block in BLOCK.finditer(manual(name)):
                if block.group("mark"):
                    self.assertRegex(block.group("body"), NOT_RUN[block.group("why")])
                    read = run(["bash", "-n", "-c", block.group("body")])
                    self.assertEqual((read.returncode, read.stderr), (0, ""), block.group("body"))

    def test_both_manuals_show_the_same_commands(self):
        def blocks(name):
            return [re.sub(r" --lang \w+", "", b.group("body")) for b in BLOCK.finditer(manual(name))]
        self.assertEqual(blocks(MANUALS[0]), blocks(MANUALS[1]))


class Flags(unittest.TestCase):
    # Of ./check and of the commands around qingce.
    OTHERS = {"--full", "--preset", "--build", "--target", "--no-install-recommends", "--single-transaction",
              "--config", "--now", "--path", "--rm", "--network", "--read-only", "--tmpfs", "--user"}

    def test_flags_exist(self):
        text = ""
        for command in ([], ["scan"], ["report"], ["rules"], ["digest"], ["version"], ["show"], ["diff"],
                        ["baseline", "accept"], ["baseline", "allow"], ["baseline", "list"]):
            done = run([str(BUILD_TREE), *command, "--help"])
            self.assertEqual(done.returncode, 0, command)
            text += done.stdout
        known = set(re.findall(r"--[a-z][a-z-]*", text)) | self.OTHERS | {"--help"}
        for name in MANUALS:
            for flag in sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", re.sub(r"<!--.*?-->", "", manual(name))))):
                with self.subTest(manual=name, flag=flag):
                    self.assertIn(flag, known)

    def test_rules_named_exist_and_none_is_missing(self):
        done = run([str(BUILD_TREE), "rules", "list"])
        self.assertEqual(done.returncode, 0, done.stderr)
        listed = set(re.findall(r"\b(?:cn\.[a-z0-9-]+|email)\b", done.stdout))
        self.assertGreaterEqual(len(listed), 10)
        for name in MANUALS:
            with self.subTest(manual=name):
                named = set(re.findall(r"^\| `((?:cn\.[a-z0-9-]+|email))` \|", manual(name), re.M))
                self.assertEqual(named, listed)


class Links(unittest.TestCase):
    def test_files_exist(self):
        for path in tree.files({".md"}):
            if len(path.parts) > 1:
                continue
            text = tree.text(path)
            for target in re.findall(r"\]\(([^)#:]+)\)", text):
                with self.subTest(manual=str(path), link=target):
                    self.assertTrue((tree.ROOT / target).exists())
            # `scanner/read/registry.h` and the like in prose.
            for name in re.findall(r"`((?:scanner|detectors|reporters|tests|corpora|bench|\.ci)/[\w./-]*\w)`", text):
                with self.subTest(manual=str(path), file=name):
                    self.assertTrue((tree.ROOT / name).exists(), f"{path} names {name}")


if __name__ == "__main__":
    unittest.main()
