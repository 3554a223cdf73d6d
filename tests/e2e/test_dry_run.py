"""scan --dry-run: what a scan would meet, and nothing written."""
import gzip
import os
import unittest

from base import Case


class DryRun(Case):
    def setUp(self):
        super().setUp()
        self.write('t/a.txt', 'name\n' * 10)
        self.write('t/b.txt', 'x')
        self.write('t/none', '')
        self.write('t/a.txt.gz', gzip.compress(b'name\n', mtime=0))
        self.write('t/p.pdf', '%PDF-1.4\n')
        self.write('t/x/skipped.log', 'abc')
        os.mkfifo(self.path('t/pipe'))

    def dry(self, *args, lang='en', code=0):
        before = self.listing()
        run = self.run_qingce('scan', '--dry-run', *args, '--lang', lang)
        self.assertEqual(run.returncode, code, run.stderr)
        self.assertEqual(self.listing(), before, 'a dry run wrote something')
        return run.stdout.decode()

    def rows(self, text):
        """What -> (files, size) of each part."""
        parts = [{}]
        for line in text.splitlines():
            words = line.split()
            if not words:
                parts.append({})
            elif words[0].isdigit():
                parts[-1][' '.join(words[3:])] = (int(words[0]), ' '.join(words[1:3]))
        return [p for p in parts if p]

    def test_formats_and_gaps(self):
        formats, gaps = self.rows(self.dry('t', '--exclude', '*.log', '-j', '2'))
        packed = os.path.getsize(self.path('t/a.txt.gz'))
        self.assertEqual(
            formats,
            {
                'text': (2, '51 B'),
                'gzip': (1, '%d B' % packed),
                'pdf': (1, '9 B'),
                'empty': (1, '0 B'),
                'in all': (5, '%d B' % (60 + packed)),
            },
        )
        self.assertEqual(
            gaps, {'no-reader pdf': (1, '9 B'), 'special-file': (1, '0 B'), 'excluded': (1, '0 B')}
        )

    @unittest.skipIf(os.geteuid() == 0, 'root may read everything')
    def test_permission(self):
        os.chmod(self.path('t/b.txt'), 0)
        self.assertIn('permission', self.rows(self.dry('t'))[1])

    def test_both_languages_mark_the_estimate(self):
        self.assertIn('Rough estimate', self.dry('t'))
        text = self.dry('t', lang='zh')
        self.assertIn('粗略估计', text)
        self.assertIn('没有写入任何内容', text)

    def test_the_same_twice(self):
        self.assertEqual(self.dry('t'), self.dry('t'))

    def test_nothing_is_written_with_the_options_of_a_scan(self):
        self.write('qingce.inventory', 'not ours')  # a scan would refuse to replace it
        self.dry('t', '-o', 'json=out.json', '--explain', 'why.jsonl')
        self.assertFalse(os.path.exists(self.path('state')))

    def test_exit_codes(self):
        self.dry('t', '--on-incomplete', 'fail', code=3)
        self.dry('t/a.txt', '--on-incomplete', 'fail')
        os.mkdir(self.path('nothing'))
        self.dry('nothing', code=3)
        self.dry('missing', code=2)
        self.dry('t', '--include', '[', code=2)
        self.dry('-', code=2)

    def test_limit_size(self):
        self.assertEqual(
            self.rows(self.dry('t/a.txt', 't/b.txt', '--max-file-size', '10'))[1],
            {'limit-size': (1, '50 B')},
        )


if __name__ == '__main__':
    unittest.main()
