"""The manuals' table of formats is the registry's: written by `test_formats.py --write`, compared by the test."""
import os
import pathlib
import subprocess
import sys
import unittest

import tree

READERS = os.environ.get('SHOW_READERS', str(tree.ROOT / 'build/release/bin/show_readers'))
BEGIN, END = '<!-- formats: made by tests/lint/test_formats.py -->', '<!-- formats end -->'
WORDS = {
    'README.md': {
        'head': ('format', 'text or bytes', 'fields', 'deleted rows'), 'yes': 'yes', 'no': '', 'raw': 'raw search',
        'filter': 'decoded', 'container': 'its members', 'document': 'yes', 'text': 'yes'},
    'README.zh-CN.md': {
        'head': ('格式', '文本或字节', '字段', '已删除的行'), 'yes': '是', 'no': '', 'raw': '原始字节搜索', 'filter': '解码后',
        'container': '成员', 'document': '是', 'text': '是'},
}


def registry():
    lines = subprocess.run([READERS], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line.split(' ') for line in lines]


def table(words):
    """One row for all readers that are alike, in the registry's order."""
    alike = {}
    for name, kind, fields, deleted in registry():
        alike.setdefault((words[kind], words[fields], words[deleted]), []).append('`%s`' % name)
    rows = [words['head'], ('---',) * 4]
    rows += [(' '.join(names),) + cells for cells, names in alike.items()]
    return '\n'.join('| ' + ' | '.join(row).replace('|  |', '| |') + ' |' for row in rows).replace('  |', ' |')


def split(text):
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    return before, old.strip('\n'), after


class Formats(unittest.TestCase):
    def test_manuals_show_the_registry(self):
        for manual, words in WORDS.items():
            _, shown, _ = split(tree.text(pathlib.Path(manual)))
            self.assertEqual(shown, table(words), '%s: run tests/lint/test_formats.py --write' % manual)


if __name__ == '__main__':
    if '--write' in sys.argv:
        for name, wording in WORDS.items():
            path = tree.ROOT / name
            head, _, tail = split(path.read_text(encoding='utf-8'))
            path.write_text(head + BEGIN + '\n' + table(wording) + '\n' + END + tail, encoding='utf-8')
    else:
        unittest.main()
