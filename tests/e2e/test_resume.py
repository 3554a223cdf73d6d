"""Interrupted scans: what is left can be read, goes on with --resume, and ends in the same bytes."""
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import time
import unittest

from base import QINGCE, Case

HOOKED = os.path.join(os.path.dirname(QINGCE), 'bin', 'qingce_hooked')
LINE = '身份证号 11010519491231002X\n'


class Resume(Case):
    def setUp(self):
        super().setUp()
        for n in range(40):
            self.write('in/%02d/f.txt' % n, LINE * (n + 1))
        self.flags = ['--key-file', self.key, '--reference-date', '2026-11-21', '-i', 'r.inv', '-o', 'json=r.json',
                      '-o', 'findings=r.findings', '-q']

    def read(self, name):
        with open(self.path(name), 'rb') as f:
            return f.read()

    def assert_same_as_whole(self):
        self.scan('in')
        self.assertEqual(self.read('r.json'), self.read('out.json'))
        self.assertEqual(self.read('r.findings'), self.read('out.findings'))

    def resume(self, *flags, expect=0):
        run = self.run_qingce('scan', 'in', *self.flags, '--resume', *flags)
        self.assertEqual(run.returncode, expect, run.stderr)
        return run.stderr.decode()

    def start_and_wait_inside(self):
        """A scan whose reader stays in one object for good, once it has finished others."""
        self.write('in/20/stuck.txt', LINE + 'qingce-test:wait\n')
        process = subprocess.Popen([HOOKED, 'scan', 'in', *self.flags, '-j', '2'], cwd=self.dir, env=self.env,
                                   stderr=subprocess.PIPE)
        for _ in range(1200):
            if self.finished_items() > 10:
                return process
            time.sleep(0.05)
        process.kill()
        self.fail('the scan finished nothing in a minute')

    def finished_items(self):
        try:
            with contextlib.closing(sqlite3.connect('file:%s?mode=ro' % self.path('r.inv'), uri=True)) as db:
                return db.execute('SELECT count(*) FROM items WHERE done = 1').fetchone()[0]
        except sqlite3.Error:
            return 0

    def assert_readable_and_not_complete(self):
        run = self.run_qingce('report', 'r.inv', '--lang', 'en')
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(b'did not end', run.stdout)

    def test_report_on_a_running_scan(self):
        process = self.start_and_wait_inside()
        try:
            self.assert_readable_and_not_complete()
            for name in ('json', 'sarif', 'csv', 'md'):
                run = self.run_qingce('report', 'r.inv', '-q', '-o', '%s=now.%s' % (name, name))
                self.assertEqual(run.returncode, 0, run.stderr)
            self.assertIsNone(process.poll(), 'a reader does not disturb the scan')
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        now = json.loads(self.read('now.json'))
        sarif = json.loads(self.read('now.sarif'))
        self.assertFalse(sarif['runs'][0]['invocations'][0]['executionSuccessful'])
        self.resume()
        whole = json.loads(self.read('r.json'))
        self.assertGreater(len(now['objects']), 0)  # finished items are directories, too
        self.assertNotIn('in/20/stuck.txt', [o['location'] for o in now['objects']])
        for row in now['rows']:
            self.assertIn(row, whole['rows'])
        self.assertEqual(sum(len(r['results']) for r in sarif['runs']), len(now['rows']))

    def test_signals(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(signal=number):
                process = self.start_and_wait_inside()
                process.send_signal(number)
                _, text = process.communicate(timeout=60)
                self.assertEqual(process.returncode, code, text)
                self.assertIn(b'--resume', text)
                self.assertFalse(os.path.exists(self.path('r.inv-wal')), 'one file is left')
                self.assertFalse(os.path.exists(self.path('r.json')), 'no report of half a scan')
                self.assert_readable_and_not_complete()
                self.resume()
                self.assert_same_as_whole()
                for name in ('r.inv', 'r.json'):
                    os.unlink(self.path(name))

    def test_kill(self):
        process = self.start_and_wait_inside()
        process.kill()
        process.communicate(timeout=60)
        self.assert_readable_and_not_complete()
        self.resume()
        self.assert_same_as_whole()

    def test_second_signal_ends_at_once(self):
        process = self.start_and_wait_inside()
        # The process that scans cannot answer the first one.
        with open('/proc/%d/task/%d/children' % (process.pid, process.pid)) as f:
            child = int(f.read().split()[0])
        os.kill(child, signal.SIGSTOP)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertIn(process.returncode, (130, 143))
        self.assertFalse(os.path.exists('/proc/%d/fd/0' % child))
        self.assert_readable_and_not_complete()
        self.resume()
        self.assert_same_as_whole()

    def test_other_options_are_refused_by_name(self):
        process = self.start_and_wait_inside()
        process.kill()
        process.communicate(timeout=60)
        before = self.read('r.inv')
        other_key = self.write('other.key', '22' * 32, 0o600)
        for flags, word in (
            (['--max-depth', '3'], '--max-depth'),
            (['--key-file', other_key], 'key'),
            (['--reference-date', '2020-01-01'], '--reference-date'),
            (['--disable', 'email'], 'rules'),
            (['other'], 'targets'),
        ):
            with self.subTest(word=word):
                self.write('other/x', 'x')
                text = self.resume(*flags, expect=2)
                self.assertIn(word, text)
                self.assertNotIn('2020', text)
        self.assertEqual(self.read('r.inv'), before)
        self.resume()

    def test_reference_date_is_the_first_ones(self):
        process = self.start_and_wait_inside()
        process.kill()
        process.communicate(timeout=60)
        at = self.flags.index('--reference-date')
        del self.flags[at : at + 2]
        self.resume()
        self.assert_same_as_whole()

    def test_nothing_to_go_on_with(self):
        self.assert_usage_error('scan', 'in', *self.flags, '--resume', names='r.inv')
        self.write('r.inv', 'something else')
        self.assert_usage_error('scan', 'in', *self.flags, '--resume', names='r.inv')

    def test_stdin_is_refused(self):
        self.scan('in')
        self.assert_usage_error('scan', '-', '-i', 'out.inv', '--key-file', self.key, '--resume', names='标准输入', stdin=b'x')

    def test_a_complete_one_gives_its_reports(self):
        self.scan('in')
        before = self.read('out.inv')
        run = self.run_qingce('scan', 'in', *self.flags, '-i', 'out.inv', '--resume')
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(self.read('r.json'), self.read('out.json'))
        self.assertEqual(self.read('out.inv'), before)

    def test_own_files_are_no_objects(self):
        """stdout and stderr may be files of the target."""
        with open(self.path('in/log.txt'), 'wb') as log:
            run = subprocess.run([QINGCE, 'scan', 'in', '--key-file', self.key, '-i', 'o.inv', '-o', 'json=o.json'],
                                 cwd=self.dir, env=self.env, stdout=log, stderr=log)
        self.assertEqual(run.returncode, 0)
        self.assertNotIn(b'log.txt', self.read('o.json'))

    def test_crash_costs_one_object(self):
        self.one_object_is_lost('segv')

    def test_exit_of_a_library_costs_one_object(self):
        self.one_object_is_lost('exit')

    def one_object_is_lost(self, word):
        self.write('in/07/bad.txt', LINE + 'qingce-test:%s\n' % word)
        run = subprocess.run([HOOKED, 'scan', 'in', *self.flags, '-j', '3'], cwd=self.dir, env=self.env,
                             capture_output=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.scan('in')
        states = {o['location']: o['state'] for o in self.json['objects']}
        os.replace(self.path('r.json'), self.path('out.json'))
        crashed = {o['location']: o['state'] for o in self.json['objects']}
        self.assertEqual(states.keys(), crashed.keys())
        self.assertEqual([l for l in states if states[l] != crashed[l]], ['in/07/bad.txt'])
        self.assertEqual([(g['location'], g['reason']) for g in self.json['gaps']], [('in/07/bad.txt', 'reader-failed')])

    def test_crash_on_stdin_costs_stdin(self):
        run = subprocess.run([HOOKED, 'scan', '-', 'in', *self.flags], cwd=self.dir, env=self.env,
                             input=(LINE + 'qingce-test:abrt\n').encode(), capture_output=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        os.replace(self.path('r.json'), self.path('out.json'))
        lost = [o['location'] for o in self.json['objects'] if o['state'] != 'scanned']
        self.assertEqual(lost, ['stdin'])


if __name__ == '__main__':
    unittest.main()
