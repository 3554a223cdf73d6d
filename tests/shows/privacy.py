"""Run by 01-privacy.sh: plants values in contents, names and text a parser may quote, then searches everything written.

Searched forms of each value: plain, UTF-16 LE/BE, base64 in three alignments, hex, percent-encoded, and its unkeyed MD5,
SHA-1, SHA-256, SHA-512 and XXH3 digests as hex and raw bytes; of long values
also every run of twelve characters. Raw names may stand in the inventory file, and nowhere else.
"""
import base64
import ctypes
import ctypes.util
import hashlib
import io
import os
import resource
import signal
import subprocess
import sys
import tarfile
import time
import urllib.parse

from qcgen import containers, ids, rng
from qcgen.zipfiles import Entry, zip_bytes
from qcshow import QINGCE, make_key

R = rng(11, 'privacy')
failed = 0


def fail(text):
    global failed
    failed += 1
    print('FAIL ' + text)


class Planted:
    def __init__(self):
        self.contents, self.names = [], []
        self.serial = 0

    def _new(self):
        self.serial += 1
        kind = self.serial % 5
        if kind == 0:
            return 'zhao.qiang%d@kehu%d.example.com' % (
                R.randrange(10**6, 10**7),
                R.randrange(10**6, 10**7),
            )
        return (ids.resident_id, ids.mobile, ids.bank_card, ids.uscc)[kind - 1](R)

    def content(self):
        v = self._new()
        self.contents.append(v)
        return v

    def text(self):
        return '客户李娜，身份证号/手机/卡号：%s。备注\n' % self.content()

    def name(self):
        v = self._new()
        self.names.append(v)
        return v


class _XXH128(ctypes.Structure):
    _fields_ = [('low', ctypes.c_uint64), ('high', ctypes.c_uint64)]


def _xxhash_library():
    try:
        library = ctypes.CDLL(ctypes.util.find_library('xxhash') or 'libxxhash.so.0')
    except OSError:
        print('  (libxxhash is not there: XXH3 forms are not searched)')
        return None
    library.XXH3_64bits.restype = library.XXH64.restype = ctypes.c_uint64
    library.XXH3_64bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
    library.XXH64.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint64]
    library.XXH3_128bits.restype = _XXH128
    library.XXH3_128bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
    return library


_XXHASH = _xxhash_library()


def xxh3_forms(value):
    """Unkeyed XXH3-64, XXH3-128 and XXH64, canonical (big-endian) hex."""
    if _XXHASH is None:
        return []
    data = value.encode()
    wide = _XXHASH.XXH3_128bits(data, len(data))
    return [
        '%016x' % _XXHASH.XXH3_64bits(data, len(data)),
        '%016x%016x' % (wide.high, wide.low),
        '%016x' % _XXHASH.XXH64(data, len(data), 0),
    ]


def forms(value):
    """{form: bytes} under which a value may not appear."""
    data = value.encode()
    out = {
        'plain': data,
        'utf-16le': value.encode('utf-16-le'),
        'utf-16be': value.encode('utf-16-be'),
        'hex': data.hex().encode(),
        'HEX': data.hex().upper().encode(),
    }
    quoted = urllib.parse.quote(value, safe='').encode()
    if quoted != data:
        out['percent'] = quoted
    for shift in range(3):
        # The inner characters of the base64 of anything that holds the value at this alignment.
        b = base64.b64encode(bytes(shift) + data)
        out['base64+%d' % shift] = b[(4 if shift else 0) : len(b) // 4 * 4 - 4]
    hashes = {name: hashlib.new(name, data) for name in ('md5', 'sha1', 'sha256', 'sha512')}
    for name, h in hashes.items():
        out[name] = h.hexdigest().encode()
        out[name + ' bytes'] = h.digest()
        out[name + ' base64'] = base64.b64encode(h.digest()).rstrip(b'=')
    for i, h in enumerate(xxh3_forms(value)):
        out['xxh3/%d' % i] = h.encode()
        out['xxh3/%d bytes' % i] = bytes.fromhex(h)
        out['xxh3/%d bytes, little-endian' % i] = bytes.fromhex(h)[::-1]
    if '@' in value:
        local, domain = value.split('@')
        out['local part'], out['domain'] = local.encode(), domain.split('.')[0].encode()
    elif len(value) >= 16:
        # Two firms of one district share ten characters; twelve, and not the first four of a firm's, are one's own.
        for i in range(4 if value[8:10] == 'MA' else 0, len(value) - 11):
            out['part %d' % i] = value[i : i + 12].encode()
    else:
        out['9 of it'] = value[:9].encode()
    return out


def pax_with_bad_record(value):
    """A tar whose pax header says a size that is no number: a parser may want to quote it."""
    record = b'size=%s\n' % value.encode()
    n = len(record) + 3
    body = b'%d %s' % (n, record)
    info = tarfile.TarInfo('pax')
    info.type, info.size = tarfile.XHDTYPE, len(body)
    good = containers.tar([('after.txt', b'end\n')])
    return info.tobuf(tarfile.USTAR_FORMAT) + body + bytes(512 - len(body)) + good


def owned_tar(p):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode='w', format=tarfile.PAX_FORMAT) as t:
        data = p.text().encode()
        info = tarfile.TarInfo('dir_%s/member_%s.txt' % (p.name(), p.name()))
        info.size, info.uname, info.gname = len(data), 'u' + p.name(), p.name()
        t.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo('link_%s' % p.name())
        link.type, link.linkname = tarfile.SYMTYPE, '/outside/' + p.name()
        t.addfile(link)
        hard = tarfile.TarInfo('hard_%s' % p.name())
        hard.type, hard.linkname = tarfile.LNKTYPE, info.name
        t.addfile(hard)
        fifo = tarfile.TarInfo('fifo_%s' % p.name())
        fifo.type = tarfile.FIFOTYPE
        t.addfile(fifo)
    return buffer.getvalue()


def build(top, p):
    def write(path, data):
        full = os.path.join(top, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, 'wb') as f:
            f.write(data if isinstance(data, bytes) else data.encode('utf-8'))

    for codec in ('utf-8', 'gbk', 'utf-16-le', 'utf-16', 'utf-32-le'):
        write('plain/%s.txt' % codec, ''.join(p.text() for _ in range(6)).encode(codec))
    write('plain/fullwidth.txt', ''.join('手机：%s\n' % ids.full_width(p.content()) for _ in range(5)))
    write('plain/table.csv', '姓名,证件\n' + ''.join('张三,%s\n' % p.content() for _ in range(30)))
    write('plain/dump.sql', "INSERT INTO `t` VALUES (1,'%s'),(2,'%s');\n" % (p.content(), p.content()))
    write('plain/masked.txt', '手机 138****1234\n')
    write('客户_%s/合同_%s.txt' % (p.name(), p.name()), p.text())
    write('dirs/%s/%s/%s/deep.txt' % (p.name(), p.name(), p.name()), p.text())
    write(
        'names/%s.tar.gz' % p.name(),
        containers.gz(containers.tar([('in/%s.csv' % p.name(), p.text().encode())])),
    )
    write('names/gz.gz', containers.gz(p.text().encode(), ('%s.csv' % p.content()).encode()))
    write('names/empty_%s' % p.name(), b'')
    with open(
        os.path.join(os.fsencode(top), b'names', '证件'.encode('gbk') + p.name().encode() + b'.txt'), 'wb'
    ) as f:
        f.write(p.text().encode('gbk'))
    os.symlink('/nowhere/' + p.name(), os.path.join(top, 'names', 'link_' + p.name()))
    os.mkfifo(os.path.join(top, 'names', 'fifo_' + p.name()))
    write('excluded/skip_%s.log' % p.name(), 'nothing here\n')
    # Archives, whole and damaged, with values in every text that a library might quote.
    write(
        'zip/good.zip',
        zip_bytes(
            [
                Entry('名单_%s.csv' % p.name(), p.text().encode()),
                Entry(('客户%s.txt' % p.name()).encode('gbk'), p.text().encode('gbk'), utf8=False),
            ],
            comment=p.text().encode(),
        ),
    )
    write(
        'zip/encrypted.zip',
        zip_bytes([Entry('enc_%s.txt' % p.name(), p.text().encode(), password=b'unknown')]),
    )
    write('zip/method.zip', zip_bytes([Entry('odd_%s.txt' % p.name(), b'x' * 50, 'store', fake_method=77)]))
    bad = bytearray(zip_bytes([Entry('crc_%s.txt' % p.name(), p.text().encode() * 40)]))
    bad[90:94] = b'\x00\x01\x02\x03'
    write('zip/corrupt.zip', bytes(bad))
    whole = zip_bytes([Entry('cut_%s.txt' % p.name(), p.text().encode(), 'store')])
    write('zip/cut.zip', whole[: len(whole) - 30])
    write('tar/owner.tar', owned_tar(p))
    write('tar/bad-pax.tar', pax_with_bad_record(p.content()))
    broken = bytearray(
        containers.tar([('name_%s' % p.name(), p.text().encode()), ('two_%s' % p.name(), b'2')])
    )
    broken[1024:1034] = p.name().encode()[:10]
    write('tar/broken.tar', bytes(broken))
    write(
        'tar/cut.tar.gz',
        containers.gz(containers.tar([('cut_%s.csv' % p.name(), p.text().encode() * 500)]))[:-40],
    )
    write('xz/cut.xz', containers.xz(p.text().encode() * 200)[:-20])
    write('zst/bad.zst', containers.zst(p.text().encode() * 20) + b'\x28\xb5\x2f\xfd' + p.content().encode())
    write('doc/scan.pdf', b'%PDF-1.4\n(' + p.content().encode() + b') Tj\n%%EOF\n')
    write('binary/blob.bin', R.randbytes(5000) + p.content().encode('utf-16-le') + R.randbytes(5000))
    write(
        'nested/a.zip',
        zip_bytes(
            [Entry('b_%s.zip' % p.name(), zip_bytes([Entry('c_%s.csv' % p.name(), p.text().encode())]))]
        ),
    )


def search(what, data, values, allowed=()):
    hits = 0
    for i, (kind, value) in enumerate(values):
        if kind in allowed:
            continue
        for form, needle in FORMS[value].items():
            if needle in data:
                hits += 1
                if hits <= 5:
                    at = data.index(needle)
                    print('  %s holds a value of %s as %s at byte %d' % (what, kind, form, at))
    if hits:
        fail('%s: %d hits' % (what, hits))
    return len(data)


FORMS = {}


def core_attempt(directory, key, p):
    """Kills a scan that holds values in memory, with cores allowed, and returns what is left on disk."""
    place = os.path.join(directory, 'core')
    spool = os.path.join(directory, 'core-spool')
    os.makedirs(place)
    os.makedirs(spool)

    def allow():
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    for number in (signal.SIGABRT, signal.SIGSEGV):
        process = subprocess.Popen(
            [
                QINGCE,
                'scan',
                '-q',
                '--key-file',
                key,
                '-i',
                'core-%d.inv' % number,
                '--force',
                '--spool-dir',
                spool,
                '-o',
                'findings=f-%d' % number,
                '-',
            ],
            cwd=place,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=allow,
        )
        # Enough to fill windows and a spool, and no end: the scan waits for more with values in memory.
        try:
            process.stdin.write(b''.join(p.text().encode() for _ in range(20)) * 2000)
            process.stdin.write(zip_bytes([Entry('a.txt', p.text().encode() * 10)]))
            process.stdin.flush()
        except BrokenPipeError:
            process.wait()
            fail('core: the scan of a pipe ended by itself with exit %d' % process.returncode)
            continue
        time.sleep(1.0)
        with open('/proc/%d/limits' % process.pid) as f:
            line = [l for l in f if l.startswith('Max core file size')][0].split()
        if line[4] != '0':
            fail('core: the limit of core files is %s while scanning' % line[4])
        children = subprocess.run(
            ['ps', '-o', 'pid=', '--ppid', str(process.pid)], capture_output=True, text=True
        ).stdout.split()
        for pid in children + [str(process.pid)]:
            try:
                os.kill(int(pid), number)
            except ProcessLookupError:
                pass
        out, err = process.communicate(timeout=60)
        with open(os.path.join(directory, 'core-out-%d' % number), 'wb') as f:
            f.write(out + err)
    outputs = [os.path.join(directory, 'core-out-%d' % n) for n in (signal.SIGABRT, signal.SIGSEGV)]
    left = [os.path.join(d, f) for d, _, fs in os.walk(place) for f in fs]
    for path in left:
        if os.path.basename(path).startswith('core') and not path.endswith(
            ('.inv', '.inv-wal', '.inv-shm', '.inv-journal')
        ):
            fail('core: a core file was written')
    if os.listdir(spool):
        fail('core: the spool directory is not empty')
    return left + [p for p in outputs if os.path.exists(p)]


def main():
    directory = sys.argv[1]
    key = make_key(directory)
    p = Planted()
    top = os.path.join(directory, 'target_%s' % p.name())
    os.makedirs(top)
    build(top, p)
    out = os.path.join(directory, 'out')
    os.makedirs(out)

    def run(name, *args, expect=(0, 3)):
        done = subprocess.run([QINGCE, *args], cwd=directory, capture_output=True)
        if done.returncode not in expect:
            fail('%s gave exit %d' % (name, done.returncode))
        for kind, data in (('stdout', done.stdout), ('stderr', done.stderr)):
            with open(os.path.join(out, '%s.%s' % (name, kind)), 'wb') as f:
                f.write(data)

    base = ['scan', '--key-file', key, '--exclude', '*.log', '--reference-date', '2026-11-21']
    target = os.path.basename(top)
    inventory = os.path.join(directory, 'a.inv')
    run(
        'scan-zh',
        *base,
        '--lang',
        'zh',
        '-i',
        inventory,
        '-o',
        'json=out/a.json',
        '-o',
        'findings=out/a.findings',
        '--explain',
        'out/explain.jsonl',
        target
    )
    run(
        'scan-en',
        *base,
        '--lang',
        'en',
        '--progress',
        'json',
        '-i',
        inventory,
        '--force',
        '-o',
        'json=-',
        target
    )
    run(
        'scan-explain',
        *base,
        '--lang',
        'en',
        '-i',
        inventory,
        '--force',
        '--explain',
        '-',
        '-o',
        'findings=-',
        target
    )
    run(
        'scan-limits',
        *base,
        '--max-depth',
        '1',
        '--max-file-size',
        '100',
        '-i',
        os.path.join(directory, 'limits.inv'),
        '-o',
        'json=-',
        target
    )
    # The last inventory keeps no deleted rows of the earlier ones that it replaced; report everything from it.
    for name, args in (
        ('report-json', ['-o', 'json=-']),
        ('report-findings', ['-o', 'findings=-']),
        ('report-zh', ['--lang', 'zh']),
        ('report-en', ['--lang', 'en']),
    ):
        run(name, 'report', inventory, *args)
    left = core_attempt(directory, key, p)

    values = [('contents', v) for v in p.contents] + [('names', v) for v in p.names]
    FORMS.update((v, forms(v)) for _, v in values)
    searched = files = 0
    for d, _, names in os.walk(out):
        for name in sorted(names):
            with open(os.path.join(d, name), 'rb') as f:
                searched += search(name, f.read(), values)
            files += 1
    inventories = [os.path.join(directory, n) for n in sorted(os.listdir(directory)) if '.inv' in n]
    for path in inventories + [f for f in left if '.inv' in f]:
        with open(path, 'rb') as f:
            searched += search(os.path.basename(path), f.read(), values, allowed=('names',))
        files += 1
    for path in [f for f in left if '.inv' not in f]:
        with open(path, 'rb') as f:
            searched += search(os.path.basename(path), f.read(), values)
        files += 1
    leftovers = [n for n in os.listdir(directory) if n.endswith(('-wal', '-shm', '-journal', '.tmp'))]
    if leftovers:
        fail('left behind: %s' % leftovers)
    found = sum(1 for _ in open(os.path.join(out, 'a.findings'), encoding='utf-8'))
    names_found = sum('"~name"' in line for line in open(os.path.join(out, 'a.findings'), encoding='utf-8'))
    if found < 60 or names_found < 15:
        fail('only %d findings (%d in names): the search proves nothing' % (found, names_found))
    print(
        'privacy: %d values (%d in contents, %d in names), %d forms, %d outputs of %d bytes searched, %d findings, %d failed'
        % (
            len(values),
            len(p.contents),
            len(p.names),
            sum(map(len, FORMS.values())),
            files,
            searched,
            found,
            failed,
        )
    )
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
