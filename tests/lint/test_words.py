"""What a report must never say. A scan can show that something was not found, not that nothing is there."""
import re
import unittest

import tree

LITERAL = re.compile(r'R"(?P<d>[^( )\\]{0,16})\((?P<raw>.*?)\)(?P=d)"|"(?P<text>(?:[^"\\\n]|\\.)*)"', re.S)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
BANNED = re.compile(r"\b(?:clean|safe|all clear|no risk|risk-free)\b|干净|安全|无风险|已销毁", re.I)
# Titles of laws and standards hold one of the words.
TITLES = re.compile(r"数据安全法|网络安全法|数据安全管理条例|网络数据安全|数据安全技术|信息安全技术")


def literals(source):
    """String literals with comments dropped; a quote inside a comment does not count, nor `//` inside a string."""
    position = 0
    token = re.compile(LITERAL.pattern + "|" + COMMENT.pattern + r"|'(?:[^'\\\n]|\\.)'", re.S)
    while match := token.search(source, position):
        position = match.end()
        if match.group("text") is not None or match.group("raw") is not None:
            yield source[:match.start()].count("\n") + 1, match.group("text") or match.group("raw") or ""


class Words(unittest.TestCase):
    def test_scanner_of_literals(self):
        source = 'a("x // no comment"); // "not a literal"\nb("y\\"z"); /* "n" */ char c = \'"\'; d(R"(raw "q")");\n'
        self.assertEqual([t for _, t in literals(source)], ["x // no comment", 'y\\"z', 'raw "q"'])

    def test_reports_and_commands(self):
        seen = 0
        for path in tree.files(tree.SOURCE, ("reporters", "scanner/cli", "scanner/core", "detectors")):
            for line, literal in literals(tree.text(path)):
                seen += 1
                with self.subTest(file=str(path), line=line):
                    self.assertIsNone(BANNED.search(TITLES.sub("", literal)), f"{path}:{line}: {literal!r}")
        self.assertGreater(seen, 100, "the lint does not see the catalogues")

    def test_documents(self):
        # The manuals may name the words they forbid, but promise nothing.
        promise = re.compile(r"(?:is|are|be) (?:clean|safe)\b(?! to )|没有个人信息[。！]", re.I)
        for name in ("README.md", "README.zh-CN.md"):
            with self.subTest(file=name):
                self.assertIsNone(promise.search(tree.text(tree.pathlib.Path(name))))


if __name__ == "__main__":
    unittest.main()
