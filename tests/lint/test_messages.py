"""The catalogue of messages: both languages, the same slots, every id used exists and every id is used; no sentence
for the operator outside it."""
import re
import unittest

import tree
from test_words import BANNED, TITLES, literals

ENTRY = re.compile(
    r'\{\s*"(?P<id>(?:err|cli|help|dry|progress)\.[a-zA-Z0-9.-]+)",\s*'
    r'(?P<zh>(?:"(?:[^"\\]|\\.)*"\s*)+),\s*(?P<en>(?:"(?:[^"\\]|\\.)*"\s*)+),?\s*\}', re.S)
PART = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
ID = re.compile(r"^(?:err|cli|help|dry|progress)\.[a-zA-Z0-9.-]+$")
# Put together at run time from a command's name, an exit code, a file.
MADE = re.compile(r"^help\..*\.example$|^help\.man\.(?:exit|file)-|^dry\.(?:class|kind)-")
SLOT = re.compile(r"\{(\d)\}")
HAN = re.compile(r"[\u4e00-\u9fff]")
# Errors made from text alone: fine only where they become gaps and no operator reads them.
PLAIN_ERROR = re.compile(r'\bErrorCode::(?:usage|io|internal)\s*,\s*(?:\n\s*)?(?:std::string\()?"(?!err\.)')
GAP_FOLDERS = ("scanner/io/", "scanner/read/", "scanner/crawl/open_item.cc", "scanner/run/volume_set.cc")
# Slots that stand alone or join other sentences: nothing in them is of a language.
SAME_IN_BOTH = re.compile(r"^[\s{}\d:.$A-Z_a-z/,~<>|=-]*$")


def catalogue():
    out = []
    for path in tree.files({".cc"}, ("scanner/core",)):
        if not path.name.startswith("messages_"):
            continue
        for match in ENTRY.finditer(tree.text(path)):
            zh, en = ("".join(PART.findall(match.group(k))) for k in ("zh", "en"))
            out.append((path, match.group("id"), zh, en))
    return out


class Messages(unittest.TestCase):
    def setUp(self):
        self.messages = catalogue()
        self.assertGreater(len(self.messages), 150, "the lint does not see the catalogue")

    def test_every_entry_is_read(self):
        for path in tree.files({".cc"}, ("scanner/core",)):
            if path.name.startswith("messages_"):
                begun = len(re.findall(r'^    \{"', tree.text(path), re.M))
                read = sum(1 for entry in self.messages if entry[0] == path)
                self.assertEqual(read, begun, f"{path}: an entry that the lint does not understand")

    def test_ids_are_unique(self):
        ids = [entry[1] for entry in self.messages]
        self.assertEqual(sorted(set(ids)), sorted(ids))

    def test_both_languages(self):
        for path, name, zh, en in self.messages:
            if name.endswith(".example"):
                self.assertEqual(zh, en)  # commands
                continue
            with self.subTest(id=name):
                self.assertTrue(zh and en, f"{path}: {name} is empty in one language")
                self.assertEqual(set(SLOT.findall(zh)), set(SLOT.findall(en)), f"{name}: other slots in Chinese than in English")
                self.assertIsNone(HAN.search(en), f"{name}: Chinese in the English sentence")
                if not SAME_IN_BOTH.match(zh) or zh != en:
                    self.assertTrue(HAN.search(zh) or re.search("[：，（]", zh) or SAME_IN_BOTH.match(zh),
                                    f"{name}: no Chinese in the Chinese sentence")
                    self.assertFalse(name.startswith("err.") and zh == en and re.search("[a-z]{3}", en),
                                     f"{name}: not translated")

    def test_words(self):
        for _, name, zh, en in self.messages:
            with self.subTest(id=name):
                self.assertIsNone(BANNED.search(TITLES.sub("", zh)), zh)
                self.assertIsNone(BANNED.search(en), en)

    def test_every_id_used_exists_and_every_id_is_used(self):
        known = {entry[1] for entry in self.messages}
        used = set()
        for path in tree.files(tree.SOURCE, ("scanner", "detectors", "reporters")):
            if path.name.startswith("messages_") and path.parent.name == "core":
                continue
            for line, literal in literals(tree.text(path)):
                if ID.match(literal) and not literal.endswith((".", "-")):
                    used.add(literal)
                    with self.subTest(file=str(path), line=line):
                        self.assertIn(literal, known, f"{path}:{line}: {literal} is in no catalogue (scanner/core/messages_*.cc)")
        self.assertEqual(sorted(i for i in known - used if not MADE.match(i)), [], "nobody says these")

    def test_no_sentence_outside(self):
        for path in tree.files(tree.SOURCE, ("scanner", "detectors", "reporters")):
            if str(path).startswith(GAP_FOLDERS):
                continue
            text = tree.text(path)
            for match in PLAIN_ERROR.finditer(text):
                line = text[:match.start()].count("\n") + 1
                with self.subTest(file=str(path), line=line):
                    self.fail(f"{path}:{line}: an error in English only; make_error() and a line in scanner/core/messages_errors.cc")


if __name__ == "__main__":
    unittest.main()
