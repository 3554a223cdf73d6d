"""Run by 03-diff.sh. Every change is planted by this script, so what `diff` has to say is known beforehand."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile

from qcgen import ids, rng
from qcshow import QINGCE, Scan

PLAIN = 40


def make(root, random):
    os.makedirs(os.path.join(root, 'data'))
    for i in range(PLAIN):
        with open(os.path.join(root, 'data', 'f%02d.txt' % i), 'w', encoding='utf-8') as f:
            for _ in range(5 + i):
                f.write('手机 %s，身份证号 %s\n' % (ids.mobile(random), ids.resident_id(random)))
    with tarfile.open(os.path.join(root, 'data', 'old.tar'), 'w') as t:
        t.add(os.path.join(root, 'data', 'f00.txt'), 'f00.txt')
    for base, _, files in os.walk(root):
        for name in files:
            os.utime(os.path.join(base, name), (1700000000, 1700000000))


def diff(old, new, directory, *flags):
    run = subprocess.run(
        [QINGCE, 'diff', old, new, '-q', '-o', 'json=-', *flags], capture_output=True, cwd=directory
    )
    return run.returncode, json.loads(run.stdout) if run.stdout else None, run.stderr.decode()


def fingerprints(path):
    """Of a SARIF report: {(rule, message without counts)} is no key, so the place and the rule are."""
    with open(path, encoding='utf-8') as f:
        sarif = json.load(f)
    return sorted(
        (r['ruleId'], r['partialFingerprints']['qingce/v1'], r['partialFingerprints']['primaryLocationLineHash'])
        for run in sarif['runs']
        for r in run['results']
    )


def main():
    directory, key = sys.argv[1], sys.argv[2]
    random = rng(3, 'diff', 'rows')
    root = os.path.join(directory, 'one')
    make(root, random)
    problems = []

    def check(what, ok):
        if not ok:
            problems.append(what)

    def scan(name, where, with_key=key, env=None, *flags):
        out = os.path.join(directory, name)
        Scan(['data'], out, with_key, '-o', 'sarif=' + out + '.sarif', *flags, cwd=where, env=env)
        return out

    before = scan('before', root)

    # The same again: nothing but unchanged rows, and byte for byte the same answer.
    again = scan('again', root, key, None, '-j', '3')
    code, same, _ = diff(before + '.inv', again + '.inv', directory, '--fail-on-new')
    check('two equal scans differ', code == 0 and same['rows'] == [] and same['coverage_shrunk'] == [])
    rows = same['rows_by_change']['unchanged']

    # One more mobile number in one file: one row has grown by one, and nothing else.
    with open(os.path.join(root, 'data', 'f07.txt'), 'a', encoding='utf-8') as f:
        f.write('手机 %s\n' % ids.mobile(random))
    grown = scan('grown', root)
    code, one, _ = diff(before + '.inv', grown + '.inv', directory, '--fail-on-new')
    check('exit %d for a grown row' % code, code == 1)
    check('not exactly one row', len(one['rows']) == 1)
    row = one['rows'][0]
    check(
        'another row: %r' % row,
        (row['change'], row['location'], row['rule'], row['field']) == ('grown', 'data/f07.txt', 'cn.mobile', None)
        and row['before']['matches'] == 12
        and row['now']['matches'] == 13,
    )
    want = hashlib.sha256(b'cn.mobile\0data/f07.txt\0').hexdigest()
    check('the fingerprint is not as documented', row['fingerprint'] == want)
    check('counts', one['rows_by_change']['unchanged'] == rows - 1 and one['rows_by_change']['grown'] == 1)

    # The other way round it has shrunk; another value of the same number of matches is a change.
    code, back, _ = diff(grown + '.inv', before + '.inv', directory, '--fail-on-new')
    check('shrunk', code == 0 and [r['change'] for r in back['rows']] == ['shrunk'])
    path = os.path.join(root, 'data', 'f07.txt')
    lines = open(path, encoding='utf-8').read().split('\n')
    lines[-2] = '手机 %s' % ids.mobile(random)
    with open(path, 'w', encoding='utf-8') as f:
        f.write('\n'.join(lines))
    changed = scan('changed', root)
    code, other, _ = diff(grown + '.inv', changed + '.inv', directory)
    check('changed', code == 0 and [r['change'] for r in other['rows']] == ['changed'])

    # A file removed, one made new, one unreadable by an option, one whose archive is damaged.
    os.remove(os.path.join(root, 'data', 'f01.txt'))
    shutil.copyfile(os.path.join(root, 'data', 'f02.txt'), os.path.join(root, 'data', 'new.txt'))
    with open(os.path.join(root, 'data', 'old.tar'), 'r+b') as f:
        f.truncate(700)
    after = scan('after', root, key, None, '--exclude', 'f03.txt')
    code, many, _ = diff(changed + '.inv', after + '.inv', directory, '--on-incomplete', 'fail')
    check('exit %d although less was looked at' % code, code == 3)
    by = {}
    for r in many['rows']:
        by.setdefault((r['change'], r['location']), []).append(r)
    check(
        'rows of four changes: %s' % sorted(by),
        set(by)
        == {
            ('gone', 'data/f01.txt'),
            ('new', 'data/new.txt'),
            ('unread', 'data/f03.txt'),
        }
        | {k for k in by if k[1] == 'data/old.tar!f00.txt'},
    )
    tar = [k[0] for k in by if k[1] == 'data/old.tar!f00.txt']
    check('rows of a cut archive are %s' % tar, 'gone' not in tar and tar)
    why = by[('unread', 'data/f03.txt')][0]['why']
    check('why: %s' % why, why == {'kind': 'gap', 'reason': 'excluded'})
    shrunk = [o['location'] for o in many['coverage_shrunk']]
    check('coverage: %s' % shrunk, 'data/f03.txt' in shrunk and 'data/old.tar' in shrunk)

    # Another key: refused, for values cannot be told apart. Fingerprints do not care.
    other_key = os.path.join(directory, 'other-key')
    with open(os.open(other_key, os.O_WRONLY | os.O_CREAT, 0o600), 'w') as f:
        f.write('ff' * 32)
    home = os.path.join(directory, 'another', 'home')
    os.makedirs(home)
    moved = os.path.join(directory, 'another', 'root', 'deep')
    shutil.copytree(root, moved, copy_function=shutil.copy)
    env = dict(os.environ, HOME=home, USER='somebody', LOGNAME='somebody', TZ='Asia/Shanghai')
    there = scan('there', moved, other_key, env, '--exclude', 'f03.txt')
    code, nothing, text = diff(after + '.inv', there + '.inv', directory)
    check('another key gave exit %d' % code, code == 2 and nothing is None and 'qingce' in text)
    first, second = fingerprints(after + '.sarif'), fingerprints(there + '.sarif')
    check('fingerprints differ on another machine and key', first == second and len(first) > PLAIN)
    kept = [r for r in fingerprints(before + '.sarif') if r in first]
    check('fingerprints changed with the content', len(kept) == len(fingerprints(before + '.sarif')) - 6)

    for p in problems:
        print('  ' + p)
    print(
        'diff: %d rows, one grown row told as that alone; %d fingerprints equal under another root, user and key; '
        '%d problems' % (rows, len(first), len(problems))
    )
    sys.exit(1 if problems else 0)


if __name__ == '__main__':
    main()
