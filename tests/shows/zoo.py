"""Run by 02-zoo.sh. Unchanged means: names, types, contents (SHA-256), mtimes, ctimes, modes, owners and atimes. Not so
the atime of a symbolic link: to ask where it leads touches it, and there is no way around that."""
import hashlib
import json
import os
import socket
import stat
import subprocess
import sys
import threading
import time

from qcgen import ids, rng
from qcshow import QINGCE, digests, make_key, read_findings

DIR = sys.argv[1]
R = rng(6, 'zoo')
RULE = 'cn.resident-id'
ROOT = os.geteuid() == 0
NOBODY = 65534
KEY = make_key(DIR)
GIB = 1 << 30

checks = [0, 0]  # done, failed


def check(what, good, why=''):
    checks[0] += 1
    if not good:
        checks[1] += 1
        print('FAIL %s %s' % (what, why))


def line(values):
    values.append(ids.resident_id(R))
    return ('身份证号：%s\n' % values[-1]).encode()


def write(path, data):
    with open(path, 'wb') as f:
        f.write(data)


class Result:
    def __init__(self, out, seconds, code, stderr):
        self.seconds, self.code, self.stderr = seconds, code, stderr
        self.findings, self.json = [], {}
        if code == 0:
            self.findings = read_findings(out + '.findings')
            with open(out + '.json', encoding='utf-8') as f:
                self.json = json.load(f)
            for suffix in ('.inv', '.json', '.findings'):
                os.unlink(out + suffix)

    def reasons(self, part):
        return {g['reason'] for g in self.json['gaps'] if part in g['location']}

    def lost(self, values):
        have = {f['digest'] for f in self.findings if f['rule'] == RULE}
        return sum(1 for d in digests(RULE, values, KEY) if d not in have)


def command(out, targets, *flags):
    return [
        QINGCE, 'scan', '-q', '--key-file', KEY, '--reference-date', '2026-11-21', '-i', out + '.inv', '--force',
        '-o', 'json=' + out + '.json', '-o', 'findings=' + out + '.findings', *flags, *targets,
    ]


def scan(targets, *flags, timeout=60):
    out = os.path.join(DIR, 'out')
    start = time.monotonic()
    try:
        run = subprocess.run(command(out, targets, *flags), capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        check('the scan ends', False, 'not after %d s' % timeout)
        sys.exit(1)
    return Result(out, time.monotonic() - start, run.returncode, run.stderr)


def digest_of(path):
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | (os.O_NOATIME if hasattr(os, 'O_NOATIME') else 0))
    h = hashlib.sha256()
    try:
        size, at = os.fstat(fd).st_size, 0
        while at < size:
            try:
                at = os.lseek(fd, at, os.SEEK_DATA)  # holes are not read
            except OSError:
                break
            data = os.pread(fd, 1 << 20, at)
            if not data:
                break
            h.update(b'%d ' % at + data)
            at += len(data)
    finally:
        os.close(fd)
    return h.hexdigest()


def census(top):
    """Every entry below `top` by directory descriptors, so that long paths count too."""
    out = {}

    def visit(fd, path):
        for name in sorted(os.listdir(fd)):
            s = os.stat(name, dir_fd=fd, follow_symlinks=False)
            where = path + b'/' + os.fsencode(name)
            what = (s.st_mode, s.st_uid, s.st_gid, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_atime_ns, s.st_nlink)
            if stat.S_ISREG(s.st_mode) and (ROOT or s.st_mode & 0o400):
                what += (digest_of('/proc/self/fd/%d/%s' % (fd, name)),)
            if stat.S_ISLNK(s.st_mode):
                what = what[:6] + what[7:] + (os.readlink(name, dir_fd=fd),)
            out[where] = what
            if stat.S_ISDIR(s.st_mode) and (ROOT or s.st_mode & 0o500 == 0o500):
                inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_NOATIME, dir_fd=fd)
                visit(inner, where)
                os.close(inner)

    fd = os.open(top, os.O_RDONLY | os.O_DIRECTORY | os.O_NOATIME)
    visit(fd, b'')
    os.close(fd)
    return out


def unchanged(what, before, top):
    after = census(top)
    check(what + ': entries', set(before) == set(after))
    for path, was in before.items():
        if after.get(path) != was:
            check(what + ': unchanged', False, repr(path))
            return
    check(what + ': unchanged', True)


def strange_entries(top, values):
    """Returns what each must be in the report."""
    want = {}
    os.mkfifo(top + '/fifo')
    want['fifo'] = 'special-file'
    server = socket.socket(socket.AF_UNIX)
    cwd = os.getcwd()
    os.chdir(top)  # a socket's path is short
    server.bind('socket')
    os.chdir(cwd)
    server.close()
    want['socket'] = 'special-file'
    if ROOT:
        try:
            os.mknod(top + '/zero-device', stat.S_IFCHR | 0o666, os.makedev(1, 5))
            os.mknod(top + '/block-device', stat.S_IFBLK | 0o600, os.makedev(7, 250))
            want['zero-device'] = want['block-device'] = 'special-file'
        except PermissionError:
            print('note: no device nodes here')
    os.symlink('loop-b', top + '/loop-a')
    os.symlink('loop-a', top + '/loop-b')
    os.symlink('.', top + '/self')
    os.symlink('nowhere', top + '/dangling')
    os.symlink('..', top + '/up')
    names = [
        b'new\nline.txt', b'-x', b'--force', '客户名单'.encode('gbk') + b'.txt', '客户名单.txt'.encode(), b'tab\t.txt', b'esc\x1b[31m.txt',
        b'\x01\x7f.txt', b'a!b.txt', b'@12', b'~tail', b'%41.txt', b'a b;2', '\u202egnp.txt'.encode(), b'n' * 255, b'*', b'$(true)',
    ]
    for name in names:
        write(os.fsencode(top) + b'/' + name, line(values))
    with open(top + '/sparse', 'wb') as f:
        f.write(line(values))
        f.truncate(64 * GIB)
        f.seek(64 * GIB - 200)
        f.write(b'\n' + line(values))
    fd = os.open(top, os.O_RDONLY)
    for level in range(120):  # 120 x 60 bytes: longer than PATH_MAX
        name = 'level-%03d-' % level + 'x' * 50
        os.mkdir(name, dir_fd=fd)
        inner = os.open(name, os.O_RDONLY, dir_fd=fd)
        os.close(fd)
        fd = inner
        if level % 40 == 39:
            out = os.open('deep.txt', os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=fd)
            os.write(out, line(values))
            os.close(out)
    os.close(fd)
    return want


def zoo():
    top = os.path.join(DIR, 'zoo')
    os.mkdir(top)
    values = []
    want = strange_entries(top, values)
    sizes = [os.path.getsize(top + '/sparse')]
    check('sparse', sizes == [64 * GIB])
    time.sleep(0.02)
    before = census(top)
    all_ = scan([top])
    check('zoo: exit', all_.code == 0, all_.stderr[-300:])
    check('zoo: values', all_.lost(values) == 0, '%d of %d' % (all_.lost(values), len(values)))
    for name, reason in want.items():
        check('zoo: ' + name, reason in all_.reasons('/' + name), str(all_.reasons('/' + name)))
    o = all_.json['coverage']['objects']
    check('zoo: every file is an object', o['seen'] == len(values) - 1, '%d of %d' % (o['seen'], len(values) - 1))
    check('zoo: objects add up', o['seen'] == o['scanned'] + o['partial'] + o['gap'])
    locations = [x['location'] for x in all_.json['objects']]
    check('zoo: locations are one each', len(set(locations)) == len(locations))
    check('zoo: printable', all(c >= ' ' and c != '\x7f' and c != '\u202e' for p in locations for c in p))
    unchanged('zoo', before, top)
    sparse = scan([top + '/sparse'])
    check('sparse: values', sparse.lost(values[-5:-3]) == 0)
    check('sparse: under 1 s', sparse.seconds < 1, '%.2f s' % sparse.seconds)
    unchanged('sparse', before, top)
    return 'zoo %.1f s, 64 GiB sparse %.2f s' % (all_.seconds, sparse.seconds)


def as_nobody():
    """Mode 000 means nothing to root: the scan runs as somebody else."""
    if not ROOT:
        return
    top = os.path.join(DIR, 'barred')
    os.mkdir(top)
    values = []
    write(top + '/open.txt', line(values))
    write(top + '/shut.txt', line([]))
    os.mkdir(top + '/shut-dir')
    write(top + '/shut-dir/inside.txt', line([]))
    os.mkdir(top + '/no-entry')  # may be listed, not entered
    write(top + '/no-entry/inside.txt', line([]))
    os.chmod(top + '/shut.txt', 0)
    os.chmod(top + '/shut-dir', 0)
    os.chmod(top + '/no-entry', 0o744)
    home = os.path.join(DIR, 'home-of-nobody')
    os.mkdir(home)
    os.chmod(DIR, 0o755)
    key = home + '/key'
    with open(KEY, 'rb') as f:
        write(key, f.read())
    os.chmod(key, 0o600)
    for path in (home, key):
        os.chown(path, NOBODY, NOBODY)
    program = os.path.join(DIR, 'program')
    with open(QINGCE, 'rb') as f:
        write(program, f.read())
    os.chmod(program, 0o755)
    before = census(top)
    out = home + '/out'
    words = command(out, [top])
    words[0] = program
    words[words.index('--key-file') + 1] = key
    run = subprocess.run(
        ['setpriv', '--reuid=%d' % NOBODY, '--regid=%d' % NOBODY, '--clear-groups', *words],
        capture_output=True, timeout=60, check=False, env={**os.environ, 'HOME': home},
    )
    result = Result(out, 0, run.returncode, run.stderr)
    check('nobody: exit', run.returncode == 0, run.stderr[-300:])
    check('nobody: open file', result.lost(values) == 0)
    for name in ('shut.txt', 'shut-dir', 'no-entry/inside.txt'):
        check('nobody: ' + name, 'permission' in result.reasons('/' + name), str(result.reasons('/' + name)))
    # What somebody else owns he cannot open without touching its access time.
    after = census(top)
    strip = lambda c: {k: v[:6] + v[7:] for k, v in c.items()}  # noqa: E731
    check('nobody: unchanged', strip(before) == strip(after))


class Meddler(threading.Thread):
    """Does something again and again until it is stopped."""

    def __init__(self, action):
        super().__init__(daemon=True)
        self.action, self.over = action, threading.Event()
        self.start()

    def run(self):
        n = 0
        while not self.over.is_set():
            self.action(n)
            n += 1

    def stop(self):
        self.over.set()
        self.join()


def changing():
    """Files that grow, shrink, are replaced and vanish under the scan: no crash, no hang, and the others are whole. Which of
    it the scan meets is chance; that it says `changed` is proved where it is held back by a pipe (unit tests)."""
    rounds = 12
    seen = set()
    for turn in range(rounds):
        top = os.path.join(DIR, 'changing-%d' % turn)
        os.mkdir(top)
        values = []
        write(top + '/still.txt', line(values))
        text = b'a line that says nothing\n' * 400000
        for name in ('grow', 'shrink', 'replace'):
            write(top + '/' + name, text)
        for i in range(40):
            os.makedirs(top + '/gone/%d/below' % i)
            write(top + '/gone/%d/below/x.txt' % i, b'x\n')

        def grow(_):
            with open(top + '/grow', 'ab') as f:
                f.write(b'more\n' * 100)

        def shrink(n):
            os.truncate(top + '/shrink', len(text) // (n % 7 + 1))

        def replace(n):
            write(top + '/.new', text[: len(text) // (n % 3 + 1)])
            os.rename(top + '/.new', top + '/replace')

        def vanish(n):
            if n < 40:
                where = top + '/gone/%d' % n
                os.unlink(where + '/below/x.txt')
                os.rmdir(where + '/below')
                os.rmdir(where)
            else:
                time.sleep(0.01)

        meddlers = [Meddler(a) for a in (grow, shrink, replace, vanish)]
        result = scan([top])
        for m in meddlers:
            m.stop()
        check('changing: exit', result.code == 0, result.stderr[-300:])
        check('changing: the others are read', result.lost(values) == 0)
        seen |= {g['reason'] for g in result.json.get('gaps', [])}
        allowed = {'changed', 'vanished', 'io-error'}
        check('changing: reasons', seen <= allowed, str(seen))
        o = result.json['coverage']['objects']
        check('changing: objects add up', o['seen'] == o['scanned'] + o['partial'] + o['gap'])
    check('changing: it was noticed', 'changed' in seen, str(seen))
    return 'changed while read %d times: %s' % (rounds, ' '.join(sorted(seen)))


def main():
    first = zoo()
    as_nobody()
    second = changing()
    print('file-system zoo: %d checks, %d failed; %s; %s' % (*checks, first, second))
    return 1 if checks[1] else 0


if __name__ == '__main__':
    sys.exit(main())
