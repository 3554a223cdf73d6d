"""Run by 01-regions.sh: one value in each region of composed files; each must be found, and bombs leave a gap."""
import os
import struct
import sys
import zlib

from qcgen import containers, ids, rng
from qcgen.zipfiles import Entry, zip_bytes
from qcshow import Scan, digests, make_key

R = rng(3, 'regions')
RULE = 'cn.resident-id'


class Corpus:
    def __init__(self, directory):
        self.directory = os.path.join(directory, 'regions')
        os.makedirs(self.directory)
        self.want = []  # (file, region, value)

    def value(self, name, region):
        v = ids.resident_id(R)
        self.want.append((name, region, v))
        return ('客户张伟，身份证号：%s。\n' % v).encode('utf-8')

    def write(self, name, data):
        with open(os.path.join(self.directory, name), 'wb') as f:
            f.write(data)


def bomb_bytes(entries_before, text, entries_after, size=1300 << 20):
    """A zip whose second member expands to `size` zero bytes; made without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block, crc, body = bytes(1 << 20), 0, []
    for _ in range(size >> 20):
        body.append(packer.compress(block))
        crc = zlib.crc32(block, crc)
    body.append(packer.flush())
    body = b''.join(body)
    out, directory, at = [], [], 0

    def add(name, method, crc_, packed, plain):
        nonlocal at
        local = struct.pack(
            '<IHHHHHIIIHH', 0x04034B50, 20, 0, method, 0x6000, 0x5A21, crc_, len(packed), plain, len(name), 0
        )
        directory.append(
            struct.pack(
                '<IHHHHHHIIIHHHHHII',
                0x02014B50,
                20,
                20,
                0,
                method,
                0x6000,
                0x5A21,
                crc_,
                len(packed),
                plain,
                len(name),
                0,
                0,
                0,
                0,
                0o100644 << 16,
                at,
            )
            + name
        )
        out.extend((local + name, packed))
        at += len(local) + len(name) + len(packed)

    for name, data in entries_before:
        add(name, 0, zlib.crc32(data), data, len(data))
    add(b'a-bomb.bin', 8, crc, body, size)
    for name, data in entries_after:
        add(name, 0, zlib.crc32(data), data, len(data))
    central = b''.join(directory)
    return (
        b''.join(out)
        + central
        + struct.pack('<IHHHHIIH', 0x06054B50, 0, 0, len(directory), len(directory), len(central), at, 0)
    )


def build(c):
    n = 'tar-tar.tar'
    c.write(
        n,
        containers.tar([('a.csv', c.value(n, 'member of the first archive'))])
        + containers.tar([('b.csv', c.value(n, 'member of the second archive'))]),
    )
    n = 'tar-text.tar'
    c.write(n, containers.tar([('a.csv', c.value(n, 'member'))]) + c.value(n, 'text behind the archive'))
    n = 'gz-text.gz'
    c.write(n, containers.gz(c.value(n, 'inside')) + c.value(n, 'text behind'))
    n = 'gz-gz.gz'
    c.write(n, containers.gz(c.value(n, 'first member')) + containers.gz(c.value(n, 'second member')))
    n = 'gz-zip.gz'
    c.write(n, containers.gz(c.value(n, 'inside')) + zip_bytes([Entry('z.csv', c.value(n, 'zip behind'))]))
    n = 'xz-text.xz'
    c.write(n, containers.xz(c.value(n, 'inside')) + c.value(n, 'text behind'))
    n = 'zst-text.zst'
    c.write(n, containers.zst(c.value(n, 'inside')) + c.value(n, 'text behind'))
    n = 'setup.exe'
    program = (
        b'MZ\x90\x00'
        + R.randbytes(3000)
        + b'\x00\x00'
        + c.value(n, 'program before the archive')
        + R.randbytes(500)
    )
    c.write(n, zip_bytes([Entry('in/customers.csv', c.value(n, 'member'))], program))
    n = 'zip-zip.zip'
    inner = zip_bytes(
        [Entry('inner.csv', c.value(n, 'member of the inner archive'))],
        R.randbytes(900) + b'\n' + c.value(n, 'junk before the inner archive'),
        adjust_offsets=False,
    )
    c.write(
        n,
        zip_bytes(
            [
                Entry('outer.csv', c.value(n, 'member of the outer archive')),
                Entry('inner.zip', inner, 'deflate'),
            ],
            b'\n' + c.value(n, 'junk before the outer archive') + R.randbytes(300),
            adjust_offsets=False,
        ),
    )
    for method in ('store', 'deflate'):
        n = 'unlisted-%s.zip' % method
        hidden = c.value(n, 'member that the directory does not list') * 3
        c.write(
            n,
            zip_bytes(
                [
                    Entry('a.csv', c.value(n, 'listed member before')),
                    Entry('hidden.csv', hidden, method, listed=False),
                    Entry('b.csv', c.value(n, 'listed member behind')),
                ]
            ),
        )
    n = 'zip-comment.zip'
    c.write(
        n, zip_bytes([Entry('a.csv', c.value(n, 'member'))], comment=c.value(n, 'comment of the archive'))
    )
    n = 'zip-text.zip'
    c.write(
        n, zip_bytes([Entry('a.csv', c.value(n, 'member'))]) + b'\n' + c.value(n, 'text behind the archive')
    )
    n = 'bomb.zip'
    c.write(
        n,
        bomb_bytes(
            [(b'0.csv', c.value(n, 'member before the bomb'))],
            None,
            [(b'customers.csv', c.value(n, 'customers.csv behind the bomb'))],
        ),
    )
    n = 'bomb-in.zip'
    inner = bomb_bytes([], None, [(b'customers.csv', c.value(n, 'customers.csv behind the nested bomb'))])
    c.write(
        n,
        zip_bytes(
            [
                Entry('bomb.zip', inner, 'store'),
                Entry('z.csv', c.value(n, 'member behind the nested archive')),
            ]
        ),
    )
    n = 'truncated.zip'
    whole = zip_bytes(
        [Entry('a.csv', c.value(n, 'member before the cut') * 5), Entry('b.csv', R.randbytes(4000), 'store')]
    )
    c.write(n, whole[: len(whole) - 2500])
    n = 'truncated.tar.gz'
    whole = containers.gz(
        containers.tar([('a.csv', c.value(n, 'member before the cut')), ('b.bin', R.randbytes(90000))])
    )
    c.write(n, whole[:60000])


def main():
    directory = sys.argv[1]
    key = make_key(directory)
    corpus = Corpus(directory)
    build(corpus)
    scan = Scan(['regions'], os.path.join(directory, 'out'), key, cwd=directory)
    found = {}
    for f in scan.findings:
        found.setdefault((f['location'].split('!')[0], f['digest']), []).append(f['location'])
    wanted = digests(RULE, [v for _, _, v in corpus.want], key)
    failed = 0
    for (name, region, _), digest in zip(corpus.want, wanted):
        places = sorted(set(found.get(('regions/' + name, digest), [])))
        print('%-4s %-20s %-42s %s' % ('ok' if places else 'FAIL', name, region, ', '.join(places)))
        failed += not places
    gaps = {}
    for g in scan.json['gaps']:
        gaps.setdefault(g['location'].split('!')[0].split('@')[0], set()).add(g['reason'])
    for name, reasons in (
        ('bomb.zip', {'limit-ratio', 'limit-bytes'}),
        ('bomb-in.zip', {'limit-ratio', 'limit-bytes'}),
        ('truncated.zip', {'truncated', 'corrupt'}),
        ('truncated.tar.gz', {'truncated', 'corrupt'}),
    ):
        seen = gaps.get('regions/' + name, set())
        print(
            '%-4s %-20s gaps: %s'
            % ('ok' if seen & reasons else 'FAIL', name, ', '.join(sorted(seen)) or 'none')
        )
        failed += not seen & reasons
    print(
        'regions: %d values in %d files, %d failed'
        % (len(corpus.want), len({n for n, _, _ in corpus.want}), failed)
    )
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
