#!/usr/bin/env python3
"""Fixtures for the readers' tests, made by Python's own modules: an independent writer of each format.

    fixtures.py NAME    writes the fixture to standard output. Same name, same bytes. All persons are made up.
"""
import csv
import gzip
import io
import lzma
import os
import random
import struct
import sys
import tarfile
import zipfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "corpora"))
from qcgen import bombs, containers  # noqa: E402
from office_fixtures import OFFICE  # noqa: E402


def tar(entries, fmt=tarfile.GNU_FORMAT, **kw):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=fmt, **kw) as t:
        for e in entries:
            if isinstance(e, tarfile.TarInfo):
                t.addfile(e)
            else:
                info = tarfile.TarInfo(e[0])
                info.size = len(e[1])
                info.mtime = 1700000000
                info.uname = "zhang"
                t.addfile(info, io.BytesIO(e[1]))
    return out.getvalue()


def special(name, kind, link=""):
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = link
    return info


def zipped(entries, method=zipfile.ZIP_DEFLATED, comment=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in entries:
            info = zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10))
            info.compress_type = method
            info.external_attr = 0o100644 << 16
            z.writestr(info, data)
        z.comment = comment
    return out.getvalue()


class Unseekable(io.RawIOBase):
    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, b):
        self.data += b
        return len(b)


def streamed_zip(entries, method=zipfile.ZIP_DEFLATED):
    out = Unseekable()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in entries:
            z.writestr(name, data)
    return bytes(out.data)


def raw_zip(entries, drop=(), flags=0, prefix=b""):
    """A stored zip written by hand: names of any bytes; entries in `drop` are left out of the directory."""
    body, directory, n = prefix, b"", 0
    for i, (name, data) in enumerate(entries):
        crc = zlib.crc32(data)
        at = len(body) - len(prefix)
        body += struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, flags, 0, 0, 33, crc, len(data), len(data), len(name), 0)
        body += name + data
        if i in drop:
            continue
        n += 1
        directory += struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, flags, 0, 0, 33, crc, len(data), len(data),
                                 len(name), 0, 0, 0, 0, 0, at) + name
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, n, n, len(directory), len(body) - len(prefix), 0)
    return body + directory + end


LONG = "目录/" * 40 + "客户名单.csv"
TEXT = b"name phone\nzhang 13800138000\n"


def tar_dialect(fmt):
    return tar([("a.txt", b"alpha " * 200), (LONG, b"long name"), ("dir/empty", b""),
                special("link", tarfile.SYMTYPE, "a.txt"), special("hard", tarfile.LNKTYPE, "a.txt"),
                special("fifo", tarfile.FIFOTYPE), special("dir", tarfile.DIRTYPE), ("z.txt", b"omega")], fmt)


def v7():
    data = b"old style"
    h = bytearray(512)
    h[0:6] = b"v7.txt"
    h[100:108] = b"000644 \0"
    h[108:116] = b"000000 \0"
    h[116:124] = b"000000 \0"
    h[124:136] = b"%011o " % len(data)
    h[136:148] = b"%011o " % 1700000000
    h[148:156] = b" " * 8
    h[148:156] = b"%06o\0 " % sum(h)
    return bytes(h) + data.ljust(512, b"\0") + bytes(1024)


def quine(depth):
    data = TEXT
    for _ in range(depth):
        data = gzip.compress(data, mtime=0)
    return data


def zips(depth):
    """Zips in zips, each with 300 KB beside the next."""
    data = TEXT
    for i in range(depth):
        data = zipped([("fill", bytes(RANDOM.choices(b"abcdefgh \n", k=300000))), ("next.zip" if i else "a.csv", data)], zipfile.ZIP_STORED)
    return data


def overlap():
    """Two directory entries that share one local header's data."""
    one = raw_zip([(b"a.txt", TEXT), (b"b.txt", TEXT)])
    second = one.index(b"PK\1\2", one.index(b"PK\1\2") + 1)
    return one[:second + 42] + struct.pack("<I", 0) + one[second + 46:]


RANDOM = random.Random(7)
def delimited_tables():
    """Random tables as csv.writer writes them, and where csv.reader finds each token: column and row."""
    r = random.Random(11)
    out = b""
    pieces = ["a", "bc", ",", ";", "|", "\t", "\n", "\r\n", '"', '""', " ", "'", "x y", "\u59d3", "\n\n", "=", "/"]
    for n in range(120):
        how = {
            "delimiter": ",;|\t"[n % 4],
            "lineterminator": r.choice(["\n", "\r\n"]),
            "quoting": r.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
        }
        if n % 4 == 3:
            how["quoting"] = csv.QUOTE_ALL
        columns = r.randrange(2, 9)
        text = io.StringIO(newline="")
        writer = csv.writer(text, **how)
        for i in range(r.randrange(8, 30)):
            row = [str(1000 + i)]
            for _ in range(columns):
                cell = [r.choice(pieces) for _ in range(r.choice([0, 0, 1, 2, 5]))]
                if r.random() < 0.9:
                    cell.insert(r.randrange(len(cell) + 1), "#139")
                # Blanks and quotes at its beginning belong to a cell for csv, where it is not quoted.
                row.append("z" + "".join(cell))
            writer.writerow(row)
        content = text.getvalue()
        tokens = [
            (column, i)
            for i, row in enumerate(csv.reader(io.StringIO(content, newline=""), **how))
            for column, cell in enumerate(row)
            for _ in range(cell.count("#139"))
        ]
        raw = content.encode()
        out += b"TABLE %d %d\n" % (len(raw), len(tokens)) + raw + b"\n"
        out += b"".join(b"%d %d\n" % t for t in tokens)
    return out


FIXTURES = {
    "delimited-tables": delimited_tables,
    "tar-gnu": lambda: tar_dialect(tarfile.GNU_FORMAT),
    "tar-pax": lambda: tar_dialect(tarfile.PAX_FORMAT),
    "tar-ustar": lambda: tar([("a.txt", b"alpha " * 200), ("p" * 90 + "/" + "n" * 90, b"long name"), ("z.txt", b"omega")],
                             tarfile.USTAR_FORMAT),
    "tar-v7": v7,
    "tar-gbk": lambda: tar([("名单.txt", b"x")], encoding="gbk"),
    "tar+tar": lambda: tar([("one.txt", b"first")]) + tar([("two.txt", b"second")]),
    "tar-30": lambda: b"".join(tar([("n%d.txt" % i, b"data %d" % i)]) for i in range(30)),
    "tar-damaged": lambda: damaged_tar(),
    "tar-cut": lambda: tar([("a.txt", b"a" * 600), ("b.txt", b"b" * 5000)])[:2800],
    "tar-unended": lambda: tar([("a.txt", b"a" * 512)])[:1024],
    "tar-text": lambda: tar([("a.txt", b"aaa")]) + b"text after the archive\n",
    "zip": lambda: zipped([("a.txt", b"alpha " * 200), ("dir/", b""), ("dir/b.csv", TEXT), ("empty", b"")]),
    "zip-stored": lambda: zipped([("a.txt", b"alpha")], zipfile.ZIP_STORED),
    "zip-bzip2": lambda: zipped([("a.txt", b"alpha " * 200)], zipfile.ZIP_BZIP2),
    "zip-lzma": lambda: zipped([("a.txt", b"alpha " * 200)], zipfile.ZIP_LZMA),
    "zip-streamed": lambda: streamed_zip([("a.txt", b"alpha " * 200), ("b.txt", TEXT)]),
    "zip-streamed-stored": lambda: streamed_zip([("a.txt", b"alpha " * 200), ("b.txt", TEXT)], zipfile.ZIP_STORED),
    "zip-streamed-cut": lambda: cut_directory(streamed_zip([("a.txt", b"alpha " * 200), ("b.txt", TEXT)])),
    "zip-cut": lambda: cut_directory(zipped([("a.txt", b"alpha " * 200), ("b.txt", TEXT)])),
    "zip-comment": lambda: zipped([("a.txt", b"alpha")], comment="备注：联系人张三".encode()),
    "zip-prefix": lambda: b"MZ" + bytes(62) + b"this program carries an archive\n" * 30 + zipped([("in.txt", TEXT)]),
    "zip-prefix-known": lambda: raw_zip([(b"in.txt", TEXT)], prefix=b"#!/bin/sh\nexec unzip $0\n"),
    "zip-missing": lambda: raw_zip([(b"a.txt", b"listed"), (b"lost.txt", TEXT), (b"c.txt", b"listed too")], drop={1}),
    "zip-junk-between": lambda: junk_between(),
    "zip-gbk": lambda: raw_zip([("客户名单.csv".encode("gbk"), TEXT), ("資料.txt".encode("big5"), b"x"),
                                ("数据.txt".encode(), b"y")]),
    "zip-utf8": lambda: zipped([("客户名单.csv", TEXT)]),
    "zip-same-name": lambda: raw_zip([(b"a.txt", b"one"), (b"a.txt", b"two"), (b"a.txt", b"three")]),
    "zip-overlap": overlap,
    "zip-bad-crc": lambda: raw_zip([(b"a.txt", b"alpha"), (b"b.txt", b"beta")]).replace(b"alpha", b"alphx"),
    "zip-bad-header": lambda: raw_zip([(b"a.txt", b"alpha"), (b"b.txt", b"beta")]).replace(b"PK\3\4", b"PK\3\5", 1),
    "zip-deflate64": lambda: method_9(),
    "zip-of-zip": lambda: zipped([("inner.zip", b"junk before " * 9 + zipped([("deep.txt", TEXT)])), ("c.txt", b"c")]),
    "tar-of-zip": lambda: tar([("inner.zip", b"junk before " * 9 + zipped([("deep.txt", TEXT)])), ("c.txt", b"c")]),
    "zip+zip": lambda: zipped([("one.txt", b"first")]) + zipped([("two.txt", b"second")]),
    "zip-30": lambda: b"".join(zipped([("n%d.txt" % i, b"data %d" % i)]) for i in range(30)),
    "zip-symlink": lambda: symlink_zip(),
    "zip64": lambda: zip64(),
    "gzip-multi": lambda: gzip.compress(b"one ", mtime=0) + gzip.compress(b"two ", mtime=0) + gzip.compress(b"three", mtime=0),
    "gzip-bad-crc": lambda: bad_crc(gzip.compress(TEXT, mtime=0)) + gzip.compress(b"after", mtime=0),
    "gzip-cut": lambda: gzip.compress(bytes(RANDOM.choices(b"abcdefgh \n", k=50000)), mtime=0)[:9000],
    "gzip-named": lambda: named_gzip(),
    "gzip+text": lambda: gzip.compress(TEXT, mtime=0) + b"text behind the stream\n",
    "gzip-zeros-text": lambda: gzip.compress(TEXT, mtime=0) + bytes(1000) + b"text behind zeros\n",
    "gzip-of-zeros": lambda: gzip.compress(bytes(100000) + TEXT, mtime=0),
    "gzip-quine": lambda: quine(40),
    "tar-gz": lambda: gzip.compress(tar([("a.txt", b"aaa"), ("b.csv", TEXT)]), mtime=0),
    "xz": lambda: lzma.compress(TEXT),
    "xz-multi": lambda: lzma.compress(b"one ") + bytes(8) + lzma.compress(b"two"),
    "xz+text": lambda: lzma.compress(TEXT) + b"text behind the stream\n",
    "xz-big-window": lambda: lzma.compress(b"x" * 100, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]),
    "xz-cut": lambda: lzma.compress(bytes(RANDOM.choices(b"abcdefgh \n", k=50000)))[:9000],
    "bomb-zip": lambda: zipped([("bomb", bytes(4 << 20)), ("customers.csv", TEXT)]),
    "bomb-nested": lambda: zipped([("a.zip", zipped([("x%d" % i, bytes(1 << 20)) for i in range(4)])), ("customers.csv", TEXT)]),
    "bomb-gz": lambda: gzip.compress(bytes(4 << 20), mtime=0),
    "tar-bomb-gz": lambda: tar([("bomb.gz", gzip.compress(bytes(4 << 20), mtime=0)), ("customers.csv", TEXT)]),
    "tar-sparse": lambda: sparse_tar(),
    "quine-gz": bombs.gzip_quine,
    "quine-zip": bombs.zip_quine,
    "quine-zip-wide": lambda: bombs.zip_quine(8),
    "overlap-quoted": lambda: bombs.zip_overlapping(50, 1 << 20, [(b"customers.csv", TEXT)]),
    "zst-5000": lambda: containers.zst(bytes(RANDOM.choices(b"abcdefgh \n", k=5000))),
    "gz-60000": lambda: gzip.compress(bytes(60000), mtime=0),
    "zips-30": lambda: zips(30),
}


def damaged_tar():
    t = bytearray(tar([("a.txt", b"a" * 10), ("b.txt", b"bravo"), ("c.txt", b"charlie")]))
    at = t.index(b"b.txt")
    t[at + 150] ^= 1  # the checksum
    return bytes(t)


def junk_between():
    z = raw_zip([(b"a.txt", b"listed"), (b"x", b"y" * 100), (b"c.txt", b"too")], drop={1})
    at = z.index(b"PK\3\4", 4)
    return z[:at] + b"hidden note 13800138000 ".ljust(131, b".") + z[at + 131:]


def cut_directory(z):
    return z[:z.index(b"PK\1\2")]


def method_9():
    z = raw_zip([(b"a.txt", b"alpha"), (b"b.txt", b"beta")])
    local, central = z.index(b"PK\3\4"), z.index(b"PK\1\2")
    z = bytearray(z)
    z[local + 8] = 9
    z[central + 10] = 9
    return bytes(z)


def symlink_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        info = zipfile.ZipInfo("link")
        info.create_system = 3
        info.external_attr = 0o120777 << 16
        z.writestr(info, "a.txt")
        z.writestr("a.txt", "alpha")
    return out.getvalue()


def zip64():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        with z.open(zipfile.ZipInfo("a.txt"), "w", force_zip64=True) as f:
            f.write(TEXT)
    z = out.getvalue()
    # Python writes the zip64 end records only when they are needed; here they are put in by hand.
    end = z.index(b"PK\5\6")
    size, offset = struct.unpack("<II", z[end + 12:end + 20])
    record = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, size, offset)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
    last = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return z[:end] + record + locator + last


def bad_crc(z):
    return z[:-8] + bytes([z[-8] ^ 1]) + z[-7:]


def named_gzip():
    z = gzip.compress(TEXT, mtime=0)
    return z[:3] + b"\x18" + z[4:10] + b"110101199003070011.sql\0" + b"note by li\0" + z[10:]


def sparse_tar():
    """GNU's old sparse format: 1 MiB of which 5 bytes at 700000 are stored."""
    h = bytearray(512)
    h[0:6] = b"sparse"
    h[100:108] = b"0000644\0"
    h[108:124] = b"0000000\0" * 2
    h[124:136] = b"%011o\0" % 5
    h[136:148] = b"%011o\0" % 1700000000
    h[156:157] = b"S"
    h[257:265] = b"ustar  \0"
    h[386:398] = b"%011o\0" % 700000
    h[398:410] = b"%011o\0" % 5
    h[483:495] = b"%011o\0" % (1 << 20)
    h[148:156] = b" " * 8
    h[148:156] = b"%06o\0 " % sum(h)
    return bytes(h) + b"hello".ljust(512, b"\0") + bytes(1024)


sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import databases  # noqa: E402

FIXTURES.update(databases.FIXTURES)
FIXTURES.update(OFFICE)

if __name__ == "__main__":
    sys.stdout.buffer.write(FIXTURES[sys.argv[1]]())
