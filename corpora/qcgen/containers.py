"""Containers a document is put into: name -> function(r, document) -> (file bytes, file suffix, member chain).

The chain is the list of member names between the file and the document, raw bytes, outermost first. Compression
alone adds no member. Everything is deterministic: times are fixed, nothing is asked of the system.
"""
import gzip
import io
import lzma
import struct
import tarfile
import zlib

from .zipfiles import Entry, zip_bytes

PASSWORD = b'Demo-2025'
README = '本目录为导出备份，请勿外传。\n导出人：信息部\n'.encode('utf-8')
_TIME = 1735700000


def gz(data, name=b''):
    """One gzip member with a fixed time."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    head = b'\x1f\x8b\x08' + (b'\x08' if name else b'\x00') + struct.pack('<I', _TIME) + b'\x00\x03'
    return (
        head
        + (name + b'\x00' if name else b'')
        + packer.compress(data)
        + packer.flush()
        + struct.pack('<II', zlib.crc32(data), len(data) & 0xFFFFFFFF)
    )


def xz(data):
    return lzma.compress(data, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC64, preset=6)


def zst(data):
    """A zstd frame of raw and RLE blocks (RFC 8878): valid, if not small, and needs no library."""
    out = [struct.pack('<IBQ', 0xFD2FB528, 0xE0, len(data))]
    blocks = [data[i : i + 131072] for i in range(0, len(data), 131072)] or [b'']
    for i, block in enumerate(blocks):
        last = 1 if i == len(blocks) - 1 else 0
        if len(block) > 3 and block == block[:1] * len(block):
            out.append(struct.pack('<I', last | 1 << 1 | len(block) << 3)[:3] + block[:1])
        else:
            out.append(struct.pack('<I', last | len(block) << 3)[:3] + block)
    return b''.join(out)


def tar(members, form=tarfile.USTAR_FORMAT):
    """members: (name, bytes). Written in their order."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode='w', format=form) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode, info.uname, info.gname = len(data), _TIME, 0o640, 'app', 'app'
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def _program(r):
    """Bytes that look like the start of a Windows program."""
    return (
        b'MZ\x90\x00\x03\x00\x00\x00'
        + bytes(52)
        + b'\x80\x00\x00\x00'
        + bytes(64)
        + b'PE\x00\x00'
        + r.randbytes(3000)
    )


def _single(pack, suffix):
    return lambda r, d: (pack(d), suffix, [])


def _gz_members(r, d):
    cuts = sorted(r.randrange(len(d) + 1) for _ in range(3))
    parts = [d[a:b] for a, b in zip([0] + cuts, cuts + [len(d)])]
    return b''.join(gz(p) for p in parts), '.gz', []


def _tar(form, pack=lambda d: d, suffix='.tar', name='backup/db/customers.dat'):
    def make(r, d):
        return pack(tar([('backup/README.txt', README), (name, d)], form)), suffix, [name.encode('utf-8')]

    return make


def _zip(**options):
    prefix = options.pop('prefix', None)
    adjust = options.pop('adjust_offsets', True)
    name = options.pop('name', '客户资料/customers.dat')

    def make(r, d):
        raw = name if isinstance(name, bytes) else name.encode('utf-8')
        data = zip_bytes(
            [Entry('README.txt', README), Entry(name, d, **options)],
            prefix(r) if prefix else b'',
            adjust_offsets=adjust,
        )
        return data, '.zip', [raw]

    return make


def _zip_in_zip(r, d):
    inner = zip_bytes([Entry('a.txt', README), Entry('in/customers.dat', d)])
    method = r.choice(('store', 'deflate'))
    return (
        zip_bytes([Entry('outer.txt', README), Entry('inner.zip', inner, method)]),
        '.zip',
        [b'inner.zip', b'in/customers.dat'],
    )


def _zip_in_tar_gz(r, d):
    inner = zip_bytes([Entry('customers.dat', d)])
    return (
        gz(tar([('old/inner.zip', inner), ('old/README.txt', README)])),
        '.tar.gz',
        [b'old/inner.zip', b'customers.dat'],
    )


def _gz_in_tar(r, d):
    return tar([('logs/app.log.gz', gz(d, b'app.log'))]), '.tar', [b'logs/app.log.gz']


def _tar_in_zip(r, d):
    return zip_bytes([Entry('dump.tar.xz', xz(tar([('t.dat', d)])))]), '.zip', [b'dump.tar.xz', b't.dat']


def _tar_and_tar(r, d):
    return tar([('a/README.txt', README)]) + tar([('b/customers.dat', d)]), '.tar', [b'b/customers.dat']


def _gz_and_text(r, d):
    return gz(README * 3) + d, '.gz', []


def _program_and_zip(r, d):
    return zip_bytes([Entry('setup/customers.dat', d)], _program(r)), '.exe', [b'setup/customers.dat']


# Containers in which a document's exact place is not fixed by any contract: a value counts as found anywhere in the
# file.
LOOSE = ('tar+tar', 'gz+text')

CONTAINERS = {
    'plain': lambda r, d: (d, '.txt', []),
    'gz': _single(gz, '.gz'),
    'gz-members': _gz_members,
    'xz': _single(xz, '.xz'),
    'zst': _single(zst, '.zst'),
    'tar-ustar': _tar(tarfile.USTAR_FORMAT),
    'tar-pax': _tar(tarfile.PAX_FORMAT, name='backup/' + '客户' * 40 + '.dat'),
    'tar-gnu': _tar(tarfile.GNU_FORMAT, name='backup/' + 'long-directory-name/' * 8 + 'customers.dat'),
    'tar.gz': _tar(tarfile.GNU_FORMAT, gz, '.tar.gz'),
    'tar.xz': _tar(tarfile.PAX_FORMAT, xz, '.tar.xz'),
    'tar.zst': _tar(tarfile.USTAR_FORMAT, zst, '.tar.zst'),
    'zip-store': _zip(method='store'),
    'zip-deflate': _zip(),
    'zip64': _zip(zip64=True),
    'zip-descriptor': _zip(descriptor=True),
    'zip-gbk-name': _zip(name='客户资料/名单.dat'.encode('gbk'), utf8=False),
    'zip-crypto': _zip(password=PASSWORD),
    'zip-prefix': _zip(prefix=lambda r: r.randbytes(777), adjust_offsets=False),
    'zip-in-zip': _zip_in_zip,
    'zip-in-tar.gz': _zip_in_tar_gz,
    'gz-in-tar': _gz_in_tar,
    'tar.xz-in-zip': _tar_in_zip,
    'exe+zip': _program_and_zip,
    'tar+tar': _tar_and_tar,
    'gz+text': _gz_and_text,
}


# --- printed locations, after the published form of a location ---------------------------------------------------

_HIDDEN = [
    (0x00, 0x1F),
    (0x7F, 0x9F),
    (0x00AD, 0x00AD),
    (0x061C, 0x061C),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x2064),
    (0x2066, 0x2069),
    (0xFEFF, 0xFEFF),
]


def printed_name(raw):
    """A name as a location shows it: %XX for bytes that are no valid UTF-8, unsafe or reserved characters."""
    out, i = [], 0
    while i < len(raw):
        for n in (1, 2, 3, 4):
            try:
                c = raw[i : i + n].decode('utf-8')
            except UnicodeDecodeError:
                continue
            if len(c) == 1 and i + n <= len(raw):
                break
        else:
            out.append('%%%02X' % raw[i])
            i += 1
            continue
        if c in '%!#;' or any(a <= ord(c) <= b for a, b in _HIDDEN):
            out += ['%%%02X' % b for b in raw[i : i + n]]
        else:
            out.append(c)
        i += n
    return ''.join(out)


def printed_location(path, chain):
    """path: path of the file as text; chain: raw member names."""
    return '/'.join(printed_name(p.encode('utf-8')) for p in path.split('/')) + ''.join(
        '!' + printed_name(m) for m in chain
    )
