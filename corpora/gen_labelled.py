#!/usr/bin/env python3
"""Labelled stores of a company: what each rule must find, may find and must not, in each encoding and container.

  gen_labelled.py --out DIR [--seed N] [--rows N] [--stores a,b] [--formats a,b]

DIR/corpus/       the files to scan (scan `corpus` from within DIR: locations begin with it)
DIR/truth.jsonl   one line per document, labelled value or look-alike; holds raw values: a test's secret, never a report
DIR/summary.json  counts
"""
import argparse
import collections
import json
import os
import random

import qclabel
from qcgen import containers
from qclabel import files, stores, table, texts
from qclabel.kinds import ALL
from qclabel.maker import Maker, Turns

# Common ones more often.
_USUAL = (
    ('utf8',) * 5
    + ('gbk',) * 3
    + ('utf8-bom', 'gb18030', 'gb18030', 'utf16le-bom', 'utf16be-bom', 'utf16le', 'utf16be', 'utf32le-bom')
)
_NARROW = {
    'json': ('utf8', 'utf8', 'json-u', 'json-u', 'gbk', 'utf8-bom', 'utf16le-bom'),
    'copy': ('utf8', 'utf8', 'gbk', 'gb18030'),
    'xml': ('utf8', 'gbk', 'html-decimal', 'html-hex', 'utf16le-bom'),
    'form': _USUAL + ('html-decimal', 'html-hex', 'html-hex'),
    'query': ('percent',),
}


def encoding_of(r, form, traditional):
    choice = r.choice(_NARROW.get(form, _USUAL))
    if traditional and choice in ('gbk', 'gb18030', 'utf16be', 'utf16le'):
        return 'big5'
    return choice


class Corpus:
    def __init__(self, out, seed):
        self.out, self.seed = out, seed
        self.turns = Turns(self.random('turns'))
        self.counts, self.files, self.bytes = collections.Counter(), 0, 0
        self.encodings, self.containers = collections.Counter(), collections.Counter()
        os.makedirs(os.path.join(out, 'corpus'), exist_ok=True)
        self.truth = open(os.path.join(out, 'truth.jsonl'), 'w', encoding='utf-8')

    def random(self, *tag):
        """An independent stream of random numbers."""
        return random.Random('qclabel/%d/%s/%s' % (qclabel.VERSION, self.seed, '/'.join(tag)))

    def document(self, store, form, suffix, r, traditional=False):
        encoding = encoding_of(r, form, traditional)
        container = files.CONTAINERS[self.files % len(files.CONTAINERS)] if self.files % 3 == 0 else 'plain'
        return files.Document('%s-%s-%s' % (store, form, encoding), store, form, encoding, container, suffix)

    def add(self, doc, pieces, r):
        data, entries = files.encode(pieces, doc)
        name, packed, chain = files.wrap(r, data, doc)
        folder = doc.store.split('_')[0]
        os.makedirs(os.path.join(self.out, 'corpus', folder), exist_ok=True)
        with open(os.path.join(self.out, 'corpus', folder, name), 'wb') as f:
            f.write(packed)
        location = containers.printed_location('corpus/%s/%s' % (folder, name), chain)
        about = {
            'location': location,
            'document': True,
            'section': doc.section,
            'store': doc.store,
            'form': doc.form,
            'encoding': doc.encoding,
            'container': doc.container,
        }
        for entry in [about] + entries:
            entry['location'] = location
            self.truth.write(json.dumps(entry, ensure_ascii=False, sort_keys=True) + '\n')
        for entry in entries:
            self.counts[entry['rule'] or 'look-alike', entry['policy']] += 1
        self.files += 1
        self.bytes += len(packed)
        self.encodings[doc.encoding] += 1
        self.containers[doc.container] += 1

    def table(self, store, form, rows):
        r = self.random(store, form)
        writer, suffix = table.FORMATS[form]
        traditional = store in stores.TRADITIONAL_STORES and form in ('csv', 'sql', 'form', 'headerless')
        doc = self.document(store, form, suffix, r, traditional and r.random() < 0.5)
        script = 'traditional' if doc.encoding == 'big5' else 'simplified'
        maker = Maker(r, self.turns, doc.codec, script)
        chinese = r.random() < 0.5 and form not in ('json', 'xml', 'log', 'query', 'copy')
        self.add(doc, writer(stores.table(maker, store, rows, chinese), r), r)

    def text(self, name, rows):
        r = self.random('text', name)
        write, suffix, times = texts.TEXTS[name]
        for part in range(4):  # four encodings of each
            doc = self.document(name, 'text%d' % part, suffix, r)
            maker = Maker(r, self.turns, doc.codec, 'simplified')
            self.add(doc, write(maker, rows * times), r)

    def close(self):
        self.truth.close()
        rules = collections.defaultdict(dict)
        for (rule, policy), n in sorted(self.counts.items()):
            rules[rule][policy] = n
        used = self.turns.used
        summary = {
            'version': qclabel.VERSION,
            'seed': self.seed,
            'files': self.files,
            'bytes': self.bytes,
            'values': sum(n for (rule, _), n in self.counts.items() if rule != 'look-alike'),
            'encodings': dict(sorted(self.encodings.items())),
            'containers': dict(sorted(self.containers.items())),
            'kinds': len(used),
            'kinds_left_out': sorted(
                '%s %s' % (rule, k) for rule, ks in ALL.items() for k, _ in ks if (rule, k) not in used
            ),
            'rules': rules,
        }
        with open(os.path.join(self.out, 'summary.json'), 'w', encoding='utf-8') as f:
            json.dump(summary, f, indent=1, ensure_ascii=False)
        return summary


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--out', required=True)
    p.add_argument('--seed', default='1')
    p.add_argument('--rows', type=int, default=24, help='rows of each table (at least 20 make a column)')
    p.add_argument('--stores', default='', help='comma list of tables and texts; default all')
    p.add_argument('--formats', default='', help='comma list; default all')
    a = p.parse_args()
    chosen = [n for n in a.stores.split(',') if n] or list(stores.STORES) + list(texts.TEXTS)
    forms = [n for n in a.formats.split(',') if n] or list(table.FORMATS)
    corpus = Corpus(a.out, a.seed)
    for name in chosen:
        if name in texts.TEXTS:
            corpus.text(name, a.rows)
            continue
        for form in stores.STORES[name][1]:
            if form in forms:
                corpus.table(name, form, a.rows)
    summary = corpus.close()
    print(
        'seed %s: %d files, %d bytes, %d labelled values of %d rules in %d kinds, %d look-alikes, %d encodings, %d containers'
        % (
            a.seed,
            summary['files'],
            summary['bytes'],
            summary['values'],
            len(summary['rules']) - ('look-alike' in summary['rules']),
            summary['kinds'],
            summary['rules'].get('look-alike', {}).get('must-not', 0),
            len(summary['encodings']),
            len(summary['containers']),
        )
    )


if __name__ == '__main__':
    main()
