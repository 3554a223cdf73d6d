"""show, diff, baseline and thresholds, as the person who goes through a report meets them."""
import csv
import json
import os
import unittest

from base import Case, ids


class Review(Case):
    def make(self, folder='data'):
        self.mobile, self.id = ids.mobile(self.random), ids.resident_id(self.random)
        self.write(folder + '/a.txt', '第一行\n手机 %s 备注\n第三行\n' % self.mobile)
        self.write(folder + '/b.txt', '身份证号 %s\n' % self.id)

    def scan_to(self, name, *args, expect=0, key=None):
        run = self.run_qingce(
            'scan', 'data', '-q', '--force', '-i', name, '--key-file', key or self.key,
            '--reference-date', '2026-11-21', *args
        )
        self.assertEqual(run.returncode, expect, run.stderr.decode())
        return run

    def ok(self, *args, expect=0, env=None):
        run = self.run_qingce(*args, env=env)
        self.assertEqual(run.returncode, expect, run.stderr.decode())
        text = run.stdout.decode()
        for value in (self.mobile, self.id):
            self.assertNotIn(value, text + run.stderr.decode())
        return text

    def accept(self, *args, expect=0):
        return self.ok(
            'baseline', 'accept', 'one.inv', '--file', 'accepted.toml', '--reason', '对外公布', '--by', '王五', *args,
            expect=expect
        )

    # ---- show

    def test_show_prints_masked_surroundings(self):
        self.make()
        text = self.ok('show', 'data/a.txt')
        self.assertIn('第一行', text)
        self.assertIn('手机 %s****%s 备注' % (self.mobile[:3], self.mobile[-4:]), text)
        self.assertIn('(cn.mobile)', text)
        english = self.ok('show', 'data/a.txt@14', '--context', '0', '--lang', 'en')
        self.assertIn('at @14', english)
        self.assertNotIn('第一行', english)

    def test_show_says_what_is_wrong(self):
        self.make()
        self.assert_usage_error('show', 'data/none.txt', names='LOCATION')
        self.assert_usage_error('show', 'data/a.txt!x', names='LOCATION')
        self.assert_usage_error('show', 'data/a.txt@999', names='LOCATION')
        self.assert_usage_error('show', 'data/a.txt#x#y', names='#')
        self.assert_usage_error('show', 'data/%zz', names='%')
        self.assert_usage_error('show', '--object', '1', names='--object')
        self.assert_usage_error('show', names='LOCATION')

    def test_show_by_inventory_knows_masked_names_and_changes(self):
        self.make()
        self.write('data/%s.txt' % self.id, 'tel %s\n' % self.mobile)
        self.scan_to('one.inv', '-o', 'json=one.json')
        with open(self.path('one.json'), encoding='utf-8') as f:
            objects = json.load(f)['objects']
        masked = next(o['location'] for o in objects if '*' in o['location'])
        number = str(1 + [o['location'] for o in objects].index(masked))
        self.ok('show', masked, expect=2)
        for text in (self.ok('show', masked, '-i', 'one.inv'), self.ok('show', '--object', number, '-i', 'one.inv')):
            self.assertIn(masked, text)
            self.assertIn('%s****%s' % (self.mobile[:3], self.mobile[-4:]), text)
            self.assertNotIn('变化', text)
        self.write('data/%s.txt' % self.id, 'longer than before\n')
        self.assertIn('已变化', self.ok('show', masked, '-i', 'one.inv'))
        self.ok('show', '--object', '99', '-i', 'one.inv', expect=2)

    def test_show_reads_stdin_again(self):
        self.make()
        data = ('x\n手机 %s\n' % self.mobile).encode()
        run = self.run_qingce('show', 'shop.sql@9', '--stdin', stdin=data)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn('****', run.stdout.decode())
        self.assertNotIn(self.mobile, run.stdout.decode())

    def test_show_writes_nothing(self):
        self.make()
        before = self.listing()
        self.ok('show', 'data/a.txt')
        self.assertEqual(self.listing(), before)

    # ---- diff

    def test_diff_tells_new_from_not_looked_at(self):
        self.make()
        self.scan_to('one.inv')
        self.write('data/c.txt', '手机 %s\n' % ids.mobile(self.random))
        self.scan_to('two.inv', '--exclude', 'b.txt')
        report = json.loads(self.ok('diff', 'one.inv', 'two.inv', '-o', 'json=-'))
        self.assertEqual(
            [(r['change'], r['location']) for r in report['rows']],
            [('new', 'data/c.txt'), ('unread', 'data/b.txt')],
        )
        text = self.ok('diff', 'one.inv', 'two.inv')
        self.assertIn('新增 1，增加 0，变化 0，减少 0，复查未发现 0，未能复查 1，未变 1', text)
        self.ok('diff', 'one.inv', 'two.inv', '--fail-on-new', expect=1)
        self.ok('diff', 'one.inv', 'two.inv', '--fail-on', 'count:2', expect=0)
        self.ok('diff', 'one.inv', 'two.inv', '--fail-on', 'count:1', expect=1)
        self.ok('diff', 'one.inv', 'two.inv', '--fail-on-new', '--on-incomplete', 'fail', expect=3)
        self.ok('diff', 'one.inv', 'one.inv', '--fail-on-new', '--on-incomplete', 'fail')
        first = self.ok('diff', 'one.inv', 'two.inv', '-o', 'json=diff.json')
        with open(self.path('diff.json'), encoding='utf-8') as f:
            self.assertEqual(json.load(f), report)
        self.assertEqual(first, text)
        self.assertEqual(os.stat(self.path('diff.json')).st_mode & 0o777, 0o600)

    def test_diff_refuses_what_cannot_be_compared(self):
        self.make()
        self.scan_to('one.inv')
        other = self.write('other-key', 'ab' * 32, 0o600)
        self.scan_to('two.inv', key=other)
        self.assert_usage_error('diff', 'one.inv', 'two.inv', names='--key-file')
        self.assert_usage_error('diff', 'one.inv', 'data/a.txt')
        self.assert_usage_error('diff', 'one.inv', 'one.inv', '-o', 'json=one.inv', names='one.inv')
        self.assert_usage_error('diff', 'one.inv', 'one.inv', '-o', 'sarif=x', names='-o')
        self.assert_usage_error('diff', 'one.inv', 'one.inv', '--fail-on', 'some', names='--fail-on')

    # ---- thresholds

    def test_thresholds_of_scan_and_report(self):
        self.make()
        # Both values stand beside words that name them: confirmed. Mobile is L3, resident ID L4.
        for level in ('low', 'medium', 'high', 'critical', 'count:2'):
            self.scan_to('one.inv', '--fail-on', level, expect=1)
            self.ok('report', 'one.inv', '-q', '--fail-on', level, expect=1)
        self.scan_to('one.inv', '--fail-on', 'count:3')
        os.remove(self.path('data/b.txt'))
        self.scan_to('two.inv', '--fail-on', 'high', expect=1)
        self.scan_to('two.inv', '--fail-on', 'critical')
        self.assert_usage_error('report', 'two.inv', '--fail-on', '0', names='--fail-on')
        # What was not read outranks what was found.
        self.write('data/x.pdf', '%PDF-1.4\n')
        self.scan_to('two.inv', '--fail-on', 'low', '--on-incomplete', 'fail', expect=3)
        self.ok('report', 'two.inv', '--fail-on', 'low', '--on-incomplete', 'fail', expect=3)

    def test_with_a_baseline_only_what_is_new_counts(self):
        self.make()
        self.scan_to('one.inv')
        self.scan_to('two.inv', '--baseline', 'one.inv', '--fail-on', 'low')
        self.write('data/c.txt', '手机 %s\n' % ids.mobile(self.random))
        self.scan_to('two.inv', '--baseline', 'one.inv', '--fail-on', 'low', expect=1)
        text = self.ok('report', 'two.inv', '--baseline', 'one.inv')
        self.assertIn('新增 1', text)

    # ---- accepted rows

    def test_accepted_rows_do_not_count_and_stay(self):
        self.make()
        self.scan_to('one.inv')
        self.accept('--rule', 'cn.mobile', '--until', '2099-12-31')
        self.assertEqual(os.stat(self.path('accepted.toml')).st_mode & 0o777, 0o600)
        report = json.loads(self.ok('report', 'one.inv', '--accepted', 'accepted.toml', '-o', 'json=-'))
        self.assertEqual(
            report['accepted'], {'entries': 1, 'expired': 0, 'rows': 1, 'matches': 1, 'lapsed': 0}
        )
        self.assertEqual(
            [r['accepted'] for r in report['rows']],
            [{'reason': '对外公布', 'by': '王五', 'until': '2099-12-31'}, None],
        )
        # Counted in the other reports as well.
        sarif = json.loads(self.ok('report', 'one.inv', '--accepted', 'accepted.toml', '-o', 'sarif=-'))
        self.assertEqual(sarif['runs'][0]['properties']['accepted'], {'rows': 1, 'matches': 1, 'lapsed': 0})
        table = self.ok('report', 'one.inv', '--accepted', 'accepted.toml', '-o', 'csv=-', '--lang', 'en')
        facts = {row[4]: row[20] for row in csv.reader(table.splitlines()[1:]) if row[0] == 'Run'}
        self.assertEqual(
            [facts[name] for name in ('Accepted rows', 'Accepted matches', 'Rows whose acceptance has lapsed')],
            ['1', '1', '0'])
        self.assertNotIn('Accepted rows', self.ok('report', 'one.inv', '-o', 'csv=-', '--lang', 'en'))
        self.assertIn('其中已接受 1 行', self.ok('report', 'one.inv', '--accepted', 'accepted.toml'))
        os.remove(self.path('data/b.txt'))
        self.scan_to('two.inv', '--accepted', 'accepted.toml', '--fail-on', 'low')
        # One match more than was accepted: open again.
        self.write('data/a.txt', '手机 %s，手机 %s\n' % (self.mobile, ids.mobile(self.random)))
        self.scan_to('two.inv', '--accepted', 'accepted.toml', '--fail-on', 'low', expect=1)
        self.ok('diff', 'one.inv', 'two.inv', '--fail-on-new', '--accepted', 'accepted.toml', expect=1)
        # And accepted again.
        self.ok('baseline', 'accept', 'two.inv', '--file', 'accepted.toml', '--reason', 'x', '--by', 'y', '--all')
        self.ok('diff', 'one.inv', 'two.inv', '--fail-on-new', '--accepted', 'accepted.toml')
        self.assertEqual(self.ok('baseline', 'list', 'accepted.toml').count('\n'), 1)

    def test_an_acceptance_ends(self):
        self.make()
        self.scan_to('one.inv')
        self.accept('--all', '--until', '2099-12-31')
        self.scan_to('two.inv', '--accepted', 'accepted.toml', '--fail-on', 'low')
        self.scan_to(
            'two.inv', '--accepted', 'accepted.toml', '--fail-on', 'low', '--reference-date', '2100-01-01', expect=1
        )
        report = json.loads(self.ok('report', 'two.inv', '--accepted', 'accepted.toml', '-o', 'json=-'))
        self.assertEqual(report['accepted']['expired'], 2)
        self.assertEqual(report['accepted']['lapsed'], 2)

    def test_allow_lists_by_path_field_and_digest(self):
        self.make()
        self.scan_to('one.inv')
        digest = self.digest('cn.mobile', self.mobile)[0]
        self.write('digests', digest + '\n-\n')
        for args, rows in (
            (('--path', 'data/b.*'), ['data/b.txt']),
            (('--path', 'data'), ['data/a.txt', 'data/b.txt']),
            (('--path', 'other/**'), []),
            (('--digests', 'digests'), ['data/a.txt']),
            (('--digests', 'digests', '--rule', 'cn.resident-id'), []),
            (('--field', 'users.phone'), []),
        ):
            if os.path.exists(self.path('allow.toml')):
                os.remove(self.path('allow.toml'))
            self.ok(
                'baseline', 'allow', 'one.inv', '--file', 'allow.toml', '--reason', 'r', '--by', 'b', *args
            )
            report = json.loads(self.ok('report', 'one.inv', '--accepted', 'allow.toml', '-o', 'json=-'))
            self.assertEqual([r['location'] for r in report['rows'] if r['accepted']], rows, args)

    def test_accepted_files_are_the_operators_alone(self):
        self.make()
        self.scan_to('one.inv')
        self.accept('--all')
        with open(self.path('accepted.toml'), encoding='utf-8') as f:
            good = f.read()
        os.chmod(self.path('accepted.toml'), 0o620)
        self.assert_usage_error('report', 'one.inv', '--accepted', 'accepted.toml', names='chmod go-w')
        self.write('data/accepted.toml', good, 0o600)
        self.assert_usage_error('report', 'one.inv', '--accepted', 'data/accepted.toml', names='位于扫描目标')
        self.assert_usage_error(
            'scan', 'data', '-i', 'x.inv', '--accepted', 'data/accepted.toml', names='位于扫描目标'
        )
        for bad, name in (
            (good.replace('cn.mobile', 'cn.other'), 'fingerprint'),
            (good.replace('reason', 'raison'), 'reason'),
            (good.replace('matches = 1', 'matches = 0'), 'matches'),
            (good.replace('schema = ', 'scheme = '), 'scheme'),
            (good + '[[allow]]\nreason = "a"\nby = "b"\nsince = "2026-01-01"\n', 'path'),
            (good + '[[allow]]\npath = "x"\nreason = "a\\u202E"\nby = "b"\nsince = "2026-01-01"\n', 'reason'),
            (good.replace('since = "', 'since = "x'), 'since'),
            ('not toml', 'accepted.toml'),
        ):
            self.write('bad.accepted.toml', bad, 0o600)
            text = self.assert_usage_error('report', 'one.inv', '--accepted', 'bad.accepted.toml', names=name)
            self.assertIn('bad.accepted.toml', text)

    def test_accepting_asks_for_rows_reason_and_name(self):
        self.make()
        self.scan_to('one.inv')
        base = ('baseline', 'accept', 'one.inv', '--file', 'f.toml')
        self.assert_usage_error(*base, '--by', 'b', '--all', names='--reason')
        self.assert_usage_error(*base, '--reason', 'r', '--all', names='--by')
        self.assert_usage_error(*base, '--reason', 'r', '--by', 'b', names='--all')
        self.assert_usage_error(*base, '--reason', 'r', '--by', 'b', '--rule', 'none', names='--rule')
        self.assert_usage_error(*base, '--reason', 'r\x1b', '--by', 'b', '--all', names='--reason')
        self.assert_usage_error(*base, '--reason', 'r', '--by', 'b', '--all', '--until', '2020-01-01', names='--until')
        self.assert_usage_error(*base, '--reason', 'r', '--by', 'b', '--location', 'data/none', names='没有符合的行')
        self.ok(*base, '--reason', 'r', '--by', 'b', '--all', '--dry-run')
        self.assertFalse(os.path.exists(self.path('f.toml')))


if __name__ == '__main__':
    unittest.main()
