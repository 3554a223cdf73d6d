"""Counts archive members below the given directories: an independent account of what a scanner must list. Prints
`path<TAB>members` for each file that has any; members inside members are counted too.

zip, tar, gzip, xz, lzma and bzip2 are read by Python's own modules; ar, cpio and rpm headers are walked here; zstd, lz4,
lzip and .Z are decoded by their programs; 7z, RAR, cab, ISO 9660, LHA and xar are unpacked by 7z, or by bsdtar where 7z
cannot. The special members of ar (symbol table, long names) count, as bsdtar -t lists them. Warc records count each.
"""
import bz2
import gzip
import io
import lzma
import os
import stat
import subprocess
import sys
import tarfile
import tempfile
import zipfile

MAX_DEPTH = 16
MOST_HEADER = 1 << 20  # bsdtar -t lists nothing from a longer special header on


def tar_header(block):
    """True for the first header of a tar, of any dialect, by its checksum."""
    if len(block) < 512 or block[:1] == b'\x00':
        return False
    field = block[148:156].replace(b'\x00', b' ').strip()
    try:
        want = int(field, 8)
    except ValueError:
        return False
    return want == sum(block[:148]) + 32 * 8 + sum(block[156:512])


def has_end_record(f):
    f.seek(0, os.SEEK_END)
    size = f.tell()
    f.seek(max(0, size - 65557 - 22))
    return b'PK\x05\x06' in f.read()


PROGRAMS = {'zst': ['zstd', '-dc'], 'lz4': ['lz4', '-dc'], 'lz': ['lzip', '-dc'], 'Z': ['gzip', '-dc']}


def decoder_of(head):
    for magic, kind in (
        (b'\x1f\x8b\x08', 'gz'),
        (b'\xfd7zXZ\x00', 'xz'),
        (b'\x28\xb5\x2f\xfd', 'zst'),
        (b'\x04\x22\x4d\x18', 'lz4'),
        (b'LZIP\x01', 'lz'),
        (b'\x1f\x9d', 'Z'),
    ):
        if head.startswith(magic):
            return kind
    if head.startswith(b'BZh') and head[4:10] == b'1AY&SY':
        return 'bz2'
    if head.startswith(b'\x5d\x00\x00') and head[5:13] in (b'\xff' * 8, head[5:9] + bytes(4)):
        return 'lzma'
    return None


def stream_of(kind, f):
    if kind in PROGRAMS:
        done = subprocess.run(
            PROGRAMS[kind], input=f.read(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        return io.BytesIO(done.stdout)
    if kind == 'gz':
        return gzip.GzipFile(fileobj=f)
    return bz2.BZ2File(f) if kind == 'bz2' else lzma.LZMAFile(f)


def decoded(kind, f):
    """A file object of the decoded bytes, or None when they begin no container."""
    f.seek(0)
    stream = stream_of(kind, f)
    parts = []
    try:
        parts.append(stream.read(33000))
        if not (kind_of(parts[0]) or parts[0].startswith(b'PK')):
            return None
        while parts[-1]:
            parts.append(stream.read(1 << 20))
    except Exception:
        pass  # damaged: what came out counts
    return io.BytesIO(b''.join(parts))


def kind_of(head):
    """What a content is, by its first 33000 bytes; '' for a zip or nothing known."""
    decoder = decoder_of(head)
    if decoder:
        return decoder
    if tar_header(head):
        return 'tar'
    for magic, kind in (
        (b'!<arch>\n', 'ar'),
        (b'\xed\xab\xee\xdb', 'rpm'),
        (b'070701', 'cpio'),
        (b'070702', 'cpio'),
        (b'070707', 'cpio'),
        (b'WARC/', 'warc'),
        (b'7z\xbc\xaf\x27\x1c', '7z'),
        (b'Rar!\x1a\x07', '7z'),
        (b'MSCF\0\0\0\0', '7z'),
        (b'xar!\0\x1c', '7z'),
    ):
        if head.startswith(magic):
            return kind
    if head[2:5] in (b'-lh', b'-lz') and head[6:7] == b'-':
        return '7z'
    return '7z' if head[32769:32774] == b'CD001' else ''


def members_of_ar(f, depth):
    n = 0
    at = 8
    while True:
        f.seek(at)
        header = f.read(60)
        if len(header) < 60 or header[58:] != b'`\n':
            return n
        n += 1
        size = int(header[48:58])
        name_bytes = int(header[3:16]) if header.startswith(b'#1/') else 0
        f.seek(name_bytes, os.SEEK_CUR)
        n += members(io.BytesIO(f.read(size - name_bytes)), depth + 1)
        at += 60 + size + size % 2


def members_of_cpio(f, depth):
    n = 0
    at = 0
    while True:
        f.seek(at)
        header = f.read(110)
        try:
            if header[:6] == b'070707':
                mode, name, size = (int(header[a:b], 8) for a, b in ((18, 24), (59, 65), (65, 76)))
                begin, align = at + 76 + name, 1
            elif header[:6] in (b'070701', b'070702'):
                mode, name, size = (int(header[a : a + 8], 16) for a in (14, 94, 54))
                begin, align = (at + 110 + name + 3) // 4 * 4, 4
            else:
                return n
        except ValueError:
            return n
        f.seek(at + (76 if align == 1 else 110))
        if f.read(name) == b'TRAILER!!!\0':
            return n
        if stat.S_ISREG(mode):
            n += 1
            f.seek(begin)
            n += members(io.BytesIO(f.read(size)), depth + 1)
        at = (begin + size + align - 1) // align * align


def members_of_rpm(f, depth):
    f.seek(0)
    out = subprocess.run(
        ['rpm2cpio', '-'], input=f.read(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ).stdout
    return members(io.BytesIO(out), depth + 1)


def members_of_warc(f, depth):
    n = 0
    f.seek(0)
    while True:
        line = f.readline()
        if line in (b'\r\n', b'\n'):
            continue
        if not line.startswith(b'WARC/'):
            return n
        n += 1
        length = 0
        while line not in (b'\r\n', b'\n', b''):
            line = f.readline()
            name, _, value = line.partition(b':')
            if name.strip().lower() == b'content-length':
                length = int(value)
        n += members(io.BytesIO(f.read(length)), depth + 1)


def members_unpacked(f, depth):
    """7z unpacks it; what 7z does not take, bsdtar does."""
    f.seek(0)
    with tempfile.TemporaryDirectory() as d:
        path, to = os.path.join(d, 'archive'), os.path.join(d, 'to')
        os.mkdir(to)
        with open(path, 'wb') as copy:
            copy.write(f.read())
        quiet = {'stdin': subprocess.DEVNULL, 'stdout': subprocess.PIPE, 'stderr': subprocess.DEVNULL}
        subprocess.run(['7z', 'x', '-y', '-pnone', '-o' + to, path], **quiet)
        if not os.listdir(to):
            subprocess.run(['bsdtar', '-xf', path, '-C', to], **quiet)
        n = 0
        for directory, _, files in os.walk(os.fsencode(to)):
            for name in files:
                inner = os.path.join(directory, name)
                if stat.S_ISREG(os.lstat(inner).st_mode):
                    with open(inner, 'rb') as g:
                        n += 1 + members(g, depth + 1)
        return n


def members_of_zip(f, depth):
    try:
        archive = zipfile.ZipFile(f)
    except Exception:
        return None
    n = 0
    for info in archive.infolist():
        mode = info.external_attr >> 16
        if info.filename.endswith('/') or (
            info.create_system == 3 and stat.S_IFMT(mode) not in (0, stat.S_IFREG)
        ):
            continue
        n += 1
        try:
            data = archive.read(info)
        except Exception:
            continue
        n += members(io.BytesIO(data), depth + 1)
    return n


def members_of_tar(f, depth):
    f.seek(0)
    n = 0
    try:
        archive = tarfile.open(fileobj=f, mode='r:', ignore_zeros=False)
    except Exception:
        return 0
    try:
        for info in archive:
            if len('1048576 path=%s\n' % info.name) > MOST_HEADER:
                break
            if not (info.isreg() or info.islnk()):
                continue
            n += 1
            if info.isreg():
                n += members(io.BytesIO(archive.extractfile(info).read()), depth + 1)
    except Exception:
        pass  # damaged: what was listed counts
    return n


WALKERS = {
    'tar': members_of_tar,
    'ar': members_of_ar,
    'cpio': members_of_cpio,
    'rpm': members_of_rpm,
    'warc': members_of_warc,
    '7z': members_unpacked,
}


def members(f, depth=0):
    if depth > MAX_DEPTH:
        return 0
    f.seek(0)
    kind = kind_of(f.read(33000))
    if kind in WALKERS:
        return WALKERS[kind](f, depth)
    if kind:
        inner = decoded(kind, f)
        return members(inner, depth + 1) if inner else 0
    if has_end_record(f):
        n = members_of_zip(f, depth)
        if n is not None:
            return n
    return 0


def main():
    out = sys.stdout.buffer
    for top in sys.argv[1:]:
        for directory, names, files in os.walk(os.fsencode(top)):
            names.sort()
            for name in sorted(files):
                path = os.path.join(directory, name)
                try:
                    if not stat.S_ISREG(os.lstat(path).st_mode):
                        continue
                    with open(path, 'rb') as f:
                        n = members(f)
                except OSError:
                    continue
                if n:
                    out.write(path.replace(b'\n', b'?') + b'\t%d\n' % n)


if __name__ == '__main__':
    main()
