"""Run by 03-show.sh. Makes a hostile tree, scans it, gives every location of every report to `qingce show`.

Each content holds a token of letters of its own beside its value, so that an answer says which content was opened. The
tokens are counted: every one is shown by the location that a report gives for it, and by no other.
"""
import gzip
import io
import os
import re
import subprocess
import sys
import tarfile
import unicodedata
import zipfile

from qcgen import ids, rng
from qcshow import QINGCE, Scan

NAMES = [
    b'plain.txt',
    b'\x1b[31mred\x1b[0m',
    '\u202etxt.exe'.encode(),
    b"=cmd|' _C calc'!A0",
    b'<_script><img onerror=x>',
    b'line\nbreak\r\ttab',
    b'!#@;%',
    b'%41;2',
    '客户名单.csv'.encode('gbk'),
    b'~tail',
    b'~raw;3',
    b'@123',
    b'mail@456',
    b'a#b@789',
    b'\xff\xfe\x80',
    '\u2028\u200b\u00ad\u0085'.encode(),
    '＝１＋１'.encode(),
    b'..hidden',
    b'- dash',
    b'*?[x]',
]
MEMBERS = [n.replace(b'_', b'/') for n in NAMES] + [b'dir/' + n for n in NAMES[:6]] + [b'a!b/c#d@1']


class Tree:
    def __init__(self, root, random):
        self.root, self.random, self.tokens, self.values = root, random, [], []

    def content(self):
        n = len(self.tokens)
        token = 'token'
        for _ in range(5):
            token += chr(ord('a') + n % 26)
            n //= 26
        value = ids.mobile(self.random)
        self.tokens.append(token)
        self.values.append(value)
        return ('%s 手机 %s\n' % (token, value)).encode()

    def write(self, path, data):
        full = os.path.join(os.fsencode(self.root), path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, 'wb') as f:
            f.write(data)

    def tar(self, names, extra=()):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode='w', format=tarfile.GNU_FORMAT, errors='surrogateescape') as t:
            for name, data in [(n, self.content()) for n in names] + list(extra):
                info = tarfile.TarInfo(name.decode('utf-8', 'surrogateescape'))
                info.size = len(data)
                t.addfile(info, io.BytesIO(data))
            link = tarfile.TarInfo('a link')
            link.type, link.linkname = tarfile.SYMTYPE, '/etc/passwd'
            t.addfile(link)
        return out.getvalue()

    def zip(self, names):
        """Raw name bytes: the module wants text, so each name is put in afterwards over one of its length."""
        out = io.BytesIO()
        fake = ['%04d' % i + 'x' * (len(n) - 4) if len(n) >= 4 else None for i, n in enumerate(names)]
        pairs = [(f, n) for f, n in zip(fake, names) if f]
        with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
            for f, _ in pairs:
                z.writestr(f, self.content())
        data = out.getvalue()
        for f, n in pairs:
            data = data.replace(f.encode(), n)
        return data

    def make(self):
        for n in NAMES:
            self.write(n, self.content())
            self.write(b'dir ' + n + b'/' + n, self.content())
        self.write(b'archive.zip', self.zip(MEMBERS))
        self.write(b'junk before.zip', self.content() + self.zip(MEMBERS[:8]))
        self.write('归档\x1b.tar'.encode(), self.tar(MEMBERS + MEMBERS[:4], [(b'!inner#;2.zip', self.zip(MEMBERS + MEMBERS[:3]))]))
        self.write(b'nested.tar.gz', gzip.compress(self.tar(MEMBERS[:5]) + self.content(), mtime=0))
        self.write(b'dump;2.gz', gzip.compress(self.content(), mtime=0))
        # A value in names: masked, so that only the inventory leads back.
        for n in (ids.resident_id(self.random), ids.mobile(self.random)):
            self.values.append(n)
            self.write(('合同_%s.txt' % n).encode(), self.content())
            self.write(('d_%s/in.txt' % n).encode(), self.content())
        self.write(b'masked.tar', self.tar([('m_%s' % self.values[-1]).encode()]))
        os.symlink(b'plain.txt', os.path.join(os.fsencode(self.root), b'link\x1b'))
        os.mkfifo(os.path.join(os.fsencode(self.root), b'fifo\n'))


def show(location, cwd, key, *flags):
    run = subprocess.run(
        [QINGCE, 'show', location, '--key-file', key, '--lang', 'en', *flags],
        capture_output=True,
        cwd=cwd,
        env=dict(os.environ, TERM='xterm'),
    )
    return run.returncode, run.stdout.decode('utf-8'), run.stderr.decode('utf-8', 'replace')


def has_control(text):
    return any(unicodedata.category(c) in ('Cc', 'Cf', 'Zl', 'Zp') and c != '\n' for c in text)


def printed_location(text):
    return re.search(r'^Location +(.*)$', text, re.M).group(1)


def main():
    directory, key = sys.argv[1], sys.argv[2]
    root = os.path.join(directory, 'tree')
    os.makedirs(root)
    tree = Tree(root, rng(3, 'show', 'tree'))
    tree.make()
    scan = Scan(['tree'], os.path.join(directory, 'out'), key, cwd=directory)
    inventory = os.path.join(directory, 'out.inv')
    report, findings = scan.json, scan.findings
    problems, asked, met = [], 0, {}

    def ask(location, *flags):
        nonlocal asked
        asked += 1
        code, out, err = show(location, directory, key, *flags)
        if code != 0:
            problems.append('exit %d for %r: %s' % (code, location, err.strip()))
        if has_control(out + err):
            problems.append('a control character in the answer for %r' % location)
        if any(v in out + err for v in tree.values):
            problems.append('a raw value in the answer for %r' % location)
        return out

    seen = set()
    for part in ('objects', 'rows', 'gaps'):
        for entry in report[part]:
            location = entry['location']
            if has_control(location):
                problems.append('a control character in a location: %r' % location)
            if location in seen:
                continue
            seen.add(location)
            masked = re.search(r'\*[^/!]*~[0-9a-f]{6}', location) is not None
            ways = [('-i', inventory)] if masked else [(), ('-i', inventory)]
            for way in ways:
                out = ask(location, *way)
                if out and printed_location(out) != location:
                    problems.append('%r was opened as %r' % (location, printed_location(out)))
    for f in findings:
        location = f['location']
        if f['field'] is not None:
            ask(location + '#' + f['field'], '-i', inventory)
            continue
        out = ask('%s@%d' % (location, f['offset']), '-i', inventory)
        if f['masked'] not in out:
            problems.append('%r@%d does not show its value masked' % (location, f['offset']))
        line = [x for x in out.split('\n') if x.startswith(' >')]
        token = re.findall(r'token[a-z]{5}', line[0]) if line else []
        if len(token) != 1:
            problems.append('%r@%d shows %d tokens' % (location, f['offset'], len(token)))
        elif token[0] in met:
            problems.append('%r and %r show the same content' % (location, met[token[0]]))
        else:
            met[token[0]] = location
    missing = [t for t in tree.tokens if t not in met]
    # Nothing that is not there is opened as something else.
    for wrong in ('tree/none', 'tree/archive.zip!none', 'tree/archive.zip!plain.txt;9', 'tree/plain.txt@99999'):
        code, out, err = show(wrong, directory, key)
        if code != 2 or out:
            problems.append('%r gave exit %d' % (wrong, code))
    for p in problems[:20]:
        print('  ' + p)
    print(
        'show: %d locations and %d findings of %d objects, %d questions, %d of %d contents met, %d problems'
        % (len(seen), len(findings), len(report['objects']), asked, len(met), len(tree.tokens), len(problems))
    )
    if missing:
        print('  never shown: %s' % ' '.join(missing[:10]))
    sys.exit(1 if problems or missing or len(tree.tokens) < 140 else 0)


if __name__ == '__main__':
    main()
