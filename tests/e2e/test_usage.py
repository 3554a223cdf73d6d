"""Usage errors: exit 2, the culprit named, nothing written."""
import os
import unittest

from base import Case


class Usage(Case):
    def setUp(self):
        super().setUp()
        self.write('target/a.txt', 'x\n')

    def scan_args(self, *more):
        return ('scan', '--key-file', self.key, '-i', 'new.inv', *more)

    def test_no_command(self):
        self.assert_usage_error()

    def test_unknown_command(self):
        self.assert_usage_error('frobnicate')

    def test_unknown_flag(self):
        self.assert_usage_error(*self.scan_args('--no-such-flag', 'target'), names='--no-such-flag')

    def test_no_target(self):
        self.assert_usage_error(*self.scan_args())

    def test_target_does_not_exist(self):
        self.assert_usage_error(*self.scan_args('target', 'nowhere'), names='nowhere')

    def test_target_twice(self):
        self.assert_usage_error(*self.scan_args('target', 'target'), names='target')

    def test_target_inside_another(self):
        self.assert_usage_error(*self.scan_args('target', 'target/a.txt'), names='a.txt')

    def test_unknown_format(self):
        self.assert_usage_error(*self.scan_args('-o', 'yaml=x', 'target'), names='-o')

    def test_output_without_file(self):
        self.assert_usage_error(*self.scan_args('-o', 'json', 'target'), names='-o')

    def test_two_reports_to_stdout(self):
        self.assert_usage_error(*self.scan_args('-o', 'json=-', '-o', 'findings=-', 'target'), names='-o')

    def test_bad_date(self):
        for date in ('2026-02-30', '26-01-01', 'today', '2026-13-01'):
            with self.subTest(date):
                self.assert_usage_error(
                    *self.scan_args('--reference-date', date, 'target'), names='--reference-date'
                )

    def test_bad_size(self):
        for size in ('10Q', '-1', '', 'x', '99999999999999999999'):
            if size:
                with self.subTest(size):
                    self.assert_usage_error(
                        *self.scan_args('--max-file-size=' + size, 'target'), names='--max-file-size'
                    )

    def test_bad_jobs(self):
        self.assert_usage_error(*self.scan_args('-j', '-3', 'target'))

    def test_bad_on_incomplete(self):
        self.assert_usage_error(
            *self.scan_args('--on-incomplete', 'maybe', 'target'), names='--on-incomplete'
        )

    def test_bad_lang(self):
        self.assert_usage_error(*self.scan_args('--lang', 'fr', 'target'), names='--lang')

    def test_bad_glob(self):
        self.assert_usage_error(*self.scan_args('--include', '[a-', 'target'), names='[a-')

    def test_unknown_rule(self):
        for flag in ('--enable', '--disable'):
            with self.subTest(flag):
                self.assert_usage_error(
                    *self.scan_args(flag, 'cn.no-such-rule', 'target'), names='cn.no-such-rule'
                )

    def test_missing_key(self):
        self.assert_usage_error('scan', '--key-file', 'no-key', '-i', 'new.inv', 'target', names='no-key')

    def test_key_others_can_read(self):
        self.write('open-key', '00' * 32, 0o640)
        self.assert_usage_error('scan', '--key-file', 'open-key', '-i', 'new.inv', 'target', names='open-key')

    def test_key_of_wrong_size(self):
        self.write('short-key', 'abcd', 0o600)
        self.assert_usage_error(
            'scan', '--key-file', 'short-key', '-i', 'new.inv', 'target', names='short-key'
        )

    def test_missing_password_file(self):
        self.assert_usage_error(
            *self.scan_args('--password-file', 'no-passwords', 'target'), names='no-passwords'
        )

    def test_outputs_inside_the_target(self):
        for args in (
            ('-o', 'json=target/r.json'),
            ('-o', 'findings=./target/../target/r'),
            ('-i', 'target/new.inv'),
            ('--spool-dir', 'target'),
            ('--explain', 'target/x'),
        ):
            with self.subTest(args):
                self.assert_usage_error(*self.scan_args(*args, 'target'))

    def test_output_inside_the_target_through_a_link(self):
        os.symlink('target', self.path('link'))
        self.assert_usage_error(*self.scan_args('-o', 'json=link/r.json', 'target'))

    def test_one_file_for_two_purposes(self):
        self.write('x.toml', '[scan]\n', 0o600)
        for args in (
            ('-o', 'json=same', '-o', 'findings=./same'),
            ('-o', 'findings=new.inv'),
            ('-o', 'findings=./nothing/../new.inv-wal'),
            ('--explain', 'new.inv'),
            ('-o', 'json=r', '--explain', 'r'),
            ('-o', 'json=' + self.key),
            ('--config', 'x.toml', '-o', 'json=x.toml'),
        ):
            with self.subTest(args):
                self.assert_usage_error(*self.scan_args(*args, 'target'), names='same file')

    def test_report_over_its_own_inventory(self):
        self.run_qingce(*self.scan_args('target'))
        os.symlink('new.inv', self.path('link'))
        for path in ('new.inv', './new.inv', 'link'):
            with self.subTest(path):
                self.assert_usage_error('report', 'new.inv', '-o', 'json=' + path, names='same file')

    def test_usage_errors_make_no_key(self):
        # The listing is of the whole directory, the state folder included.
        self.write('old.inv', 'x')
        for args in (
            ('-i', 'new.inv', '--include', '['),
            ('-i', 'old.inv'),
            ('-i', 'old.inv', '--force'),
            ('-i', 'new.inv', '--max-bytes', '0'),
            ('-i', 'new.inv', '--max-ratio', '-5'),
            ('-i', 'new.inv', '--max-members', '0'),
            ('-i', 'new.inv', '--stdin-name', ''),
            ('-i', 'new.inv', '--spool-dir', 'nowhere'),
        ):
            with self.subTest(args):
                self.assert_usage_error('scan', *args, 'target')

    def test_standard_key_inside_the_target(self):
        env = dict(self.env, HOME=self.path('target'))
        del env['XDG_STATE_HOME']
        text = self.assert_usage_error('scan', '-i', 'new.inv', 'target', env=env, names='--key-file')
        self.assertIn('qingce/key', text)

    def test_config_that_would_change_the_target(self):
        for line in ('max-depth = true', 'force = 1', 'force = "no"'):
            with self.subTest(line):
                config = self.write('c.toml', '[scan]\n' + line + '\n', 0o600)
                text = self.assert_usage_error(*self.scan_args('--config', config, 'target'))
                self.assertIn('c.toml:2', text)
        config = self.write('c.toml', '[scna]\nmax-depth = 3\n', 0o600)
        self.assert_usage_error(*self.scan_args('--config', config, 'target'), names='scna')

    def test_key_inside_the_target(self):
        self.write('target/key', '00' * 32, 0o600)
        self.assert_usage_error('scan', '--key-file', 'target/key', '-i', 'new.inv', 'target', names='key')

    def test_inventory_exists(self):
        self.run_qingce(*self.scan_args('target'))
        self.assert_usage_error(*self.scan_args('target'), names='new.inv')

    def test_force_does_not_replace_what_is_no_inventory(self):
        self.write('precious.db', 'not an inventory')
        self.assert_usage_error(
            'scan', '--key-file', self.key, '-i', 'precious.db', '--force', 'target', names='precious.db'
        )

    def test_report_of_no_inventory(self):
        self.write('x.txt', 'hello')
        self.assert_usage_error('report', 'x.txt', names='x.txt')
        self.assert_usage_error('report', 'missing.inv', names='missing.inv')
        self.assert_usage_error('report', 'x.txt', '-o', 'json=r.json', names='x.txt')

    def test_rules_show_unknown(self):
        self.assert_usage_error('rules', 'show', 'cn.no-such-rule', names='cn.no-such-rule')

    def test_digest_unknown_rule(self):
        self.assert_usage_error(
            'digest',
            '--key-file',
            self.key,
            '--rule',
            'cn.no-such-rule',
            stdin=b'1\n',
            names='cn.no-such-rule',
        )

    def test_digest_without_rule(self):
        self.assert_usage_error('digest', '--key-file', self.key, stdin=b'1\n', names='--rule')

    def test_help_is_no_error(self):
        run = self.run_qingce('scan', '--help')
        self.assertEqual(run.returncode, 0)
        self.assertIn(b'--key-file', run.stdout)


if __name__ == '__main__':
    unittest.main()
