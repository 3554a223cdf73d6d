"""rules list|show|test, digest, version."""
import unittest

from base import RULES, Case, ids


class Rules(Case):
    def test_list(self):
        run = self.run_qingce('rules', 'list')
        self.assertEqual(run.returncode, 0)
        have = [line.split('\t')[0] for line in run.stdout.decode('utf-8').splitlines()]
        self.assertEqual(sorted(set(have) & set(RULES)), RULES)
        self.assertEqual(len(have), len(set(have)))

    def test_show(self):
        for rule in RULES:
            run = self.run_qingce('rules', 'show', rule)
            self.assertEqual(run.returncode, 0)
            text = run.stdout.decode('utf-8')
            self.assertIn(rule, text)
            self.assertIn('examples', text)
            self.assertIn('source', text)

    def test_examples(self):
        run = self.run_qingce('rules', 'test')
        self.assertEqual(run.returncode, 0, run.stdout.decode('utf-8'))

    def test_user_rule(self):
        rule = '[[rule]]\nid = "acme.member"\n'
        self.write('mine.toml', rule + 'broken = [\n', 0o600)
        self.assert_usage_error('rules', 'list', '-r', 'mine.toml', names='mine.toml')

    def test_user_rule_cannot_take_a_builtin_id(self):
        text = self.run_qingce('rules', 'show', 'email').stdout.decode('utf-8')
        self.write('mine.toml', text, 0o600)
        self.assert_usage_error('rules', 'list', '-r', 'mine.toml', names='email')

    def test_version(self):
        run = self.run_qingce('version', '--features')
        self.assertEqual(run.returncode, 0)
        for word in (b'gzip', b'xz', b'zstd', b'tar', b'zip', b'text', b'json', b'findings'):
            self.assertIn(word, run.stdout)


class Digest(Case):
    def test_one_line_each_and_minus_where_rejected(self):
        r = self.random
        good = [ids.resident_id(r) for _ in range(20)]
        wrong = good[0][:17] + ('0' if good[0][17] != '0' else '1')
        lines = [good[0], wrong, '', 'hello', good[1], '11010519491331002X']
        out = self.digest('cn.resident-id', *lines)
        self.assertEqual([x == '-' for x in out], [False, True, True, True, False, True])
        self.assertNotEqual(out[0], out[4])
        self.assertRegex(out[0], '^[0-9a-f]{32}$')

    def test_spellings_share_a_digest(self):
        r = self.random
        old = ids.resident_id_15(r)
        self.assertEqual(self.digest('cn.resident-id-15', old), self.digest('cn.resident-id', ids.to18(old)))
        m = ids.mobile(r)
        forms = [
            m,
            '+86' + m,
            '0086' + m,
            '%s-%s-%s' % (m[:3], m[3:7], m[7:]),
            '%s %s %s' % (m[:3], m[3:7], m[7:]),
            ids.full_width(m),
        ]
        self.assertEqual(len(set(self.digest('cn.mobile', *forms))), 1)
        self.assertNotIn('-', self.digest('cn.mobile', *forms))

    def test_equals_the_scans_digests(self):
        r = self.random
        values = {
            'cn.resident-id': ids.resident_id(r),
            'cn.mobile': ids.mobile(r),
            'cn.bank-card': ids.bank_card(r),
            'cn.uscc': ids.uscc(r),
            'email': ids.email(r),
            'cn.hmt-residence-permit': ids.hmt_permit(r),
            'cn.foreign-permanent-resident-card': ids.pr_card_old(r),
        }
        self.write('target/a.txt', ''.join('记录：%s。\n' % v for v in values.values()))
        self.scan('target')
        self.assertEqual(
            {f['rule']: f['digest'] for f in self.findings},
            {k: self.digest(k, v)[0] for k, v in values.items()},
        )

    def test_crlf_and_no_final_newline(self):
        m = ids.mobile(self.random)
        run = self.run_qingce(
            'digest', '--key-file', self.key, '--rule', 'cn.mobile', stdin=('%s\r\n%s' % (m, m)).encode()
        )
        a, b = run.stdout.decode().splitlines()
        self.assertEqual(a, b)
        self.assertNotEqual(a, '-')


if __name__ == '__main__':
    unittest.main()
