"""The demo company: everything planted is found where it is, what cannot be read is said so, nothing else is claimed."""
import collections
import json
import os
import subprocess
import sys
import unittest

from base import HERE, Case

GENERATOR = os.path.join(HERE, '..', '..', 'corpora', 'gen_demo.py')


class Demo(Case):
    def setUp(self):
        super().setUp()
        subprocess.run(
            [
                sys.executable,
                '-B',
                GENERATOR,
                '--out',
                self.path('demo'),
                '--truth',
                self.path('truth'),
                '--customers',
                '600',
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with open(self.path('truth'), encoding='utf-8') as f:
            self.truth = [json.loads(line) for line in f]

    def check_found(self, encrypted):
        values = collections.defaultdict(set)
        for t in self.truth:
            values[t['rule']].add(t['value'])
        digest = {}
        for rule, all_values in values.items():
            ordered = sorted(all_values)
            digest.update(zip(((rule, v) for v in ordered), self.digest(rule, *ordered)))
        found = collections.Counter((f['location'], f['digest']) for f in self.findings)
        names = {f['digest'] for f in self.findings if f['field'] == '~name'}
        missing = collections.Counter()
        for t in self.truth:
            d = digest[t['rule'], t['value']]
            self.assertNotEqual(d, '-', t['rule'])
            if t.get('in_name'):
                missing['name'] += d not in names
            elif t.get('encrypted') and not encrypted:
                self.assertNotIn(('demo/' + t['location'], d), found)
            else:
                missing[t['location'], t['rule']] += ('demo/' + t['location'], d) not in found
        self.assertEqual({k: n for k, n in missing.items() if n}, {})

    def test_demo(self):
        run = self.scan('demo')
        self.check_found(encrypted=False)
        d = self.json
        gaps = {g['location']: g['reason'] for g in d['gaps']}
        self.assertEqual(gaps.get('demo/财务/工资表（加密）.zip!工资表_2025-05.csv'), 'encrypted')
        self.assertEqual(gaps.get('demo/合同扫描/服务合同_0001.pdf'), 'no-reader')
        self.assertEqual(gaps.get('demo/合同扫描/证件照片_0001.jpg'), 'image-text')
        encodings = {o['location']: o['encodings'] for o in d['objects']}
        self.assertEqual(encodings['demo/客户资料/客户名单_2025.csv'], ['GB18030'])
        self.assertIn('UTF-16LE', encodings['demo/客户资料/crm_export_unicode.txt'])
        display = {o['location']: o['display'] for o in d['objects']}
        nested = [l for l in display if 'members.zip!' in l and l.endswith('.csv')]
        self.assertEqual([display[l] for l in nested], ['会员/会员表.csv'])
        text = run.stdout.decode('utf-8')
        for t in self.truth:
            if t['rule'] != 'cn.landline':
                self.assertNotIn(t['value'], text)

    def test_demo_with_password(self):
        with open(self.path('demo/README.txt'), encoding='utf-8') as f:
            password = [line.split('：')[1] for line in f if '口令：' in line][0]
        self.write('passwords', password, 0o600)
        self.scan('--password-file', 'passwords', 'demo')
        self.check_found(encrypted=True)

    def test_hard_negatives_are_not_claimed(self):
        self.scan('demo')
        strong = [
            f
            for f in self.findings
            if f['location'] in ('demo/系统/订单与流水号.json', 'demo/日志/nginx_access.log')
            and f['confidence'] != 'possible'
        ]
        self.assertEqual([(f['rule'], f['offset']) for f in strong], [])


if __name__ == '__main__':
    unittest.main()
