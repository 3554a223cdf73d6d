"""Kills, full disks, bad disks, crashing readers: what a scan leaves behind, and what a resume makes of it."""
import errno
import io
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
import zipfile

from qcshow import QINGCE

DIR = os.environ['DIR']
KEY = os.environ['KEY']
CORPORA = os.environ['CORPORA'] if 'CORPORA' in os.environ else os.path.join(os.environ['ROOT'], 'corpora')
HOOKED = os.environ.get('QINGCE_HOOKED', os.path.join(os.path.dirname(QINGCE), 'bin', 'qingce_hooked'))
ID_LINE = '身份证号 11010519491231002X\n'.encode()
FAILED = []


def check(good, what):
    if not good:
        FAILED.append(what)
        print('FAIL', what)


def command(out, targets, *flags, program=QINGCE, jobs=2):
    return [program, 'scan', *targets, '-q', '--key-file', KEY, '--reference-date', '2026-11-21', '--lang', 'en', '-j',
            str(jobs), '-i', out + '.inv', '-o', 'json=' + out + '.json', '-o', 'findings=' + out + '.findings', *flags]


def run(out, targets, *flags, program=QINGCE, jobs=2, env=None):
    return subprocess.run(command(out, targets, *flags, program=program, jobs=jobs), cwd=DIR, capture_output=True,
                          env=dict(os.environ, **(env or {})))


def report_says_incomplete(inventory):
    """The inventory can be read, and says that it is not the whole."""
    shown = subprocess.run([QINGCE, 'report', inventory, '--lang', 'en'], cwd=DIR, capture_output=True, text=True)
    return shown.returncode == 0 and 'did not end' in shown.stdout


def same(a, b):
    for kind in ('.json', '.findings'):
        with open(a + kind, 'rb') as f, open(b + kind, 'rb') as g:
            if f.read() != g.read():
                return False
    return True


def is_whole(out):
    """Everything is in the inventory, only its last folding failed."""
    made = subprocess.run([QINGCE, 'report', out + '.inv', '-o', 'json=' + out + '.json'], cwd=DIR, capture_output=True)
    with open(os.path.join(DIR, 'whole.json'), 'rb') as f, open(os.path.join(DIR, out + '.json'), 'rb') as g:
        return made.returncode == 0 and f.read() == g.read()


def tar_of(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w') as t:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zip_of(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
        for name, data in members:
            z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def put(name, data):
    path = os.path.join(DIR, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as f:
        f.write(data)
    return name


def corpus():
    subprocess.run([sys.executable, os.path.join(CORPORA, 'gen_planted.py'), '--out', os.path.join(DIR, 'planted'),
                    '--values', os.environ.get('VALUES', '10000')], check=True, stdout=subprocess.DEVNULL)
    put('nested/big.zip', zip_of([('layer%d.tar' % n, tar_of([('part%d' % i, ID_LINE * 5000) for i in range(10)]))
                                  for n in range(2)]))
    return ['planted/corpus', 'nested']


def look_into(inventory, query):
    """A number that the file says (of a copy: looking must not change it), 0 if there is nothing to read yet."""
    probe = os.path.join(DIR, 'probe')
    shutil.rmtree(probe, ignore_errors=True)
    os.makedirs(probe)
    for side in ('', '-wal'):
        if os.path.exists(inventory + side):
            shutil.copy(inventory + side, os.path.join(probe, 'x' + side))
    try:
        with sqlite3.connect(os.path.join(probe, 'x')) as db:
            return db.execute(query).fetchone()[0]
    except sqlite3.Error:
        return 0


def finished_items(inventory):
    return look_into(inventory, 'SELECT count(*) FROM items WHERE done = 1')


def rows_of_open_items(inventory):
    return look_into(inventory, 'SELECT count(*) FROM rows WHERE object >> 32 IN (SELECT id FROM items WHERE done = 0)')


def resumed(out, reference, targets, jobs):
    """Resumes until the scan is complete; a kill before the inventory existed is a new scan."""
    again = run(out, targets, '--resume', jobs=jobs)
    if again.returncode == 2:
        again = run(out, targets, '--force', jobs=jobs)
    check(again.returncode == 0, '%s: exit %d: %s' % (out, again.returncode, again.stderr.decode()[-200:]))
    check(again.returncode != 0 or same(os.path.join(DIR, out), os.path.join(DIR, reference)), out + ': other bytes')
    return again.returncode == 0


def children(pid):
    with open('/proc/%d/task/%d/children' % (pid, pid)) as f:
        return [int(p) for p in f.read().split()]


def kill_one(n, moment, only_child, targets, jobs):
    """One scan killed at `moment` seconds. Returns the items it had finished, None if it was faster."""
    out = 'k%d' % n
    process = subprocess.Popen(command(out, targets, jobs=jobs), cwd=DIR, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    time.sleep(moment)
    try:
        if only_child:
            for pid in children(process.pid):
                os.kill(pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, FileNotFoundError):
        pass
    code = process.wait()
    if only_child and code != -signal.SIGKILL:
        # The supervisor goes on by itself.
        check(code == 0, '%s: exit %d after its child was killed' % (out, code))
        check(same(os.path.join(DIR, out), os.path.join(DIR, 'whole')), out + ': other bytes')
        return None
    inventory = os.path.join(DIR, out + '.inv')
    done = finished_items(inventory) if os.path.exists(inventory) else 0
    if code == 0:
        return None
    if done:
        shown = subprocess.run([QINGCE, 'report', inventory], cwd=DIR, capture_output=True)
        check(shown.returncode == 0, out + ': the inventory that is left cannot be read')
    resumed(out, 'whole', targets, 1 + n % 3)
    return done


def inside_nested():
    """A kill that is certainly inside a nested archive: the test program stays in one of its members for good, and says
    so. Finished items beside it and the half of the archive that was read must not show in what a resume makes."""
    if not os.path.exists(HOOKED):
        raise SystemExit('no %s (configure with -DQINGCE_TEST_HOOKS=ON)' % HOOKED)
    for n in range(4):
        put('stuck/a%d.txt' % n, ID_LINE * (n + 1))
    # Before the place enough findings for pieces of the open item to lie in the inventory already.
    before = [('part%d' % i, ID_LINE * 60000) for i in range(5)]
    stuck = ('stuck', ID_LINE * 2 + b'qingce-test:wait\n' + ID_LINE)
    inner = [('first.tar', tar_of(before)), ('second.tar', tar_of([before[0], stuck, before[1]])), ('z.txt', ID_LINE)]
    put('stuck/m.zip', zip_of([('deep.zip', zip_of(inner)), ('y.txt', ID_LINE)]))
    put('stuck/z.txt', ID_LINE)
    check(run('stuck-whole', ['stuck']).returncode == 0, 'the whole scan of the nested archive')
    process = subprocess.Popen(command('stuck-killed', ['stuck'], program=HOOKED, jobs=1), cwd=DIR,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.readline()
    check(said == b'waiting\n', 'the place inside the nested archive was not met: %r' % said[-100:])
    # The worker stands still; what it had handed over before is committed within a second or so.
    inventory = os.path.join(DIR, 'stuck-killed.inv')
    for _ in range(600):
        begun = rows_of_open_items(inventory)
        if begun:
            break
        time.sleep(0.1)
    check(process.poll() is None, 'the scan ended by itself')
    process.kill()
    process.wait()
    process.stderr.close()
    kept = finished_items(inventory)
    check(begun > 0, 'inside a nested archive: nothing of the open item was in the inventory')
    check(kept >= 4, 'inside a nested archive: only %d items finished' % kept)
    check(report_says_incomplete(inventory), 'inside a nested archive: the inventory does not say that it is cut off')
    for jobs in (1, 3):
        out = 'stuck-%d' % jobs
        for side in ('.inv', '.inv-wal', '.inv-shm'):
            if os.path.exists(os.path.join(DIR, 'stuck-killed' + side)):
                shutil.copy(os.path.join(DIR, 'stuck-killed' + side), os.path.join(DIR, out + side))
        resumed(out, 'stuck-whole', ['stuck'], jobs)
    return 'with %d items finished and %d rows of the open one kept' % (kept, begun)


def kill():
    seed = int(os.environ.get('SEED', '20261122'))
    rng = random.Random(seed)
    targets = corpus()
    began = time.monotonic()
    whole = run('whole', targets)
    lasted = time.monotonic() - began
    check(whole.returncode == 0, 'the whole scan: exit %d' % whole.returncode)
    kills = int(os.environ.get('KILLS', '30'))
    done = [kill_one(n, rng.uniform(0, lasted * 0.95), n % 3 == 2, targets, 1 + n % 2) for n in range(kills)]
    nested = inside_nested()
    inside = [d for d in done if d]
    print('kill: %d kills (seed %d), %d with the scan under way (finished items kept: %s), %d of the reading process '
          'alone or after the end; 1 inside a nested archive, %s; each resumed to the same bytes; %d failures'
          % (kills, seed, len(inside), ' '.join(map(str, inside)), len([d for d in done if d is None]), nested,
             len(FAILED)))


def shim():
    path = os.path.join(DIR, 'shim.so')
    if not os.path.exists(path):
        subprocess.run(['cc', '-shared', '-fPIC', '-O1', '-o', path,
                        os.path.join(os.path.dirname(os.path.abspath(__file__)), 'io_shim.c'), '-ldl'], check=True)
    return path


def shimmed(call, name, number, after):
    return {'LD_PRELOAD': shim(), 'SHIM_CALL': call, 'SHIM_NAME': name, 'SHIM_ERRNO': str(number),
            'SHIM_AFTER': str(after)}


def failing_writes(what, number, words, targets):
    """Writing fails from some byte on, in the log or in the file itself; then the disk is well again."""
    runs = readable = 0
    for name, after in (('.inv-wal', 0), ('.inv-wal', 300000), ('.inv-wal', 2000000), ('.inv', 40000),
                        ('.inv', 1000000)):
        out = 'w%d-%d' % (number, runs)
        runs += 1
        broken = run(out, targets, env=shimmed('write', name, number, after))
        text = broken.stderr.decode('utf-8', 'replace')
        check(broken.returncode == 4, '%s after %d bytes of %s: exit %d' % (what, after, name, broken.returncode))
        check(words in text, '%s: the reason is not told: %s' % (what, text[-200:]))
        inventory = os.path.join(DIR, out + '.inv')
        if os.path.exists(inventory) and os.path.getsize(inventory) > 0:
            check(report_says_incomplete(inventory) or is_whole(out), '%s: the inventory cannot be read' % out)
            readable += 1
        resumed(out, 'whole', targets, 2)
    return '%s: %d runs, exit 4 with the reason, %d left an inventory, all readable' % (what, runs, readable)


def enospc():
    targets = corpus()
    check(run('whole', targets).returncode == 0, 'the whole scan')
    lines = [failing_writes('ENOSPC by shim', errno.ENOSPC, 'no space left', targets)]
    small = os.path.join(DIR, 'small')
    os.makedirs(small)
    mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', small], capture_output=True)
    if mounted.returncode == 0:
        try:
            sizes = ('300k', '700k', '1500k', '3m')
            for size in sizes:
                for name in os.listdir(small):
                    os.unlink(os.path.join(small, name))
                subprocess.run(['mount', '-o', 'remount,size=' + size, small], check=True)
                out = 'small/s'
                full = run(out, targets)
                # Reports go to the same place: also their end is exit 4.
                check(full.returncode == 4, 'tmpfs of %s: exit %d' % (size, full.returncode))
                check(b'pace left' in full.stderr, 'tmpfs of %s: the reason is not told' % size)
                shown = subprocess.run([QINGCE, 'report', out + '.inv'], cwd=DIR, capture_output=True)
                check(shown.returncode == 0 or os.path.getsize(os.path.join(small, 's.inv')) == 0,
                      'tmpfs of %s: the inventory cannot be read while the disk is full: %s %s'
                      % (size, shown.stderr.decode(), subprocess.run(['ls', '-la', small], capture_output=True).stdout.decode()))
                subprocess.run(['mount', '-o', 'remount,size=200m', small], check=True)
                resumed(out, 'whole', targets, 2)
            lines.append('tmpfs: %d sizes' % len(sizes))
        finally:
            subprocess.run(['umount', small])
    else:
        lines.append('no tmpfs (mounting is not allowed here)')
    print('enospc: %s; each resumed to the same bytes; %d failures' % ('; '.join(lines), len(FAILED)))


def coverage(out):
    with open(os.path.join(DIR, out + '.json'), encoding='utf-8') as f:
        return json.load(f)


def eio():
    targets = corpus()
    check(run('whole', targets).returncode == 0, 'the whole scan')
    line = failing_writes('EIO on writing', errno.EIO, 'nput/output error', targets)
    put('bad/a.txt', ID_LINE * 3)
    put('bad/sector.txt', ID_LINE * 100000)
    put('bad/z.txt', ID_LINE * 5)
    after = 1 << 20
    read = run('bad', ['bad'], env=shimmed('read', 'sector.txt', errno.EIO, after))
    check(read.returncode == 0, 'EIO on reading: exit %d' % read.returncode)
    seen = coverage('bad')
    gaps = [(g['location'], g['reason']) for g in seen['gaps']]
    check(gaps == [('bad/sector.txt', 'io-error')], 'EIO on reading: gaps %s' % gaps)
    states = {o['location']: o['state'] for o in seen['objects']}
    check(states.get('bad/sector.txt') == 'partial', 'the object with a bad sector is not partial')
    # Interrupted afterwards and resumed on a disk that is well: what was closed is not read again.
    with sqlite3.connect(os.path.join(DIR, 'bad.inv')) as db:
        db.execute("DELETE FROM run WHERE name = 'count'")
        db.execute("UPDATE items SET done = 0 WHERE id = (SELECT id >> 32 FROM objects WHERE location = 'bad/z.txt')")
    shutil.copy(os.path.join(DIR, 'bad.json'), os.path.join(DIR, 'before.json'))
    shutil.copy(os.path.join(DIR, 'bad.findings'), os.path.join(DIR, 'before.findings'))
    again = run('bad', ['bad'], '--resume')
    check(again.returncode == 0, 'resumed: exit %d: %s' % (again.returncode, again.stderr.decode()[-200:]))
    check(same(os.path.join(DIR, 'bad'), os.path.join(DIR, 'before')), 'a closed object was read again')
    with open(os.path.join(DIR, 'before.findings'), encoding='utf-8') as f:
        found = sum('"bad/sector.txt"' in text for text in f)
    check(found * len(ID_LINE) > after * 0.9, 'only %d findings before the bad sector' % found)
    print('eio: %s, resumed to the same bytes; on reading 1 object partial (io-error, %d findings before the bad '
          'sector), the others scanned; %d failures' % (line, found, len(FAILED)))


CRASHES = ('segv', 'abrt', 'bus', 'fpe', 'kill', 'throw')


def crash():
    if not os.path.exists(HOOKED):
        raise SystemExit('no %s (configure with -DQINGCE_TEST_HOOKS=ON)' % HOOKED)
    for n, word in enumerate(CRASHES):
        bad = ID_LINE + b'qingce-test:' + word.encode() + b'\n'
        put('crash/%d-plain.txt' % n, bad)
        inner = tar_of([('m%d' % i, bad if i == 2 else ID_LINE * (i + 1)) for i in range(5)])
        put('crash/%d-nested.zip' % n, zip_of([('a.txt', ID_LINE), ('in.tar', inner), ('z.txt', ID_LINE * 2)]))
        put('crash/%d-good.txt' % n, ID_LINE)
    put('crash/next.tar', tar_of([('x', ID_LINE), ('y', ID_LINE + b'qingce-test:next\n'), ('z', ID_LINE)]))
    outputs = set()
    for jobs in (1, 2, 4):
        out = 'crash-%d' % jobs
        hooked = run(out, ['crash'], program=HOOKED, jobs=jobs)
        check(hooked.returncode == 0, 'exit %d: %s' % (hooked.returncode, hooked.stderr.decode()[-200:]))
        if hooked.returncode == 0:
            with open(os.path.join(DIR, out + '.json'), 'rb') as f:
                outputs.add(f.read())
    check(len(outputs) == 1, 'other bytes for other -j')
    plain = run('plain', ['crash'])
    check(plain.returncode == 0, 'the program itself knows the markers')
    states = {o['location']: o['state'] for o in coverage('crash-2')['objects']}
    whole = {o['location']: o['state'] for o in coverage('plain')['objects']}
    lost = sorted(l for l, s in states.items() if s != 'scanned')
    expected = sorted(['crash/%d-plain.txt' % n for n in range(len(CRASHES))] +
                      ['crash/%d-nested.zip!in.tar!m2' % n for n in range(len(CRASHES))] + ['crash/next.tar'])
    check(lost == expected, 'lost: %s' % lost)
    check(set(whole.values()) == {'scanned'}, 'without hooks everything is scanned')
    check(sorted(set(whole) - set(states)) == ['crash/next.tar!z'], 'members missing: %s' % sorted(set(whole) - set(states)))
    reasons = {g['reason'] for g in coverage('crash-2')['gaps']}
    check(reasons == {'reader-failed'}, 'reasons %s' % reasons)
    print('crash: %d crashes of %d kinds, %d objects given up (one each), %d of %d objects scanned, same bytes for -j 1 2 4;'
          ' %d failures' % (len(expected), len(CRASHES) + 1, len(lost), list(states.values()).count('scanned'), len(whole),
                            len(FAILED)))


def sandbox():
    if not os.path.exists(HOOKED):
        raise SystemExit('no %s (configure with -DQINGCE_TEST_HOOKS=ON)' % HOOKED)
    put('target/probe.txt', ID_LINE + b'qingce-test:probe\n')
    victim = os.path.join(DIR, put('target/victim.txt', ID_LINE))
    # The spool's directory may be written to: wherever this show runs, the target is not below it.
    os.makedirs(os.path.join(DIR, 'spool'))
    probed = run('probe', ['target', '--spool-dir', 'spool'], program=HOOKED, env={'QINGCE_PROBE': victim})
    check(probed.returncode == 0, 'exit %d' % probed.returncode)
    lines = sorted(set(re.findall(r'^probe (\S+) (\S+)$', probed.stderr.decode(), re.M)))
    check(len(lines) >= 3, 'nothing was tried')
    features = subprocess.run([QINGCE, 'version', '--features'], capture_output=True, text=True).stdout
    guards = re.findall(r'^guard\t(\S+)$', features, re.M)
    landlock = any(g.startswith('landlock') for g in guards)
    for what, how in lines:
        if what.endswith('target') and not landlock:
            continue
        check(how == 'denied', '%s is not denied' % what)
    check('seccomp' in guards, 'no seccomp here')
    with sqlite3.connect(os.path.join(DIR, 'probe.inv')) as db:
        held = [row[0] for row in db.execute("SELECT value FROM run WHERE name = 'guard' ORDER BY ordinal")]
    check(held == guards, 'guards in the inventory: %s' % held)
    # No core, wherever the crash is and whatever the limit was.
    put('cores/bad.txt', ID_LINE + b'qingce-test:segv\n')
    crashed = subprocess.run(['bash', '-c', 'ulimit -c unlimited 2>/dev/null; exec "$@"', 'bash',
                              *command('core', ['cores'], program=HOOKED)], cwd=DIR, capture_output=True)
    check(crashed.returncode in (0, 3), 'exit %d' % crashed.returncode)
    cores = [n for n in os.listdir(DIR) if n.startswith('core') and not n.startswith(('core.', 'cores'))]
    check(not [n for n in cores if n == 'core' or n[4:].isdigit()], 'a core: %s' % cores)
    print('sandbox: %s; %s; no core; %d failures' % (' '.join(guards), ', '.join('%s %s' % l for l in lines), len(FAILED)))


if __name__ == '__main__':
    {'kill': kill, 'enospc': enospc, 'eio': eio, 'crash': crash, 'sandbox': sandbox}[sys.argv[1]]()
    sys.exit(1 if FAILED else 0)
