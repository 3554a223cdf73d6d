"""Run by 02-bombs.sh: bombs of full size. Each lies beside a clean file; the scan must end in bounded time and memory, say
what it left out, and read the clean file and what the bomb itself carries before and behind the bad part."""
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile

from qcgen import bombs, ids, rng
from qcshow import KEY_HEX, QINGCE, digests, make_key, read_findings

JOBS = 2
MIB, GIB, TIB = 1 << 20, 1 << 30, 1 << 40
RULE = 'cn.resident-id'
# The design's formula: 64 MiB + workers x (32 MiB + decoder windows).
BASE, WORKER, CHAIN = 64, 32, 256
MEASURE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'measure.py')

DIR = sys.argv[1]
ONLY = sys.argv[2:]
R = rng(5, 'bombs')
KEY = make_key(DIR)


def plant(values):
    value = ids.resident_id(R)
    values.append(value)
    return ('客户张伟，身份证号：%s。\n' % value).encode('utf-8')


# Each: (file name, seconds of processor time, so that a busy machine fails nothing, decoder windows in MiB, gap reasons that must stand in the report, write(path, values)).
# `values` gets what must be found inside the bomb.


def one_gz_of_zeros(path, values):
    with open(path, 'wb') as f:
        bombs.write_gz(f, bombs.Repeated(bytes(16 * MIB), 4 * GIB // (16 * MIB), before=plant(values)))


def one_gz_of_text(path, values):
    # Expands 500 times: below the ratio, so all of it is read.
    block = b''.join(b'an ordinary line without numbers, part %c\n' % (97 + i % 26) for i in range(100000))
    with open(path, 'wb') as f:
        bombs.write_gz(f, bombs.Repeated(block, 4 * GIB // len(block), plant(values), plant(values)))


def gz_of_gz_of_gz(path, values):
    del values
    write(path, bombs.gz_nested(64 * GIB, 3))


def forty_two(path, values):
    entries = [(b'before.csv', plant(values)), (b'behind.csv', plant(values))]
    write(path, bombs.zip_nested(4 * GIB, 4, 16, entries))


def overlapping(path, values):
    write(path, bombs.zip_overlapping(240, 128 * MIB, [(b'behind.csv', plant(values))]))


def xz_dictionary(path, values):
    del values
    write(path, bombs.xz_with_dictionary(b'x' * 100000, 30))


def tar_xz_12(path, values):
    data = plant(values)
    values.clear()  # at the bottom, which nobody gets to
    for level in range(12):
        data = lzma.compress(tar_of([('outside.csv', plant(values)), ('level-%d' % level, data)]), preset=9)
        # Four dictionaries of 64 MiB fill the decoder memory; with them what libraries need makes three levels certain.
    del values[: -3]
    write(path, data)


def many_entries(path, values):
    with open(path, 'wb') as f:
        z = bombs.ZipWriter(f)
        for i in range(50000):
            z.add(b'%05d.txt' % i, b'entry %d\n' % i, 0)
        z.add(b'last.csv', plant(values))
        z.finish()


def laughs(path, values):
    write(path, bombs.billion_laughs_xlsx(plant(values).decode()))


def gz_quine(path, values):
    del values
    write(path, bombs.gzip_quine())


def zip_quine(path, values):
    del values
    write(path, bombs.zip_quine())


def zip_quine_wide(path, values):
    del values
    write(path, bombs.zip_quine(8))  # 8^16 members, if nobody notices


def brackets(path, values):
    write(path, b'{"a": ' + b'[' * 100000 + b']' * 100000 + b', "b": "' + plant(values) + b'"}')


def zstd_magics(path, values):
    del values
    write(path, b'\x28\xb5\x2f\xfd' * (16 * MIB // 4))


def at_signs(path, values):
    with open(path, 'wb') as f:
        f.write(plant(values))
        for _ in range(256):
            f.write(b'@' * MIB)
        f.write(b'\n' + plant(values))


def wide_digits(path, values):
    with open(path, 'wb') as f:
        f.write(b'\xff\xfe' + plant(values).decode().encode('utf-16-le'))
        block = ''.join(chr(48 + R.randrange(10)) for _ in range(MIB // 2)).encode('utf-16-le')
        for _ in range(64):
            f.write(block)


def late_zip(path, values):
    # 40 MiB of lines, then a zip that only its end gives away, all in one gzip stream.
    lines = b''.join(b'line %d of a long log\n' % i for i in range(100000))
    tail = bombs.zip_of([(b'inner.csv', plant(values)), (b'b.txt', b'x' * 100)])
    with open(path, 'wb') as f:
        bombs.write_gz(f, bombs.Repeated(lines, 40 * MIB // len(lines) + 1, b'', tail))


BOMBS = [
    ('zeros-4g.gz', 30, 0, {'limit-ratio'}, one_gz_of_zeros),
    ('text-4g.gz', 110, 0, set(), one_gz_of_text),
    ('cubed.gz', 30, 0, {'limit-ratio'}, gz_of_gz_of_gz),
    ('forty-two.zip', 120, 0, {'limit-ratio'}, forty_two),
    ('overlap-30g.zip', 30, 0, {'limit-ratio'}, overlapping),
    ('dictionary-1g.xz', 10, 0, {'limit-memory'}, xz_dictionary),
    ('deep.tar.xz', 30, CHAIN, {'limit-memory'}, tar_xz_12),
    ('many.zip', 60, 0, set(), many_entries),
    ('laughs.xlsx', 10, 0, set(), laughs),
    ('quine.gz', 10, 0, {'limit-depth'}, gz_quine),
    ('quine.zip', 10, 0, {'limit-depth'}, zip_quine),
    ('quine-wide.zip', 10, 0, {'limit-depth'}, zip_quine_wide),
    ('brackets.json', 10, 0, set(), brackets),
    ('magics.zst', 10, 0, {'corrupt'}, zstd_magics),
    ('at-signs.txt', 60, 0, set(), at_signs),
    ('wide-digits.txt', 60, 0, set(), wide_digits),
    ('late-zip.log.gz', 20, 0, set(), late_zip),
]


def write(path, data):
    with open(path, 'wb') as f:
        f.write(data)


def tar_of(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode='w', format=tarfile.USTAR_FORMAT) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def run(name, targets, seconds, windows, stdin=None):
    """Scan within its bounds: figures, gap reasons, digests found per location."""
    out = os.path.join(DIR, 'out-' + name)
    command = [sys.executable, '-S', MEASURE, out + '.figures', QINGCE, 'scan', '-q', '-j', str(JOBS), '--key-file', KEY]
    command += ['--reference-date', '2026-11-21', '-i', out + '.inv', '--force']
    command += ['-o', 'json=' + out + '.json', '-o', 'findings=' + out + '.findings', *targets]
    try:
        done = subprocess.run(command, cwd=DIR, stdin=stdin, capture_output=True, timeout=6 * seconds + 60, check=False)
    except subprocess.TimeoutExpired:
        return None, ['no end after %d s' % (6 * seconds + 60)], set(), []
    with open(out + '.figures', encoding='utf-8') as f:
        figures = json.load(f)
    bad = []
    if figures['code'] != 0:
        bad.append('exit %d: %s' % (figures['code'], done.stderr.decode('utf-8', 'replace')[-300:]))
        return figures, bad, set(), []
    bound = BASE + JOBS * (WORKER + windows)
    if figures['kib'] > bound * 1024:
        bad.append('%d MiB, more than %d' % (figures['kib'] // 1024, bound))
    if figures['cpu'] > seconds:
        bad.append('%.1f s, more than %d' % (figures['cpu'], seconds))
    with open(out + '.json', encoding='utf-8') as f:
        report = json.load(f)
    reasons = {g['reason'] for g in report['gaps']}
    o = report['coverage']['objects']
    if o['seen'] != o['scanned'] + o['partial'] + o['gap']:
        bad.append('the objects do not add up')
    found = read_findings(out + '.findings')
    for suffix in ('.inv', '.json', '.findings', '.figures'):
        os.unlink(out + suffix)
    return figures, bad, reasons, found


def missing(found, values, where):
    have = {f['digest'] for f in found if f['rule'] == RULE and where(f['location'])}
    return sum(1 for d in digests(RULE, values, KEY) if d not in have)


def show(name, seconds, figures, bad, extra=''):
    line = '%-18s' % name
    if figures:
        line += '%6.1f s (at most %3d) %5d MiB' % (figures['cpu'], seconds, figures['kib'] // 1024)
    print(line + ('  ' + extra if extra else '') + ('  FAIL ' + '; '.join(bad) if bad else ''), flush=True)
    return not bad


def bomb(name, seconds, windows, want, build):
    folder = os.path.join(DIR, 'beside-' + name)
    os.mkdir(folder)
    inside, clean = [], []
    build(os.path.join(folder, name), inside)
    write(os.path.join(folder, 'clean.csv'), b''.join(plant(clean) for _ in range(200)))
    size = os.path.getsize(os.path.join(folder, name))
    figures, bad, reasons, found = run(name, [folder], seconds, windows)
    if figures and figures['code'] == 0:
        lost = missing(found, clean, lambda p: p.endswith('clean.csv'))
        if lost:
            bad.append('%d of 200 values beside it lost' % lost)
        lost = missing(found, inside, lambda p: '/' + name in p)
        if lost:
            bad.append('%d of %d values inside lost' % (lost, len(inside)))
        if not want <= reasons:
            bad.append('no gap %s, but %s' % (sorted(want - reasons), sorted(reasons)))
        if not want and reasons & {r for r in reasons if r.startswith('limit')}:
            bad.append('a limit where none is passed: %s' % sorted(reasons))
    for n in os.listdir(folder):
        os.unlink(os.path.join(folder, n))
    os.rmdir(folder)
    return show(name, seconds, figures, bad, '%9d bytes, gaps: %s' % (size, ' '.join(sorted(reasons)) or 'none'))


LINE = '''
import sys
block = (b'a long line goes on without an end, ' * 30000)[:1 << 20]
out = sys.stdout.buffer
first, middle, last = sys.argv[1:4]
out.write(('身份证号：%s ' % first).encode())
for i in range(4096):
    out.write(block)
    if i == 2048:
        out.write((' 身份证号：%s ' % middle).encode())
out.write((' 身份证号：%s' % last).encode())
'''


def single_line(seconds=110):
    """4 GiB without a line break, through a pipe: nothing of it touches the disk."""
    values = [ids.resident_id(R) for _ in range(3)]
    source = subprocess.Popen([sys.executable, '-c', LINE, *values], stdout=subprocess.PIPE)
    figures, bad, reasons, found = run('line', ['-'], seconds, 0, source.stdout)
    source.stdout.close()
    source.wait()
    if figures and figures['code'] == 0 and missing(found, values, lambda p: p == 'stdin'):
        bad.append('values lost')
    return show('4 GiB line', seconds, figures, bad, 'gaps: %s' % (' '.join(sorted(reasons)) or 'none'))


def main():
    assert KEY_HEX
    good = [bomb(*b) for b in BOMBS if not ONLY or b[0] in ONLY]
    if not ONLY or 'line' in ONLY:
        good.append(single_line())
    print('bombs: %d of %d within time and memory, told, and the files beside them read' % (sum(good), len(good)))
    return 0 if all(good) else 1


if __name__ == '__main__':
    sys.exit(main())
