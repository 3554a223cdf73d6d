"""Outputs: their contract, their places, their modes, and that a report from the inventory is the scan's own."""
import json
import os
import re
import stat
import subprocess
import time
import unittest

from base import QINGCE, RULES, Case, ids
from qcgen.containers import gz, tar
from qcgen.zipfiles import Entry, zip_bytes


class Outputs(Case):
    def setUp(self):
        super().setUp()
        r = self.random
        self.person, self.mobile, self.card = ids.resident_id(r), ids.mobile(r), ids.bank_card(r)
        self.line = '客户张伟，身份证号：%s，手机：%s，银行卡号：%s。\n' % (self.person, self.mobile, self.card)
        self.write('target/a.txt', self.line)
        self.write('target/b.tar.gz', gz(tar([('in/c.csv', self.line.encode('gbk'))])))
        self.write('target/d.zip', zip_bytes([Entry('e.txt', self.line.encode('utf-16-le'))]))

    def test_json_contract(self):
        self.scan('target')
        d = self.json
        self.assertEqual(d['schema'], 'qingce/inventory/1')
        self.assertEqual(set(d), {'schema', 'run', 'coverage', 'people', 'objects', 'rows', 'tables', 'gaps'})
        o = d['coverage']['objects']
        self.assertEqual((o['seen'], o['files'], o['members']), (5, 3, 2))
        self.assertEqual(o['seen'], o['scanned'] + o['partial'] + o['gap'])
        self.assertEqual(set(d['coverage']['bytes']), {'read', 'content'})
        locations = [x['location'] for x in d['objects']]
        for want in (
            'target/a.txt',
            'target/b.tar.gz',
            'target/b.tar.gz!in/c.csv',
            'target/d.zip',
            'target/d.zip!e.txt',
        ):
            self.assertIn(want, locations)
        for x in d['objects']:
            for key in ('location', 'display', 'bytes', 'state', 'format', 'reader', 'encodings'):
                self.assertIn(key, x)
            self.assertIn(x['state'], ('scanned', 'partial', 'gap'))
        for row in d['rows']:
            for key in (
                'location',
                'field',
                'rule',
                'matches',
                'distinct',
                'confidence',
                'by_confidence',
                'rejected',
                'samples',
            ):
                self.assertIn(key, row)
            self.assertIn(row['confidence'], ('possible', 'likely', 'confirmed'))
            self.assertIn(row['rule'], RULES)
        for gap in d['gaps']:
            self.assertIn('location', gap)
            self.assertIn('reason', gap)
        self.assertEqual(d['run']['reference_date'], '2026-11-21')

    def test_findings_contract(self):
        self.scan('target')
        found = self.findings
        keys = {
            'location',
            'field',
            'rule',
            'also',
            'offset',
            'length',
            'record',
            'confidence',
            'state',
            'masked',
            'digest',
        }
        want = {
            ('cn.resident-id', self.digest('cn.resident-id', self.person)[0]),
            ('cn.mobile', self.digest('cn.mobile', self.mobile)[0]),
            ('cn.bank-card', self.digest('cn.bank-card', self.card)[0]),
        }
        self.assertEqual(len(found), 9)
        for f in found:
            self.assertEqual(set(f), keys)
            self.assertRegex(f['digest'], '^[0-9a-f]{32}$')
        for location, codec in (
            ('target/a.txt', 'utf-8'),
            ('target/b.tar.gz!in/c.csv', 'gbk'),
            ('target/d.zip!e.txt', 'utf-16-le'),
        ):
            here = [f for f in found if f['location'] == location]
            self.assertEqual({(f['rule'], f['digest']) for f in here}, want, location)
            data = self.line.encode(codec)
            for f in here:
                value = {'cn.resident-id': self.person, 'cn.mobile': self.mobile, 'cn.bank-card': self.card}[
                    f['rule']
                ]
                self.assertEqual(data[f['offset'] : f['offset'] + f['length']], value.encode(codec), location)
        order = [(f['location'], f['offset']) for f in found]
        self.assertEqual(order, sorted(order))

    def test_same_value_one_digest_and_one_mask(self):
        self.scan('target')
        for rule in ('cn.resident-id', 'cn.mobile', 'cn.bank-card'):
            self.assertEqual(len({(f['digest'], f['masked']) for f in self.findings if f['rule'] == rule}), 1)

    def test_stdout_holds_only_the_report(self):
        self.scan('target')
        run = self.run_qingce(
            'scan',
            '--key-file',
            self.key,
            '--reference-date',
            '2026-11-21',
            '-i',
            'b.inv',
            '-o',
            'json=-',
            'target',
        )
        self.assertEqual(run.returncode, 0)
        with open(self.path('out.json'), 'rb') as f:
            self.assertEqual(run.stdout, f.read())
        run = self.run_qingce(
            'scan',
            '--key-file',
            self.key,
            '--reference-date',
            '2026-11-21',
            '-i',
            'c.inv',
            '-o',
            'findings=-',
            'target',
        )
        with open(self.path('out.findings'), 'rb') as f:
            self.assertEqual(run.stdout, f.read())

    def test_report_from_the_inventory_equals_the_scans_own(self):
        self.scan('target')
        run = self.run_qingce('report', 'out.inv', '-o', 'json=again.json', '-o', 'findings=-')
        self.assertEqual(run.returncode, 0, run.stderr)
        with open(self.path('out.json'), 'rb') as a, open(self.path('again.json'), 'rb') as b:
            self.assertEqual(a.read(), b.read())
        with open(self.path('out.findings'), 'rb') as a:
            self.assertEqual(a.read(), run.stdout)

    def test_report_without_kept_findings_says_so(self):
        self.run_qingce('scan', '-q', '--key-file', self.key, '-i', 'thin.inv', 'target')
        run = self.run_qingce('report', 'thin.inv', '-o', 'findings=f.jsonl')
        self.assertNotEqual(run.returncode, 0, 'findings that were not kept cannot be reported as none')
        self.assertFalse(os.path.exists(self.path('f.jsonl')))

    def test_options_take_one_word_and_leave_the_targets(self):
        self.write('second/x.txt', self.line)
        self.scan('--include', '*.txt', 'target/a.txt', 'second')
        self.assertEqual({f['location'] for f in self.findings}, {'target/a.txt', 'second/x.txt'})
        self.scan('target/a.txt', 'second', '--exclude', 'nothing')
        self.assertEqual({f['location'] for f in self.findings}, {'target/a.txt', 'second/x.txt'})

    def test_modes(self):
        old = os.umask(0)
        try:
            self.scan('target', '--explain', 'explain.jsonl')
        finally:
            os.umask(old)
        for name in ('out.inv', 'out.json', 'out.findings', 'explain.jsonl'):
            self.assertEqual(stat.S_IMODE(os.stat(self.path(name)).st_mode), 0o600, name)
        self.assertFalse(
            [n for n in os.listdir(self.dir) if n.endswith(('-wal', '-shm', '-journal', '.tmp'))]
        )

    def test_unwritable_output_is_exit_4_without_half_a_file(self):
        self.write('file', 'x')
        for args in (
            ('-o', 'json=missing/dir/x.json'),
            ('-o', 'json=file/x.json'),
            ('-i', 'missing/dir/x.inv'),
        ):
            with self.subTest(args):
                before = {p for p, _, _ in self.listing()}
                run = self.run_qingce('scan', '--key-file', self.key, '-i', 'w.inv', *args, 'target')
                self.assertEqual(run.returncode, 4, run.stderr)
                new = {p for p, _, _ in self.listing()} - before
                self.assertFalse([p for p in new if 'json' in p or 'x.inv' in p], new)
                for name in ('w.inv',):
                    if os.path.exists(self.path(name)):
                        os.unlink(self.path(name))

    def test_full_stdout_is_exit_4(self):
        with open('/dev/full', 'wb') as full:
            run = self.run_qingce(
                'scan', '-q', '--key-file', self.key, '-i', 'f.inv', '-o', 'json=-', 'target', stdout=full
            )
            self.assertEqual(run.returncode, 4)
            run = self.run_qingce('rules', 'list', stdout=full)
            self.assertEqual(run.returncode, 4)

    def test_same_bytes_for_any_jobs_and_window(self):
        outputs = set()
        for args in ((), ('-j', '1'), ('-j', '7', '--window', '4096'), ('--window', '65535')):
            self.scan(*args, 'target')
            with open(self.path('out.json'), 'rb') as a, open(self.path('out.findings'), 'rb') as b:
                outputs.add((a.read(), b.read()))
        self.assertEqual(len(outputs), 1)

    def test_run_facts_are_not_in_the_canonical_json(self):
        self.scan('target')
        text = json.dumps(self.json, ensure_ascii=False)
        self.assertNotIn(os.uname().nodename, text.replace('target', ''))
        self.assertNotRegex(json.dumps(self.json['run']), r'\d{2}:\d{2}:\d{2}')

    def test_summary_words(self):
        for lang, none in (('zh', '个对象中未发现'), ('en', None)):
            self.write('empty/nothing.txt', '今天天气很好\n')
            run = self.run_qingce(
                'scan', '--key-file', self.key, '--lang', lang, '-i', 'n-%s.inv' % lang, 'empty'
            )
            self.assertEqual(run.returncode, 0)
            text = run.stdout.decode('utf-8')
            if none:
                self.assertIn(none, text)
            for word in ('干净', '安全', '已销毁'):
                self.assertNotIn(word, text)
            self.assertFalse(re.search(r'\b(clean|safe)\b', text, re.I))

    def test_summary_languages(self):
        zh = self.run_qingce('scan', '--key-file', self.key, '-i', 'zh.inv', 'target').stdout.decode('utf-8')
        en = self.run_qingce(
            'scan', '--key-file', self.key, '--lang', 'en', '-i', 'en.inv', 'target'
        ).stdout.decode('utf-8')
        self.assertRegex(zh, '[\u4e00-\u9fff]')
        self.assertIn('身份证', zh)
        self.assertFalse(re.search('发现|对象|缺口', en))
        for text in (zh, en):
            for value in (self.person, self.mobile, self.card):
                self.assertNotIn(value, text)
        quiet = self.run_qingce('scan', '-q', '--key-file', self.key, '-i', 'q.inv', 'target')
        self.assertEqual((quiet.stdout, quiet.stderr), (b'', b''))

    def test_no_control_bytes_in_the_summary(self):
        os.makedirs(os.path.join(os.fsencode(self.path('odd'))))
        for name in (
            b'a\x1b[31mred',
            b'line\nbreak',
            b'tab\there',
            b'bidi\xe2\x80\xaeevil',
            b'gbk\xbf\xcd\xbb\xa7',
            b'50%!#;',
        ):
            with open(os.path.join(os.fsencode(self.path('odd')), name), 'wb') as f:
                f.write(self.line.encode())
        run = self.scan('odd')
        with open(self.path('out.findings'), 'rb') as f:
            everything = run.stdout + run.stderr + f.read()
        self.assertNotIn(b'\x1b', everything)
        self.assertNotIn(b'\xe2\x80\xae', everything)
        everything.decode('utf-8')
        locations = {f['location'] for f in self.findings}
        self.assertEqual(
            locations,
            {
                'odd/a%1B[31mred',
                'odd/line%0Abreak',
                'odd/tab%09here',
                'odd/bidi%E2%80%AEevil',
                'odd/gbk%BF\u037b%A7',  # CD BB is a character of UTF-8
                'odd/50%25%21%23%3B',
            },
        )


class Names(Case):
    """Values in names are findings, and masked wherever a name is printed."""

    def test_names_are_matched_and_masked(self):
        r = self.random
        values = [ids.resident_id(r) for _ in range(6)]
        directory, file, gap, member, gbk, link = values
        self.write('target/客户%s/合同_%s.txt' % (directory, file), 'x\n')
        self.write(
            'target/enc_%s.zip' % gap,
            zip_bytes(
                [
                    Entry('名单%s.csv' % member, b'x', password=b'secret'),
                    Entry(('名单%s.csv' % gbk).encode('gbk'), b'y', utf8=False),
                ]
            ),
        )
        os.symlink('nowhere', self.path('target/link_%s' % link))
        run = self.scan('--explain', 'explain.jsonl', 'target')
        report = self.run_qingce('report', 'out.inv')
        english = self.run_qingce('report', 'out.inv', '--lang', 'en')
        outputs = {
            'stdout': run.stdout,
            'stderr': run.stderr,
            'report': report.stdout + report.stderr,
            'english': english.stdout + english.stderr,
        }
        for name in ('out.json', 'out.findings', 'explain.jsonl'):
            with open(self.path(name), 'rb') as f:
                outputs[name] = f.read()
        for value in values:
            for name, data in outputs.items():
                self.assertNotIn(value.encode(), data, 'a raw name in ' + name)
        found = {
            f['digest'] for f in self.findings if f['field'] == '~name' and f['rule'] == 'cn.resident-id'
        }
        for value, what in zip(values[:5], ('directory', 'file', 'archive', 'member', 'gbk member')):
            self.assertIn(self.digest('cn.resident-id', value)[0], found, what)
        for f in self.findings:
            if f['field'] == '~name':
                self.assertIsNone(f['offset'])
                self.assertIn(f['masked'] + '~' + f['digest'][:6], f['location'])


class Surroundings(Case):
    """What the shell, the limits and other programs may do to a run."""

    def setUp(self):
        super().setUp()
        self.line = '手机：%s\n' % ids.mobile(self.random)
        self.write('target/a.txt', self.line)

    def closed(self, streams, *args):
        """Runs the program with standard streams closed by the shell: '0<&- 1>&-'."""
        command = '"$@" ' + streams
        return subprocess.run(
            ['sh', '-c', command, 'sh', QINGCE, 'scan', '--key-file', self.key, '-i', 'out.inv', '--force', *args],
            cwd=self.dir,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            env=self.env,
            timeout=300,
        )

    def test_closed_stdout_does_not_become_a_report(self):
        run = self.closed('1>&-', '-o', 'json=out.json', '-o', 'findings=out.findings', 'target')
        self.assertEqual(run.returncode, 4, 'the summary could not be written')
        with open(self.path('out.json'), 'rb') as f:
            json.loads(f.read())
        with open(self.path('out.findings'), 'rb') as f:
            for line in f:
                json.loads(line)
        self.assertEqual(self.closed('0<&- 1>&- 2>&-', '-q', '-o', 'json=out.json', 'target').returncode, 0)
        with open(self.path('out.json'), 'rb') as f:
            self.assertEqual(json.loads(f.read())['coverage']['objects']['seen'], 1)

    def test_closed_stdin_is_a_gap(self):
        run = self.closed('0<&-', '-o', 'json=-', '-')
        self.assertEqual(run.returncode, 3)
        d = json.loads(run.stdout)
        self.assertEqual([g['reason'] for g in d['gaps']], ['io-error'])
        self.assertEqual(d['coverage']['objects']['scanned'], 0)

    def test_few_descriptors(self):
        for i in range(400):
            self.write('many/%d/a/f.txt' % i, 'x\n')
        run = subprocess.run(
            ['sh', '-c', 'ulimit -n 64 && exec "$@"', 'sh', QINGCE]
            + ['scan', '--key-file', self.key, '-i', 'out.inv', '-j', '2', '-o', 'json=-', 'many'],
            cwd=self.dir,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.env,
            timeout=300,
        )
        self.assertEqual(run.returncode, 0)
        self.assertEqual(json.loads(run.stdout)['gaps'], [])

    def test_an_interrupted_scan_leaves_no_temporary_files(self):
        with subprocess.Popen(
            [QINGCE, 'scan', '--key-file', self.key, '-i', 'out.inv', '-o', 'json=out.json', '-'],
            cwd=self.dir,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.env,
        ) as run:
            # It waits for its input, with its outputs open.
            while not os.path.exists(self.path('out.inv')):
                self.assertIsNone(run.poll())
                time.sleep(0.01)
            run.terminate()
            run.communicate()
        left = sorted(n for n in os.listdir(self.dir) if n.startswith('.qingce') or n == 'out.json')
        self.assertEqual(left, [])

    def test_explain_does_not_write_into_another_name_of_a_file(self):
        os.link(self.path('target/a.txt'), self.path('explain.jsonl'))
        with open(self.path('target/a.txt'), 'rb') as f:
            before = f.read()
        self.scan('--explain', 'explain.jsonl', 'target')
        with open(self.path('target/a.txt'), 'rb') as f:
            self.assertEqual(f.read(), before)
        self.assertEqual(stat.S_IMODE(os.stat(self.path('explain.jsonl')).st_mode), 0o600)


if __name__ == '__main__':
    unittest.main()
