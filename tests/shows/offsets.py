"""Run by 01-offsets.sh. One file per offset; all files of one encoding in one scan with a window of 4 KiB.

Each file is filler that holds no digit, with one value; the value begins at every byte offset of +-600 around
the edges 4096 and 65536 (a window edge, and an edge of the 64 KiB grid and of a window at once).
"""
import os
import sys

from qcgen import ids, rng
from qcshow import Scan, make_key

WINDOW = 4096
EDGES = (4096, 65536)
REACH = 600
CODECS = {'utf8': 'utf-8', 'gbk': 'gbk', 'utf16le': 'utf-16-le'}
UNIT = {'utf8': '客户资料，', 'gbk': '客户资料，', 'utf16le': '客户资料，'}


def filler(encoded_unit, step, n):
    """n bytes of whole units, padded with blanks of `step` bytes."""
    data = encoded_unit * (n // len(encoded_unit))
    blank = b' ' if step == 1 else b' \x00'
    data += blank * ((n - len(data)) // step)
    # A byte that is left over (an odd offset in UTF-16) is one NUL in front: the run of the value is then unaligned.
    return b'\x00' * (n - len(data)) + data


def main():
    directory = sys.argv[1]
    key = make_key(directory)
    failed = files = 0
    for name, codec in CODECS.items():
        r = rng(7, 'offsets', name)
        step = 2 if name == 'utf16le' else 1
        corpus = os.path.join(directory, name)
        os.makedirs(corpus)
        unit = UNIT[name].encode(codec)
        want = {}
        for edge in EDGES:
            for shift in range(-REACH, REACH + 1):
                at = edge + shift
                rule, value = r.choice(
                    (
                        ('cn.resident-id', ids.resident_id),
                        ('cn.mobile', ids.mobile),
                        ('cn.bank-card', ids.bank_card),
                        ('cn.uscc', ids.uscc),
                    )
                )
                text = value(r).encode(codec)
                path = '%s/%06d.txt' % (name, at)
                with open(os.path.join(directory, path), 'wb') as f:
                    f.write(filler(unit, step, at) + text + '，签订服务协议。\n'.encode(codec) + unit * 400)
                want[path] = (at, len(text), rule)
        files += len(want)
        scan = Scan(
            [name], os.path.join(directory, 'out-' + name), key, '--window', str(WINDOW), cwd=directory
        )
        found = {}
        for f in scan.findings:
            found.setdefault(f['location'], []).append((f['offset'], f['length'], f['rule'], f['also']))
        missing = doubled = wrong = 0
        for path, (at, length, rule) in want.items():
            here = found.pop(path, [])
            if not here:
                missing += 1
                if missing <= 5:
                    print('  missing: %s %s at %d' % (path, rule, at))
            elif len(here) > 1:
                doubled += 1
                if doubled <= 5:
                    print('  found %d times: %s' % (len(here), path))
            elif here[0][:2] != (at, length) or (here[0][2] != rule and rule not in here[0][3]):
                wrong += 1
                if wrong <= 5:
                    print(
                        '  %s: %s at %d+%d, planted %s at %d+%d'
                        % (path, here[0][2], here[0][0], here[0][1], rule, at, length)
                    )
        extra = sum(len(v) for v in found.values())
        print(
            '%s: %d offsets, missing %d, found twice %d, wrong place or rule %d, elsewhere %d'
            % (name, len(want), missing, doubled, wrong, extra)
        )
        failed += missing + doubled + wrong + extra
    print('offsets: %d files, %d failed' % (files, failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
