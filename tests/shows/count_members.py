"""Counts archive members below the given directories with Python's own zipfile, tarfile, gzip and lzma: an
independent account of what a scanner of gzip, xz, zstd, tar and zip must list. Prints `path<TAB>members` for each file
that has any; members inside members are counted too. zstd is decoded by the zstd program.
"""
import gzip
import io
import lzma
import os
import stat
import subprocess
import sys
import tarfile
import zipfile

MAX_DEPTH = 16


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


def decoder_of(head):
    if head.startswith(b'\x1f\x8b\x08'):
        return 'gz'
    if head.startswith(b'\xfd7zXZ\x00'):
        return 'xz'
    if head.startswith(b'\x28\xb5\x2f\xfd'):
        return 'zst'
    return None


def decoded(kind, f, depth):
    """A file object of the decoded bytes, or None when they hold no container."""
    if kind == 'zst':
        f.seek(0)
        out = subprocess.run(
            ['zstd', '-dc'], input=f.read(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ).stdout
        return io.BytesIO(out)
    f.seek(0)
    stream = gzip.GzipFile(fileobj=f) if kind == 'gz' else lzma.LZMAFile(f)
    try:
        head = stream.read(600)
    except Exception:
        return None
    if not (tar_header(head) or head.startswith(b'PK') or decoder_of(head)):
        return None
    parts = [head]
    try:
        while True:
            part = stream.read(1 << 20)
            if not part:
                break
            parts.append(part)
    except Exception:
        pass  # damaged: what came out counts
    return io.BytesIO(b''.join(parts))


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
            if not (info.isreg() or info.islnk()):
                continue
            n += 1
            if info.isreg():
                n += members(io.BytesIO(archive.extractfile(info).read()), depth + 1)
    except Exception:
        pass  # damaged: what was listed counts
    return n


def members(f, depth=0):
    if depth > MAX_DEPTH:
        return 0
    f.seek(0)
    head = f.read(600)
    kind = decoder_of(head)
    if kind:
        inner = decoded(kind, f, depth)
        return members(inner, depth + 1) if inner else 0
    if tar_header(head):
        return members_of_tar(f, depth)
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
