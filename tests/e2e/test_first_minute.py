"""What a user sees in the first minute: help, first examples, errors in his language that say what to do."""
import os
import re
import subprocess
import unittest

from base import Case
from qcshow import QINGCE

HAN = re.compile('[\u4e00-\u9fff]')
COMMANDS = (
    (),
    ('scan',),
    ('report',),
    ('show',),
    ('diff',),
    ('baseline',),
    ('baseline', 'accept'),
    ('baseline', 'allow'),
    ('baseline', 'list'),
    ('rules',),
    ('rules', 'list'),
    ('rules', 'show'),
    ('rules', 'test'),
    ('digest',),
    ('version',),
    ('completion',),
)
# Words that stay as they are in Chinese: what is typed, names of things, units.
TYPED = re.compile(
    r"'[^']*'|--?[a-zA-Z][a-z-]*|\b[A-Z][A-Z_=]*\b|[./~$\w-]*[./=][\w./-]*|\bqingce\b|\b(?:zh|en|bash|zsh|fish|man|json|"
    r'findings|stdin|scan|diff|baseline|accept|allow|low|medium|high|critical|count|level|location|scan|rules|SARIF|sarif|csv|html|xlsx|markdown|github|strict|minimal|path|list|N-th|show|test|report|digest|version|completion|chmod|auto|always|never|none|warn|fail|pattern|rule|cn|shop|mysqldump)\b|'
    r'\b(?:MiB|GiB|TOML|RE2|JSON|ASCII|K|M|G|T)\b'
)


class FirstMinute(Case):
    def text(self, *args, lang, code=0):
        run = self.run_qingce(*args, '--lang', lang)
        self.assertEqual(run.returncode, code, run.stderr)
        return (run.stdout if code == 0 else run.stderr).decode()

    def test_without_arguments_four_examples(self):
        for locale, han in (('zh_CN.UTF-8', True), ('en_US.UTF-8', False)):
            run = self.run_qingce(env=dict(self.env, LC_ALL=locale))
            text = run.stderr.decode()
            self.assertEqual(run.returncode, 2)
            self.assertEqual(run.stdout, b'')
            self.assertEqual(len(re.findall(r'^  qingce ', text, re.M)), 4, text)
            self.assertEqual(bool(HAN.search(text)), han, text)
        # The language alone is no more of a question.
        self.assertEqual(len(re.findall(r'^  qingce ', self.text(lang='en', code=2), re.M)), 4)

    def test_help_of_every_command_in_both_languages_ends_with_an_example(self):
        for command in COMMANDS:
            with self.subTest(command):
                zh = self.text(*command, '--help', lang='zh')
                en = self.text(*command, '--help', lang='en')
                self.assertIsNone(HAN.search(en), en)
                # No English words but those that are typed.
                rest = TYPED.sub('', zh.split('示例')[0])
                self.assertIsNone(re.search('[a-zA-Z]{4,}', rest), rest)
                for text, word in ((zh, '示例'), (en, 'Examples')):
                    example = text.split('\n' + word + '\n')[1]
                    self.assertIn('qingce ' + ' '.join(command), example)
                # The same flags.
                flags = re.compile(r'(?<![\w-])--[a-z][a-z-]*')
                self.assertEqual(set(flags.findall(zh)), set(flags.findall(en)))

    def test_help_fits_80_columns(self):
        for lang in ('zh', 'en'):
            for command in COMMANDS:
                for line in self.text(*command, '--help', lang=lang).splitlines():
                    if line.startswith('  qingce') or line.startswith('  mysqldump'):
                        continue  # commands are not wrapped
                    width = sum(2 if ord(c) >= 0x2e80 else 1 for c in line)
                    self.assertLessEqual(width, 80, line)

    def test_help_that_cannot_be_written_is_a_failure(self):
        for args in (('--help',), ('scan', '--help'), ('completion', 'bash'), ('completion', 'man')):
            with self.subTest(args), open('/dev/full', 'wb') as full:
                run = self.run_qingce(*args, stdout=full)
                self.assertEqual(run.returncode, 4)

    def test_errors_are_in_the_language(self):
        self.write('t/a.txt', 'x')
        self.write('notes.txt', 'x')
        self.write('open.toml', '', 0o666)
        self.write('bad.toml', 'x = [', 0o600)
        self.write('short', 'ab', 0o600)
        cases = (
            ('frobnicate',),
            ('scan',),
            ('scan', '--no-such', 't'),
            ('scan', '--max-depth'),
            ('scan', '--max-depth', 'x', 't'),
            ('scan', '--max-bytes', '10Q', 't'),
            ('scan', '--max-bytes', '0', 't'),
            ('scan', '--reference-date', 'today', 't'),
            ('scan', '-o', 'yaml=x', 't'),
            ('scan', '--on-incomplete', 'maybe', 't'),
            ('scan', '--include', '[a', 't'),
            ('scan', 'nowhere'),
            ('scan', 't', 't'),
            ('scan', 't', 't/a.txt'),
            ('scan', 't', '-i', 't/inv'),
            ('scan', 't', '-i', 'notes.txt'),
            ('scan', 't', '--config', 'bad.toml'),
            ('scan', 't', '--config', 'open.toml'),
            ('scan', 't', '--rules', 'bad.toml'),
            ('scan', 't', '--rules', 'nothing.toml'),
            ('scan', 't', '--enable', 'cn.no-such'),
            ('scan', 't', '--key-file', 'short'),
            ('scan', 't', '--key-file', 'nothing'),
            ('scan', 't', '--spool-dir', 'nothing'),
            ('report', 'notes.txt'),
            ('report', 'nothing'),
            ('rules',),
            ('rules', 'show', 'cn.no-such'),
            ('completion', 'tcsh'),
        )
        for args in cases:
            with self.subTest(args):
                zh = self.text(*args, lang='zh', code=2)
                en = self.text(*args, lang='en', code=2)
                self.assertTrue(zh.startswith('qingce：用法错误：'), zh)
                self.assertTrue(en.startswith('qingce: usage error: '), en)
                self.assertIsNone(HAN.search(en), en)
                named = zh
                for arg in sorted(args, key=len, reverse=True):
                    named = named.replace(arg, '')
                named = TYPED.sub('', named)
                self.assertIsNone(re.search('[a-zA-Z]{4,}', named), zh)

    def test_misspelt_words_are_recognised(self):
        self.assertIn('--max-depth', self.text('scan', '--max-dept', '3', 't', lang='en', code=2))
        self.assertIn('scan', self.text('scam', 't', lang='en', code=2))

    def test_terminal_gets_no_control_bytes(self):
        for name in ('a\x1b[31mb', 'a\u202eb', 'a\nb\rc', 'a\x7f\x9b'):
            for args in (
                ('scan', name), ('report', name), ('scan', '--rules', name, '.'), (name,), ('scan', '-o', name),
                ('scan', '--' + name, '.'), ('scan', '--lang', name, '.'), ('scan', '-i', name + '/i', '.'),
                ('scan', '--fail-on', name, '.'), ('scan', '-o', 'sarif=-', '--sarif-profile', name, '.'),
                ('report', 'i', '--accepted', name), ('diff', name, name), ('show', name), ('show', 'a', '-i', name),
                ('rules', name), ('rules', 'show', name), ('digest', '--rule', name), ('completion', name),
                ('baseline', 'accept', name, '--file', 'f', '--reason', name, '--by', name),
            ):
                with self.subTest(args):
                    run = self.run_qingce(*args)
                    self.assertEqual(run.returncode, 2)
                    text = run.stderr.decode()
                    self.assertIsNone(re.search('[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]', text), repr(text))


class Configuration(Case):
    def setUp(self):
        super().setUp()
        self.write('target/a.txt', 'x\n')

    def error(self, line, place='c.toml:2'):
        config = self.write('c.toml', '[scan]\n' + line + '\n', 0o600)
        text = self.assert_usage_error('scan', '--config', config, '-i', 'new.inv', 'target')
        self.assertIn(place + '：', text)
        return text

    def test_every_error_names_file_and_line_and_makes_no_key(self):
        for line in (
            'max-depth = 99',
            'max-depth = "x"',
            'max-depth = 0',
            'jobs = 100000',
            'max-ratio = -5',
            'max-bytes = "10Q"',
            'max-bytes = 0',
            'reference-date = "2026-02-30"',
            'output = ["yaml=x"]',
            'include = ["[a"]',
            'on-incomplete = "maybe"',
            'progress = "loud"',
            'color = "red"',
            'stdin-name = ""',
            'enable = ["cn.no-such-rule"]',
            'password-file = "nothing"',
            'rules = "nothing.toml"',
            'spool-dir = "nothing"',
            'no-such = 1',
            'max-dept = 3',
        ):
            with self.subTest(line):
                self.error(line)

    def test_entries_of_a_list_have_their_own_line(self):
        self.error('include = [\n  "a",\n  "[b",\n]', 'c.toml:4')

    def test_a_typed_error_is_not_blamed_on_the_configuration(self):
        config = self.write('c.toml', '[scan]\njobs = 1\n', 0o600)
        text = self.assert_usage_error('scan', '--config', config, '--max-depth', '99', 'target')
        self.assertNotIn('c.toml', text)

    def test_pattern_of_a_rule_is_refused_before_a_key_is_made(self):
        rule = (
            '[[rule]]\nid = "user.x"\nname_zh = "x"\nname_en = "x"\nshape = "pattern"\npattern = \'{}\'\n'
            'category = "other"\nbusiness_class = "basic"\nsensitivity = {{ gbt35273 = "no" }}\nlevel = 1\n'
            'mask = {{ style = "edges", head = 1, tail = 0 }}\nsource = "x"\nsource_date = "2026-01-01"\n'
            'examples = ["a"]\ncounter_examples = ["b"]\n'
        )
        for pattern in ('a+', '(', '\\bab'):
            with self.subTest(pattern):
                self.write('r.toml', rule.format(pattern), 0o600)
                text = self.assert_usage_error('scan', '--rules', 'r.toml', '-i', 'new.inv', 'target')
                self.assertRegex(text, r'r\.toml:6:\d+：规则 user\.x：pattern')

    def test_rule_errors_name_file_line_and_column(self):
        self.write('r.toml', '[[rule]]\nid = "user.x"\nlevel = 9\n', 0o600)
        text = self.assert_usage_error('scan', '--rules', 'r.toml', '-i', 'new.inv', 'target')
        self.assertIn('r.toml:3:9', text)


if __name__ == '__main__':
    unittest.main()
