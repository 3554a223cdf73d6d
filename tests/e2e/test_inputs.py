"""Where a scan reads from: stdin, configuration, keys, links; never anything from the target itself."""
import os
import unittest

from base import Case, ids


class Inputs(Case):
    def setUp(self):
        super().setUp()
        self.value = ids.mobile(self.random)
        self.line = '手机：%s\n' % self.value

    def test_stdin(self):
        self.scan('-', stdin=self.line.encode())
        self.assertEqual([f['location'] for f in self.findings], ['stdin'])
        self.scan('--stdin-name', 'mysqldump', '-', stdin=self.line.encode())
        self.assertEqual(
            [(f['location'], f['offset']) for f in self.findings], [('mysqldump', len('手机：'.encode()))]
        )
        self.assertEqual(self.json['coverage']['objects']['files'], 1)

    def test_stdin_archive(self):
        from qcgen.containers import gz, tar

        self.scan('--stdin-name', 'backup', '-', stdin=gz(tar([('a.csv', self.line.encode())])))
        self.assertEqual([f['location'] for f in self.findings], ['backup!a.csv'])

    def test_empty_stdin(self):
        self.scan('-', stdin=b'')
        self.assertEqual(self.json['coverage']['objects']['seen'], 1)

    def test_config_is_never_read_from_the_target(self):
        poison = '[scan]\ninclude = ["nothing"]\nenable = ["email"]\n'
        self.write('target/a.txt', self.line)
        for name in (
            'qingce.toml',
            '.qingce.toml',
            'config.toml',
            '.qingce/config.toml',
            'qingce/config.toml',
            '.qingceignore',
            '.gitignore',
            '.ignore',
        ):
            self.write('target/' + name, poison if 'ignore' not in name else '*\n')
        run = self.run_qingce(
            'scan', '--key-file', self.key, '-i', self.path('x.inv'), '-o', 'findings=-', 'target'
        )
        self.assertIn(b'target/a.txt', run.stdout)
        # Not even when one stands in the target.
        import subprocess
        from base import QINGCE

        inside = subprocess.run(
            [QINGCE, 'scan', '--key-file', self.key, '-i', self.path('y.inv'), '-o', 'findings=-', '.'],
            cwd=self.path('target'),
            env=self.env,
            capture_output=True,
        )
        self.assertEqual(inside.returncode, 0, inside.stderr)
        self.assertIn(b'a.txt', inside.stdout)

    def test_config_in_the_target_is_refused_by_name(self):
        self.write('target/a.txt', self.line)
        config = self.write('target/mine.toml', '[scan]\nenable = ["email"]\n')
        self.assert_usage_error(
            'scan', '--key-file', self.key, '-i', 'x.inv', '--config', config, 'target', names='mine.toml'
        )
        self.assert_usage_error(
            'scan',
            '--key-file',
            self.key,
            '-i',
            'x.inv',
            'target',
            names='mine.toml',
            env=dict(self.env, QINGCE_CONFIG=config),
        )

    def test_rules_in_the_target_are_refused(self):
        self.write('target/a.txt', self.line)
        self.write('target/rules.toml', '')
        self.assert_usage_error(
            'scan',
            '--key-file',
            self.key,
            '-i',
            'x.inv',
            '-r',
            'target/rules.toml',
            'target',
            names='rules.toml',
        )

    def test_config_order(self):
        self.write('target/a.txt', self.line + 'a@b.example.com\n')
        only_mail = '[scan]\nenable = ["email"]\n'
        only_mobile = '[scan]\nenable = ["cn.mobile"]\n'
        rules = lambda: sorted(f['rule'] for f in self.findings)
        self.write('config/qingce/config.toml', only_mail, 0o600)
        run = self.scan('target')
        self.assertEqual(rules(), ['email'])
        self.assertIn(b'config.toml', run.stderr, 'a configuration that was read is named')
        other = self.write('other.toml', only_mobile, 0o600)
        self.scan('target', env=dict(self.env, QINGCE_CONFIG=other))
        self.assertEqual(rules(), ['cn.mobile'])
        self.scan('--config', other, 'target')
        self.assertEqual(rules(), ['cn.mobile'])

    def test_config_errors_name_the_line(self):
        self.write('target/a.txt', self.line)
        config = self.write('bad.toml', '[scan]\n\nno-such-key = 1\n', 0o600)
        text = self.assert_usage_error(
            'scan', '--key-file', self.key, '-i', 'x.inv', '--config', config, 'target', names='no-such-key'
        )
        self.assertIn(':3', text)
        config = self.write('broken.toml', '[scan\n', 0o600)
        self.assert_usage_error(
            'scan', '--key-file', self.key, '-i', 'x.inv', '--config', config, 'target', names='broken.toml'
        )

    def test_config_others_can_write_is_refused(self):
        self.write('target/a.txt', self.line)
        config = self.write('loose.toml', '[scan]\n', 0o666)
        self.assert_usage_error(
            'scan', '--key-file', self.key, '-i', 'x.inv', '--config', config, 'target', names='loose.toml'
        )

    def test_key_is_made_once_and_kept(self):
        self.write('target/a.txt', self.line)
        first = self.run_qingce('scan', '-i', 'a.inv', '-o', 'findings=-', 'target')
        key = os.path.join(self.env['XDG_STATE_HOME'], 'qingce', 'key')
        self.assertEqual(os.stat(key).st_mode & 0o777, 0o600)
        second = self.run_qingce('scan', '-i', 'b.inv', '-o', 'findings=-', 'target')
        self.assertEqual(first.stdout, second.stdout)
        digest = self.run_qingce('digest', '--rule', 'cn.mobile', stdin=(self.value + '\n').encode())
        self.assertIn(digest.stdout.strip(), first.stdout)

    def test_another_key_gives_other_digests(self):
        other = self.write('other-key', '11' * 32, 0o600)
        a = self.run_qingce(
            'digest', '--key-file', self.key, '--rule', 'cn.mobile', stdin=(self.value + '\n').encode()
        )
        b = self.run_qingce(
            'digest', '--key-file', other, '--rule', 'cn.mobile', stdin=(self.value + '\n').encode()
        )
        self.assertNotEqual(a.stdout, b.stdout)

    def test_target_forms(self):
        self.write('target/a.txt', self.line)
        for target, location in (
            ('target', 'target/a.txt'),
            ('./target', 'target/a.txt'),
            ('target/', 'target/a.txt'),
            ('target/a.txt', 'target/a.txt'),
            (self.path('target'), self.path('target/a.txt')),
        ):
            with self.subTest(target):
                self.scan(target)
                self.assertEqual([f['location'] for f in self.findings], [location])

    def test_links(self):
        self.write('target/a.txt', self.line)
        self.write('elsewhere/b.txt', self.line)
        os.symlink('../elsewhere', self.path('target/dir'))
        os.symlink('a.txt', self.path('target/inside'))
        os.symlink('target', self.path('link'))
        self.scan('target')
        self.assertEqual([f['location'] for f in self.findings], ['target/a.txt'])
        self.assertEqual(
            [(g['location'], g['reason']) for g in self.json['gaps']], [('target/dir', 'symlink-outside')]
        )
        self.scan('link')  # a target that is a link is followed
        self.assertEqual([f['location'] for f in self.findings], ['link/a.txt'])

    def test_target_is_not_changed(self):
        self.write('target/a.txt', self.line)
        os.utime(self.path('target/a.txt'), ns=(10**18, 10**18))
        self.scan('target')
        after = os.stat(self.path('target/a.txt'))
        self.assertEqual((after.st_atime_ns, after.st_mtime_ns), (10**18, 10**18))


if __name__ == '__main__':
    unittest.main()
