"""Nothing is skipped silently: every object is scanned, partial or a gap with a reason; exit codes say so."""
import os
import unittest

from base import Case, ids
from qcgen.containers import gz, tar, xz
from qcgen.zipfiles import Entry, zip_bytes


class Coverage(Case):
    def setUp(self):
        super().setUp()
        self.value = ids.resident_id(self.random)
        self.line = ('身份证号：%s\n' % self.value).encode()

    def reasons(self, location):
        return {g['reason'] for g in self.json['gaps'] if g['location'].split('@')[0] == location}

    def state(self, location):
        return {o['location']: o['state'] for o in self.json['objects']}[location]

    def check_sum(self):
        o = self.json['coverage']['objects']
        self.assertEqual(o['seen'], o['files'] + o['members'])
        self.assertEqual(o['seen'], o['scanned'] + o['partial'] + o['gap'])

    def test_findings_alone_are_exit_0(self):
        self.write('target/a.txt', self.line)
        self.scan('--on-incomplete', 'fail', 'target')

    def test_incomplete_is_exit_3_only_when_asked(self):
        self.write('target/a.txt', self.line)
        self.write('target/enc.zip', zip_bytes([Entry('x', b'x', password=b'p')]))
        self.scan('target')
        self.scan('--on-incomplete', 'warn', 'target')
        self.scan('--on-incomplete', 'fail', 'target', expect=3)

    def test_no_object_is_always_exit_3(self):
        os.makedirs(self.path('empty'))
        self.scan('empty', expect=3)

    def test_all_taken_away_is_exit_3(self):
        self.write('target/a.txt', self.line)
        self.scan('--include', '*.sql', 'target', expect=3)
        self.assertEqual(
            self.json['coverage']['objects'],
            {'seen': 1, 'files': 1, 'members': 0, 'scanned': 0, 'partial': 0, 'gap': 1},
        )

    def test_what_options_take_away_is_counted(self):
        self.write('target/a.txt', self.line)
        self.write('target/b.log', self.line)
        self.write('target/big.txt', self.line * 100)
        self.scan('--exclude', '*.log', '--max-file-size', '1K', 'target')
        self.assertEqual(self.reasons('target/b.log'), {'excluded'})
        self.assertEqual(self.reasons('target/big.txt'), {'limit-size'})
        self.assertEqual([f['location'] for f in self.findings], ['target/a.txt'])
        self.check_sum()

    def test_special_files(self):
        self.write('target/a.txt', self.line)
        os.mkfifo(self.path('target/fifo'))
        self.scan('target')
        self.assertEqual(self.reasons('target/fifo'), {'special-file'})
        self.assertEqual(self.json['coverage']['objects']['seen'], 1)

    @unittest.skipIf(os.geteuid() == 0, 'root reads everything')
    def test_permission(self):
        self.write('target/a.txt', self.line)
        self.write('target/b.txt', self.line, 0)
        self.scan('target')
        self.assertEqual(self.reasons('target/b.txt'), {'permission'})

    def test_encrypted(self):
        self.write(
            'target/e.zip',
            zip_bytes([Entry('open.txt', self.line), Entry('shut.txt', self.line, password=b'Pass-1')]),
        )
        self.scan('target')
        self.assertEqual(self.reasons('target/e.zip!shut.txt'), {'encrypted'})
        self.assertEqual(self.state('target/e.zip!shut.txt'), 'gap')
        self.assertEqual(self.state('target/e.zip!open.txt'), 'scanned')
        self.write('passwords', '\nwrong\n\nPass-1\n', 0o600)
        self.scan('--password-file', 'passwords', 'target')
        self.assertEqual(self.state('target/e.zip!shut.txt'), 'scanned')
        lines = {o['location']: o.get('password_line') for o in self.json['objects']}
        self.assertEqual(lines, {'target/e.zip': None, 'target/e.zip!open.txt': None, 'target/e.zip!shut.txt': 4})
        self.assertEqual(len(self.findings), 2)
        self.check_sum()

    def test_unsupported_method(self):
        self.write(
            'target/m.zip',
            zip_bytes([Entry('odd.bin', b'x' * 100, 'store', fake_method=77), Entry('a.txt', self.line)]),
        )
        self.scan('target')
        self.assertEqual(self.reasons('target/m.zip!odd.bin'), {'unsupported-method'})
        self.assertEqual(len(self.findings), 1)
        self.check_sum()

    def test_truncated_and_corrupt(self):
        whole = gz(tar([('a.csv', self.line * 1000), ('b.bin', self.random.randbytes(60000))]))
        self.write('target/cut.tar.gz', whole[:40000])
        bad = bytearray(xz(self.line * 5000))
        bad[len(bad) // 2] ^= 0xFF
        self.write('target/bad.xz', bytes(bad))
        self.write('target/cut.gz', gz(self.line * 5000)[:-20])
        self.scan('target')
        for name in ('cut.tar.gz', 'bad.xz', 'cut.gz'):
            places = [g for g in self.json['gaps'] if g['location'].startswith('target/' + name)]
            self.assertTrue({g['reason'] for g in places} & {'truncated', 'corrupt'}, name)
            self.assertEqual(self.state('target/' + name), 'partial', name)
        self.check_sum()

    def test_no_reader_is_partial_but_searched(self):
        pdf = b'%PDF-1.4\n(' + self.line + b') Tj\n%%EOF\n'
        jpeg = (
            b'\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00H\x00H\x00\x00'
            + self.random.randbytes(9000)
            + b'\xff\xd9'
        )
        self.write('target/a.pdf', pdf)
        self.write('target/b.jpg', jpeg)
        self.write('target/c.bin', self.random.randbytes(100000))
        self.write('target/d.7z', b'7z\xbc\xaf\x27\x1c\x00\x04' + self.random.randbytes(3000))
        self.scan('target')
        for name, reason in (
            ('a.pdf', 'no-reader'),
            ('b.jpg', 'image-text'),
            ('c.bin', 'opaque'),
            ('d.7z', 'corrupt'),
        ):
            with self.subTest(name):
                self.assertEqual(self.state('target/' + name), 'partial')
                self.assertIn(reason, self.reasons('target/' + name))
        self.assertEqual([f['location'] for f in self.findings], ['target/a.pdf'])

    def test_depth_limit(self):
        data = self.line
        for i in range(20):
            data = zip_bytes([Entry('%d.zip' % i, data, 'store')])
        self.write('target/deep.zip', data)
        self.scan('target')
        self.assertIn('limit-depth', {g['reason'] for g in self.json['gaps']})
        self.check_sum()
        self.scan('--max-depth', '2', 'target')
        self.assertIn('limit-depth', {g['reason'] for g in self.json['gaps']})

    def test_member_limit_keeps_the_rest_visible(self):
        self.write('target/many.zip', zip_bytes([Entry('%03d.txt' % i, b'x') for i in range(50)]))
        self.scan('--max-members', '10', 'target')
        self.assertIn('limit-members', {g['reason'] for g in self.json['gaps']})
        self.assertEqual(self.state('target/many.zip'), 'partial')

    def test_hard_links_and_names_of_any_bytes(self):
        self.write('target/a.txt', self.line)
        os.link(self.path('target/a.txt'), self.path('target/b.txt'))
        self.scan('target')
        self.assertEqual(self.json['coverage']['objects']['files'], 2)
        self.assertEqual(len(self.findings), 2)

    def test_deep_and_long_paths(self):
        here = os.open(self.dir, os.O_RDONLY)
        os.mkdir('target', dir_fd=here)
        at = os.open('target', os.O_RDONLY, dir_fd=here)
        for _ in range(120):
            name = 'd' * 60
            os.mkdir(name, dir_fd=at)
            at, old = os.open(name, os.O_RDONLY, dir_fd=at), at
            os.close(old)
        f = os.open('deep.txt', os.O_WRONLY | os.O_CREAT, 0o600, dir_fd=at)
        os.write(f, self.line)
        os.close(f)
        os.close(at)
        os.close(here)
        self.scan('target')
        self.assertEqual(self.json['coverage']['objects']['files'], 1)
        self.assertEqual(len(self.findings), 1)

    def test_sparse_file(self):
        path = self.write('target/sparse.bin', b'')
        with open(path, 'r+b') as f:
            f.truncate(4 << 30)
            f.seek(3 << 30)
            f.write(self.line)
        self.scan('target')
        self.assertEqual([f['offset'] for f in self.findings], [(3 << 30) + len('身份证号：'.encode())])

    def test_repeated_member_names(self):
        r = self.random
        values = [ids.resident_id(r) for _ in range(3)]
        self.write('target/r.tar', tar([('same.txt', ('身份证号：%s\n' % v).encode()) for v in values]))
        self.scan('target')
        self.assertEqual(
            [f['location'] for f in self.findings],
            ['target/r.tar!same.txt', 'target/r.tar!same.txt;2', 'target/r.tar!same.txt;3'],
        )
        self.assertEqual([f['digest'] for f in self.findings], self.digest('cn.resident-id', *values))


if __name__ == '__main__':
    unittest.main()
