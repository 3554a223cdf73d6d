"""Agreement with the test suites of others: corpora/published/*.tsv against `qingce digest`.

  published.py KEY [--differences]   prints the table; exit 1 where a verdict differs without a reason on file

A verdict of ours is what `qingce digest --rule R` says of the value alone: context words play no part. Rules that the
program does not have are left out. --differences prints the lines that corpora/published/differences.tsv lacks.
"""
import collections
import os
import subprocess
import sys

from qcshow import QINGCE, digests

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'corpora', 'published')


def rows(path):
    with open(path, encoding='utf-8') as f:
        for line in f:
            if not line.startswith('#') and line.strip():
                yield line.rstrip('\n').split('\t')


def head(path):
    with open(path, encoding='utf-8') as f:
        return dict(
            line[2:].rstrip('\n').split(': ', 1) for line in f if line.startswith('# ') and ': ' in line
        )


def verdicts(key, vectors):
    """{(rule, value): 'valid' or 'invalid'} of the program's own."""
    out = {}
    by_rule = collections.defaultdict(set)
    for rule, _, value, _ in vectors:
        by_rule[rule].add(value)
    for rule, values in by_rule.items():
        values = sorted(values)
        for value, digest in zip(values, digests(rule, values, key)):
            out[rule, value] = 'invalid' if digest == '-' else 'valid'
    return out


def main():
    key = sys.argv[1]
    listed = subprocess.run([QINGCE, 'rules', 'list'], capture_output=True, text=True, check=True).stdout
    listed = {line.split('\t')[0] for line in listed.splitlines()}
    names = sorted(n for n in os.listdir(FOLDER) if n.endswith('.tsv') and n != 'differences.tsv')
    reasons = {(rule, value): reason for rule, value, reason in rows(os.path.join(FOLDER, 'differences.tsv'))}
    failed, waiting, used = [], collections.Counter(), set()
    print('%-24s %-36s %7s %7s %7s  licence' % ('suite', 'rule', 'vectors', 'agree', 'differ'))
    for name in names:
        path = os.path.join(FOLDER, name)
        vectors = [v for v in rows(path) if v[0] in listed]
        waiting.update(v[0] for v in rows(path) if v[0] not in listed)
        ours = verdicts(key, vectors)
        counts, classes = collections.Counter(), collections.defaultdict(collections.Counter)
        for rule, verdict, value, kind in vectors:
            same = ours[rule, value] == verdict
            counts[rule, same] += 1
            if same:
                continue
            reason = reasons.get((rule, value)) or reasons.get((rule, 'class=' + kind))
            used.update(((rule, value), (rule, 'class=' + kind)))
            classes[rule]['%s (they say %s): %s' % (kind, verdict, reason or 'NO REASON ON FILE')] += 1
            if reason is None:
                failed.append((name, rule, verdict, value))
        for rule in sorted({r for r, _ in counts}):
            agree, differ = counts[rule, True], counts[rule, False]
            print(
                '%-24s %-36s %7d %7d %7d  %s'
                % (name[:-4], rule, agree + differ, agree, differ, head(path)['licence'])
            )
            for text, n in classes[rule].most_common():
                print('    %4d  %s' % (n, text))
    if waiting:
        print(
            'left out, rules the program does not have: '
            + ', '.join('%s %d' % x for x in sorted(waiting.items()))
        )
    for rule, value in sorted(set(reasons) - used):
        if rule in listed:
            print('agrees by now, delete from differences.tsv: a vector of ' + rule)
    if '--differences' in sys.argv:
        for name, rule, verdict, value in failed:
            print('%s\t%s\t' % (rule, value))
    if failed:
        print('FAIL %d verdicts differ without a reason' % len(failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
