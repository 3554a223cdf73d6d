"""A small zip writer of our own: it can write what Python's cannot (raw names, ZipCrypto, forced zip64, data
descriptors, bytes before the first entry, entries missing from the directory). After APPNOTE.TXT 6.3.
"""
import struct
import zlib

_TIME, _DATE = 0x6000, 0x5A21  # 2025-01-01 12:00:00


class Entry:
    def __init__(
        self,
        name,
        data,
        method='deflate',
        zip64=False,
        descriptor=False,
        password=None,
        utf8=None,
        listed=True,
        extra=b'',
        comment=b'',
        level=6,
        fake_method=None,
    ):
        self.name = name if isinstance(name, bytes) else name.encode('utf-8')
        self.utf8 = (not isinstance(name, bytes) and not name.isascii()) if utf8 is None else utf8
        self.data, self.method, self.zip64, self.descriptor = data, method, zip64, descriptor
        self.password, self.listed, self.extra, self.comment, self.level = (
            password,
            listed,
            extra,
            comment,
            level,
        )
        self.fake_method = fake_method  # a method number nobody implements


_CRC_TABLE = []
for _n in range(256):
    _c = _n
    for _ in range(8):
        _c = (_c >> 1) ^ (0xEDB88320 if _c & 1 else 0)
    _CRC_TABLE.append(_c)


def zip_crypto(data, password, header):
    """Traditional PKWARE encryption (APPNOTE 6.1). `header`: 12 bytes, the last one is the check byte."""
    table = _CRC_TABLE
    k0, k1, k2 = 0x12345678, 0x23456789, 0x34567890
    for c in password:
        k0 = (k0 >> 8) ^ table[(k0 ^ c) & 0xFF]
        k1 = ((k1 + (k0 & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        k2 = (k2 >> 8) ^ table[(k2 ^ (k1 >> 24)) & 0xFF]
    out = bytearray()
    for c in header + data:
        t = (k2 | 2) & 0xFFFF
        out.append(c ^ ((t * (t ^ 1)) >> 8 & 0xFF))
        k0 = (k0 >> 8) ^ table[(k0 ^ c) & 0xFF]
        k1 = ((k1 + (k0 & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        k2 = (k2 >> 8) ^ table[(k2 ^ (k1 >> 24)) & 0xFF]
    return bytes(out)


def zip_bytes(entries, prefix=b'', comment=b'', adjust_offsets=True):
    """The archive. `prefix` stands before it; with adjust_offsets the offsets count from the file's start (a
    self-extracting program), without they count from the archive's start (junk that was put in front)."""
    out = [prefix]
    at = len(prefix)
    base = 0 if adjust_offsets else len(prefix)
    directory = []
    for e in entries:
        crc = zlib.crc32(e.data)
        if e.method == 'deflate':
            packer = zlib.compressobj(e.level, zlib.DEFLATED, -15)
            body, method = packer.compress(e.data) + packer.flush(), 8
        else:
            body, method = e.data, 0
        if e.fake_method is not None:
            method = e.fake_method
        flags = (0x0800 if e.utf8 else 0) | (0x0008 if e.descriptor else 0)
        if e.password is not None:
            flags |= 1
            check = (_TIME >> 8) if e.descriptor else crc >> 24
            header = bytes((crc >> s & 0xFF) ^ 0x5A for s in range(0, 22, 2))[:11] + bytes((check,))
            body = zip_crypto(body, e.password, header)
        need = 45 if e.zip64 else 20
        size, packed = len(e.data), len(body)
        extra = e.extra
        if e.zip64:
            extra += struct.pack('<HHQQ', 1, 16, 0 if e.descriptor else size, 0 if e.descriptor else packed)
            local_size = local_packed = 0xFFFFFFFF
        elif e.descriptor:
            local_size = local_packed = 0
        else:
            local_size, local_packed = size, packed
        start = at - base
        local = (
            struct.pack(
                '<IHHHHHIIIHH',
                0x04034B50,
                need,
                flags,
                method,
                _TIME,
                _DATE,
                0 if e.descriptor else crc,
                local_packed,
                local_size,
                len(e.name),
                len(extra),
            )
            + e.name
            + extra
        )
        tail = b''
        if e.descriptor:
            tail = struct.pack('<IIQQ' if e.zip64 else '<IIII', 0x08074B50, crc, packed, size)
        out += [local, body, tail]
        at += len(local) + len(body) + len(tail)
        if not e.listed:
            continue
        extra = e.extra
        if e.zip64:
            extra += struct.pack('<HHQQQ', 1, 24, size, packed, start)
        directory.append(
            struct.pack(
                '<IHHHHHHIIIHHHHHII',
                0x02014B50,
                0x031E,
                need,
                flags,
                method,
                _TIME,
                _DATE,
                crc,
                0xFFFFFFFF if e.zip64 else packed,
                0xFFFFFFFF if e.zip64 else size,
                len(e.name),
                len(extra),
                len(e.comment),
                0,
                0,
                0o100644 << 16,
                0xFFFFFFFF if e.zip64 else start,
            )
            + e.name
            + extra
            + e.comment
        )
    central = b''.join(directory)
    start = at - base
    out.append(central)
    if any(e.zip64 for e in entries):
        out.append(
            struct.pack(
                '<IQHHIIQQQQ',
                0x06064B50,
                44,
                45,
                45,
                0,
                0,
                len(directory),
                len(directory),
                len(central),
                start,
            )
        )
        out.append(struct.pack('<IIQI', 0x07064B50, 0, start + len(central), 1))
        out.append(
            struct.pack('<IHHHHIIH', 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, len(comment))
        )
    else:
        out.append(
            struct.pack(
                '<IHHHHIIH',
                0x06054B50,
                0,
                0,
                len(directory),
                len(directory),
                len(central),
                start,
                len(comment),
            )
        )
    out.append(comment)
    return b''.join(out)
