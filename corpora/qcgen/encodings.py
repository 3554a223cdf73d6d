"""Encodings a document is written in: name -> function(r, values) -> (bytes, [Span]).

Whatever an encoding does (byte-order mark, mixed runs, full-width digits, values inside binary bytes), the offsets
returned are those of the bytes it returns.
"""
from . import ids, styles
from .document import ASCII, CONTEXT_RULES, SIMPLIFIED, TRADITIONAL, Value, encode

# Characters whose GBK second byte is an ASCII letter, '@' or '\\', or whose GB18030 form has four bytes with digits
# in it: the neighbours that trip a scanner of single bytes.
GBK_TRAPS = '镕丂俓乗傽児億侤'
GB18030_TRAPS = '㐂㐀䶮𠀀鿃'
# Full-width forms are demanded of these; values of letters are planted all the same.
FULL_WIDTH_DIGITS = ('cn.resident-id', 'cn.mobile', 'cn.bank-card', 'cn.hmt-residence-permit')
INVISIBLE = ('\u200b', '\u200c', '\u200d', '\ufeff', '\u00ad')


def _name(r):
    return lambda: styles.person(r)


def _optional_context(values):
    for value in values:
        if value.rule in CONTEXT_RULES:
            value.must = False


def _simple(codec, bom=b'', words=SIMPLIFIED, newline='\n', context=True):
    def make(r, values):
        if not context:
            _optional_context(values)
        if words is TRADITIONAL:
            name = lambda: styles.person(r, traditional=True)
        elif words is ASCII:
            name = lambda: r.choice(('Zhang Wei', 'Li Na', 'Wang Fang'))
        else:
            name = _name(r)
        pieces = styles.build(r, words, name, values, newline)
        data, spans = encode(pieces, codec, len(bom))
        return bom + data, spans

    return make


def _traps(codec, chars):
    """A trap character directly before and often after each value."""

    def make(r, values):
        def name():
            return styles.person(r) + r.choice(chars)

        pieces = []
        for piece in styles.build(r, SIMPLIFIED, name, values):
            if isinstance(piece, Value) and piece.rule:
                pieces.append(r.choice(chars))
                pieces.append(piece)
                if piece.rule != 'email':
                    pieces.append(r.choice(('', r.choice(chars))))
            else:
                pieces.append(piece)
        return encode(pieces, codec)

    return make


def _full_width(codec):
    def make(r, values):
        for value in values:
            if value.rule not in FULL_WIDTH_DIGITS:
                value.must = False
            value.normal = value.normal.upper() if value.rule == 'cn.resident-id' else value.normal
            value.text = ids.full_width(value.normal)  # no separators: Chinese forms have none
            value.prefix = ''
        return encode(styles.build(r, SIMPLIFIED, _name(r), values), codec)

    return make


def _invisible(r, values):
    """One or two invisible characters inside a digits value, as web pages and PDF exports leave them."""
    for value in values:
        if value.rule in FULL_WIDTH_DIGITS and value.text.isalnum():
            for _ in range(r.choice((1, 2))):
                at = r.randrange(3, len(value.text) - 2)
                value.text = value.text[:at] + r.choice(INVISIBLE) + value.text[at:]
            value.note = 'invisible'
    return encode(styles.build(r, SIMPLIFIED, _name(r), values), 'utf-8')


def _nbsp(r, values):
    for value in values:
        if value.rule == 'cn.mobile':
            n = value.normal
            value.prefix, value.text = '', '\u00a0'.join((n[:3], n[3:7], n[7:]))
    return encode(styles.build(r, SIMPLIFIED, _name(r), values), 'utf-8')


def _mixed(r, values):
    """Records of several encodings one after another in one file, as appended exports are."""
    out, spans, at = [], [], 0
    while values:
        n = min(len(values), r.randrange(1, 12))
        part, values = values[:n], values[n:]
        codec = r.choice(('utf-8', 'gbk', 'gb18030', 'utf-16-le', 'utf-16-be', 'big5'))
        words = TRADITIONAL if codec == 'big5' else SIMPLIFIED
        if codec not in ('utf-8', 'gbk', 'gb18030'):
            _optional_context(part)
        name = (lambda: styles.person(r, traditional=True)) if codec == 'big5' else _name(r)
        # A newline of its own encoding on both sides keeps the runs apart.
        data, found = encode(['\n'] + styles.build(r, words, name, part) + ['\n'], codec, at)
        out.append(data)
        spans += found
        at += len(data)
    return b''.join(out), spans


def _inside_binary(codec):
    """Values in UTF-16 between random bytes, at odd and even offsets: memory images, OLE streams, page files."""

    def make(r, values):
        _optional_context(values)
        out, spans, at = [], [], 0
        pending = list(values)
        while pending:
            junk = r.randbytes(r.randrange(40, 400)) + b'\xff\xff\xfe\xff'
            out.append(junk)
            at += len(junk)
            part, pending = pending[:4], pending[4:]
            pieces = []
            for value in part:
                pieces += [
                    r.choice((' ', '\x00', '值', '\u3000', ',')),
                    value,
                    r.choice(('\x00', ' ', '\u3000', ';')),
                ]
            data, found = encode(pieces, codec, at)
            out += [data, b'\xff\xff\xff\xfe']
            spans += found
            at += len(data) + 4
        return b''.join(out), spans

    return make


ENCODINGS = {
    'ascii': _simple('ascii', words=ASCII),
    'utf8': _simple('utf-8'),
    'utf8-crlf': _simple('utf-8', newline='\r\n'),
    'utf8-bom': _simple('utf-8', b'\xef\xbb\xbf'),
    'utf8-invisible': _invisible,
    'utf8-nbsp': _nbsp,
    'gbk': _simple('gbk'),
    'gbk-crlf': _simple('gbk', newline='\r\n'),
    'gbk-traps': _traps('gbk', GBK_TRAPS),
    'gb18030': _traps('gb18030', GB18030_TRAPS),
    'big5': _simple('big5', words=TRADITIONAL, context=False),
    'utf16le-bom': _simple('utf-16-le', b'\xff\xfe', context=False),
    'utf16be-bom': _simple('utf-16-be', b'\xfe\xff', context=False),
    'utf16le': _simple('utf-16-le', context=False),
    'utf16be': _simple('utf-16-be', context=False),
    'utf32le-bom': _simple('utf-32-le', b'\xff\xfe\x00\x00', context=False),
    'utf32be-bom': _simple('utf-32-be', b'\x00\x00\xfe\xff', context=False),
    'utf32le': _simple('utf-32-le', context=False),
    'utf32be': _simple('utf-32-be', context=False),
    'fullwidth-utf8': _full_width('utf-8'),
    'fullwidth-gbk': _full_width('gbk'),
    'mixed': _mixed,
    'binary-utf16le': _inside_binary('utf-16-le'),
    'binary-utf16be': _inside_binary('utf-16-be'),
}
