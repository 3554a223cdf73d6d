"""Codecs a document is written in: name -> text to bytes. Offsets are those of the bytes that come out."""
import urllib.parse


def _entity(form):
    return lambda text: ''.join(c if c < '\x80' else form % ord(c) for c in text).encode('ascii')


def _json_u(text):
    out = []
    for c in text:
        if c < '\x80':
            out.append(c)
        else:
            raw = c.encode('utf-16-be')
            out += ['\\u%02x%02x' % (raw[i], raw[i + 1]) for i in range(0, len(raw), 2)]
    return ''.join(out).encode('ascii')


def _percent(text):
    return urllib.parse.quote(text, safe="-._~=&\n;:,/?#[]{}()<>|").encode('ascii')


_SPECIAL = {
    'json-u': _json_u,
    'html-decimal': _entity('&#%d;'),
    'html-hex': _entity('&#x%x;'),
    'percent': _percent,
}
# name -> (codec, byte-order mark)
ENCODINGS = {
    'utf8': ('utf-8', b''),
    'utf8-bom': ('utf-8', b'\xef\xbb\xbf'),
    'gbk': ('gbk', b''),
    'gb18030': ('gb18030', b''),
    'big5': ('big5', b''),
    'utf16le-bom': ('utf-16-le', b'\xff\xfe'),
    'utf16be-bom': ('utf-16-be', b'\xfe\xff'),
    'utf16le': ('utf-16-le', b''),
    'utf16be': ('utf-16-be', b''),
    'utf32le-bom': ('utf-32-le', b'\xff\xfe\x00\x00'),
    'json-u': ('json-u', b''),
    'html-decimal': ('html-decimal', b''),
    'html-hex': ('html-hex', b''),
    'percent': ('percent', b''),
}


def encoder(codec):
    return _SPECIAL.get(codec) or (lambda text: text.encode(codec))


def can_write(codec, text):
    try:
        encoder(codec)(text)
        return True
    except UnicodeEncodeError:
        return False
