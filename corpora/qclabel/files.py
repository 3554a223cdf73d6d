"""From pieces to a file: bytes with exact places of every label, in an encoding, in a container."""
from qcgen import containers

from .encode import ENCODINGS, encoder
from .mark import Mark
from .policy import policy, readable

CONTAINERS = (
    'plain',
    'gz',
    'xz',
    'zst',
    'tar-ustar',
    'tar-pax',
    'tar.gz',
    'tar.zst',
    'zip-store',
    'zip-deflate',
    'zip-gbk-name',
    'zip-in-zip',
    'zip-in-tar.gz',
    'gz-in-tar',
    'tar.xz-in-zip',
    'gz-members',
)
# Tables by names, tables without, everything else: what precision of names and addresses is counted by.
SECTIONS = {
    'csv': 'column',
    'tsv': 'column',
    'sql': 'column',
    'copy': 'column',
    'json': 'column',
    'headerless': 'headerless',
    'one-column': 'headerless',
}


class Document:
    def __init__(self, name, store, form, encoding, container, suffix):
        self.name, self.store, self.form, self.suffix = name, store, form, suffix
        self.encoding, self.container = encoding, container
        self.codec, self.bom = ENCODINGS[encoding]
        self.section = SECTIONS.get(form, 'text')


def _label_entry(label, mark, doc, write, at, head):
    stop = len(mark.text) if label.stop is None else label.stop
    before = len(write(mark.text[: label.start])) if label.start else 0
    # A decoded value covers a part of its escapes.
    span = (
        'overlap'
        if doc.codec == 'json-u' and label.span == 'exact' and not mark.text.isascii()
        else label.span
    )
    return {
        'offset': at + before,
        'length': len(write(mark.text[label.start : stop])),
        'head': 0 if label.start else head,
        'rule': label.rule,
        'policy': policy(label, mark.place, doc) if readable(mark, doc) else 'may',
        'normal': label.normal,
        'kind': label.kind,
        'place': mark.place,
        'span': span,
    }


def encode(pieces, doc):
    """(bytes, [truth entry]) of a document."""
    write = encoder(doc.codec)
    out, entries, at = [doc.bom], [], len(doc.bom)
    for piece in pieces:
        if isinstance(piece, Mark):
            prefix, data = write(piece.prefix), write(piece.text)
            at += len(prefix)
            entries += [_label_entry(label, piece, doc, write, at, len(prefix)) for label in piece.labels]
            if piece.not_rules:
                entries.append(
                    {
                        'offset': at,
                        'length': len(data),
                        'rule': None,
                        'policy': 'must-not',
                        'not_rules': list(piece.not_rules),
                        'kind': piece.name,
                        'place': piece.place,
                    }
                )
            out += [prefix, data]
        else:
            data = write(piece)
            out.append(data)
        at += len(data)
    return b''.join(out), entries


def wrap(r, data, doc):
    """(file name, file bytes, printed location below `folder`)."""
    packed, suffix, chain = containers.CONTAINERS[doc.container](r, data)
    if doc.container == 'plain':
        suffix = doc.suffix
    elif not chain:
        suffix = doc.suffix + suffix
    return doc.name + suffix, packed, chain
