"""People, not hits: rosters and customers through the real program, against what was written."""
import base64
import hashlib
import json
import os
import subprocess
import unittest

from base import HERE, Case, ids


def card(birth, sequence):
    body = '110105' + birth + '%03d' % sequence
    return body + ids.mod11_2(body)


def dump(table, columns, rows):
    lines = ['CREATE TABLE `%s` (\n%s\n);' % (table, ',\n'.join('  `%s` varchar(40)%s' % c for c in columns))]
    for row in rows:
        values = ','.join('NULL' if v is None else "'%s'" % v for v in row)
        lines.append('INSERT INTO `%s` VALUES (%s);' % (table, values))
    return '\n'.join(lines) + '\n'


class People(Case):
    def scan_at(self, date, *args):
        run = self.run_qingce(
            'scan', '--key-file', self.key, '--reference-date', date, '-i', 'out.inv', '--force', '-o', 'json=out.json',
            '--lang', 'en', *args)
        self.assertEqual(run.returncode, 0, run.stderr)
        with open(self.path('out.json'), encoding='utf-8') as f:
            return json.load(f), run.stdout.decode()

    def test_roster(self):
        mobiles = [ids.mobile(self.random) for _ in range(3)]
        births = ['20120228', '20120229', '20120301', '20110101', '20080228', '20080301']
        rows = [(card(b, i + 1), mobiles[i // 2], '2020-09-01') for i, b in enumerate(births)]
        columns = [('sfzh', " COMMENT '学生身份证号'"), ('jz_phone', " COMMENT '家长手机'"), ('entered', '')]
        self.write('roster.sql', dump('roster', columns, rows))
        for date, under_14, under_18 in (
                ('2026-02-28', 3, 6), ('2026-03-01', 1, 5), ('2026-03-02', 0, 4), ('2025-12-31', 3, 6)):
            report, summary = self.scan_at(date, 'roster.sql')
            table, = report['tables']
            self.assertEqual((table['location'], table['table']), ('roster.sql', 'roster'))
            self.assertEqual((table['at_least'], table['at_most'], table['exact']), (6, 9, True))
            self.assertEqual((date, table['under_14'], table['under_18']), (date, under_14, under_18))
            self.assertEqual(table['records'], 6)
            self.assertEqual(table['years'], [
                {'field': 'roster.entered', 'earliest': 2020, 'latest': 2020, 'records': {'2020': 6}}])
            self.assertIn('People: 6 to 9.', summary)

    def test_the_same_people_in_two_files(self):
        rows = [(card('19800101', i + 1), ids.mobile(self.random)) for i in range(5)]
        columns = [('id_card', ''), ('mobile', '')]
        self.write('a.sql', dump('users', columns, rows))
        self.write('b.sql', dump('orders', columns, [(None, mobile) for _, mobile in rows[:2]]))
        self.write('note.txt', 'call %s about %s\n' % (rows[0][1], rows[4][0]))
        report, _ = self.scan_at('2026-11-21', 'a.sql', 'b.sql', 'note.txt')
        # In b two of them are known by their mobile numbers only, and so are those of the note.
        self.assertEqual((report['people']['at_least'], report['people']['at_most']), (5, 7))
        by_table = {t['table']: (t['at_least'], t['at_most']) for t in report['tables']}
        self.assertEqual(by_table, {'users': (5, 5), 'orders': (1, 2)})

    def test_columns_that_decide(self):
        """Without names: mobile numbers are confirmed by their column, card numbers in a column of ids are noise."""
        def noise(i):
            return str(6217001234567890123 + i * 7)
        rows = [(noise(i), ids.mobile(self.random)) for i in range(200)]
        columns = [('c1', ''), ('c2', '')]
        self.write('t.sql', dump('t', columns, rows))
        report, _ = self.scan_at('2026-11-21', 't.sql')
        cells = {(r['field'], r['rule']): r for r in report['rows']}
        self.assertEqual(cells['t.c2', 'cn.mobile']['confidence'], 'confirmed')
        for (field, _), row in cells.items():
            if field == 't.c1':
                self.assertEqual(row['confidence'], 'possible')
        table, = report['tables']
        self.assertEqual((table['at_least'], table['at_most']), (1, len({m for _, m in rows})))

    def test_digests_and_ciphertexts(self):
        mobiles = [ids.mobile(self.random) for _ in range(50)]
        rows = [(hashlib.md5(m.encode()).hexdigest(), hashlib.sha256(m.encode()).hexdigest().upper(),
                 base64.b64encode(bytes([i]) + b'\xfb\x07' * 8).decode(), hashlib.md5(b'x' + m.encode()).hexdigest())
                for i, m in enumerate(mobiles)]
        columns = [('mobile_md5', ''), ('sfzh_sha256', ''), ('phone_enc', ''), ('etag', '')]
        self.write('t.sql', dump('t', columns, rows))
        report, _ = self.scan_at('2026-11-21', 't.sql')
        got = {r['field']: (r['by_state'], r['samples'][0]) for r in report['rows']}
        self.assertEqual(got['t.mobile_md5'], ({'pseudonymised': 50}, 'hex:32'))
        self.assertEqual(got['t.sfzh_sha256'], ({'pseudonymised': 50}, 'hex:64'))
        self.assertEqual(got['t.phone_enc'][1], 'base64:24')
        self.assertNotIn('t.etag', got)

    def test_the_show_with_few_people(self):
        env = dict(self.env, PEOPLE='3000', PUPILS='300')
        run = subprocess.run(
            ['bash', os.path.join(HERE, '..', 'shows', '04-people.sh')], capture_output=True, text=True, env=env,
            cwd=self.dir)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)


if __name__ == '__main__':
    unittest.main()
