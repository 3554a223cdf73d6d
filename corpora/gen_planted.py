#!/usr/bin/env python3
"""Plants values of people who do not exist into every combination of encoding and container.

  gen_planted.py --out DIR [--seed N] [--values N]

DIR/corpus/       the files to scan (scan `corpus` from within DIR: locations begin with it)
DIR/truth.jsonl   one line per planted value or negative; holds raw values: a test's secret, never a report
DIR/passwords.txt for --password-file
DIR/summary.json  counts
"""
import argparse
import collections
import json
import os

from qcgen import VERSION, containers, encodings, rng, styles


def emit(out, entry):
    out.write(json.dumps(entry, ensure_ascii=False, sort_keys=True) + '\n')


def truth_of(span, location, encoding, container):
    value = span.value
    entry = {
        'location': location,
        'offset': span.offset,
        'length': span.length,
        'encoding': encoding,
        'container': container,
        'loose': container in containers.LOOSE,
    }
    if value.rule is None:
        entry.update(
            rule=None, not_rules=list(value.not_rules), strict=value.strict, note=value.note, must=False
        )
    else:
        entry.update(
            rule=value.rule,
            value=value.text,
            normal=value.normal,
            must=value.must,
            note=value.note,
            prefix_length=span.prefix_length,
        )
    return entry


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--out', required=True)
    p.add_argument('--seed', default='1')
    p.add_argument('--values', type=int, default=110000, help='planted values (negatives come on top)')
    p.add_argument('--encodings', default='', help='comma list; default all')
    p.add_argument('--containers', default='', help='comma list; default all')
    a = p.parse_args()
    names_e = [n for n in a.encodings.split(',') if n] or list(encodings.ENCODINGS)
    names_c = [n for n in a.containers.split(',') if n] or list(containers.CONTAINERS)
    corpus = os.path.join(a.out, 'corpus')
    os.makedirs(corpus, exist_ok=True)
    # A plain document of each encoding is large enough to cross windows; the others share the rest.
    weight = {c: 10 if c == 'plain' else 1 for c in names_c}
    unit = a.values / (len(names_e) * sum(weight.values()))
    counts, negatives, total_bytes = collections.Counter(), 0, 0
    with open(os.path.join(a.out, 'truth.jsonl'), 'w', encoding='utf-8') as truth:
        for e in names_e:
            os.makedirs(os.path.join(corpus, e), exist_ok=True)
            for c in names_c:
                r = rng(a.seed, 'planted', e, c)
                values = styles.plant(r, max(1, int(unit * weight[c] + 1)))
                document, spans = encodings.ENCODINGS[e](r, values)
                data, suffix, chain = containers.CONTAINERS[c](r, document)
                name = '%s-%s%s' % (e, c.replace('+', '-and-'), suffix)
                with open(os.path.join(corpus, e, name), 'wb') as f:
                    f.write(data)
                total_bytes += len(data)
                location = containers.printed_location('corpus/%s/%s' % (e, name), chain)
                for span in spans:
                    emit(truth, truth_of(span, location, e, c))
                    if span.value.rule:
                        counts[span.value.rule] += 1
                    else:
                        negatives += 1
    with open(os.path.join(a.out, 'passwords.txt'), 'wb') as f:
        f.write(containers.PASSWORD + b'\n')
    os.chmod(os.path.join(a.out, 'passwords.txt'), 0o600)
    summary = {
        'version': VERSION,
        'seed': a.seed,
        'values': sum(counts.values()),
        'negatives': negatives,
        'bytes': total_bytes,
        'encodings': len(names_e),
        'containers': len(names_c),
        'rules': dict(sorted(counts.items())),
    }
    with open(os.path.join(a.out, 'summary.json'), 'w') as f:
        json.dump(summary, f, indent=1)
    print(json.dumps(summary))


if __name__ == '__main__':
    main()
