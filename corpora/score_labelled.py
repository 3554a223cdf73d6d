#!/usr/bin/env python3
"""Precision and recall of a scan of labelled stores, per rule, at `likely` and above.

  score_labelled.py --truth truth.jsonl --findings findings.jsonl --qingce BIN --key-file K [--truth ... --findings ...]

Spans are compared in the object's own bytes; findings without a place by rule and digest. Prints a table and, for each
rule with failures, their classes (no values). Exit 1 below a floor of floors.toml.
"""
import argparse
import os
import subprocess
import sys
import tomllib

from qclabel.scoring import Score

HERE = os.path.dirname(os.path.abspath(__file__))


def listed_rules(qingce):
    run = subprocess.run([qingce, 'rules', 'list'], capture_output=True, text=True, check=True)
    return {line.split('\t')[0] for line in run.stdout.splitlines() if line}


def digester(qingce, key_file, listed):
    """{(rule, value): digest} by `qingce digest`; rules the program does not have are left out."""
    known = {}

    def digest_of(wanted):
        for rule in sorted({r for r, v in wanted if (r, v) not in known} & listed):
            values = sorted(v for r, v in wanted if r == rule and (r, v) not in known)
            run = subprocess.run(
                [qingce, 'digest', '--key-file', key_file, '--rule', rule],
                input='\n'.join(values) + '\n',
                capture_output=True,
                text=True,
                check=True,
            )
            known.update(((rule, v), d) for v, d in zip(values, run.stdout.split('\n')))
        return known

    return digest_of


def read_floors(path):
    """rule -> (recall, precision, why), with the known shortfalls in their classes' place; and the classes' own."""
    with open(path, 'rb') as f:
        table = tomllib.load(f)
    known = table.pop('known', [])
    classes = {}
    for name, entry in table.items():
        for rule in entry['rules']:
            classes[rule] = (entry.get('recall', 0.0), entry.get('precision', 0.0), name)
    shortfalls = {k['rule']: (k['recall'], k['precision'], k['reason']) for k in known}
    return classes, shortfalls


def shown(figure):
    return '%9s' % '-' if figure is None else '%8.3f%%' % (100 * figure)


def down(figure):
    """Cut, not rounded: a figure as a floor."""
    return int((1 if figure is None else figure) * 10000) / 10000


def print_classes(score, rule, top):
    for what, counter, line in (
        ('missed', score.misses[rule], lambda k: '%s; %s of %s in %s: %s' % k),
        ('wrong', score.wrongs[rule], str),
    ):
        for key, n in counter.most_common(top):
            print('    %s %5d  %s' % (what, n, line(key)))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--truth', action='append', required=True)
    p.add_argument('--findings', action='append', required=True)
    p.add_argument('--qingce', required=True)
    p.add_argument('--key-file', required=True)
    p.add_argument('--floors', default=os.path.join(HERE, 'floors.toml'))
    p.add_argument(
        '--slack', type=float, default=0.0, help='how far known shortfalls may be under their figure'
    )
    p.add_argument('--classes', type=int, default=6, help='classes of failures shown for each rule')
    p.add_argument('--places', default='', help='a rule: print the places of its failures')
    p.add_argument('--suggest', action='store_true', help='print [[known]] entries for what falls short')
    a = p.parse_args()

    listed = listed_rules(a.qingce)
    score = Score()
    for truth, findings in zip(a.truth, a.findings, strict=True):
        score.add(truth, findings, digester(a.qingce, a.key_file, listed))
    classes, shortfalls = read_floors(a.floors)

    failed, reached, suggestions = [], [], []
    print(
        '%-40s %6s %9s %9s %6s %9s %6s  floor'
        % ('rule', 'must', 'recall', 'possible', 'right', 'precision', 'wrong')
    )
    for name in sorted(score.counts):
        rule, count = name.split(' ')[0], score.counts[name]
        if rule not in listed:
            continue
        wanted = classes.get(name, (0.0, 0.0, 'none'))
        floor = shortfalls.get(name, wanted)
        slack = a.slack if name in shortfalls else 0.0
        print(
            '%-40s %6d %s %s %6d %s %6d  %s'
            % (
                name,
                count.must,
                shown(count.recall),
                shown(count.recall_possible),
                count.right,
                shown(count.precision),
                count.wrong,
                'known shortfall' if name in shortfalls else wanted[2],
            )
        )
        for what, figure, least, goal in (
            ('recall', count.recall, floor[0], wanted[0]),
            ('precision', count.precision, floor[1], wanted[1]),
        ):
            if figure is not None and figure < least - slack:
                failed.append('%s of %s is %.3f %%, floor %.3f %%' % (what, name, 100 * figure, 100 * least))
        met = all(f is None or f >= w for f, w in zip((count.recall, count.precision), wanted))
        if met and name in shortfalls:
            reached.append(name)
        if not met:
            suggestions.append(
                (name, min(down(count.recall), wanted[0]), min(down(count.precision), wanted[1]))
            )
        if not met or (a.classes and (rule in a.places)):
            print_classes(score, rule, a.classes)
    for what in ('missed', 'wrong'):
        for place in score.examples[what, a.places][:40] if a.places else ():
            print('  %s %s' % (what, place))
    waiting = sorted({r.split(' ')[0] for r in classes} - listed)
    print(
        '%d documents; rules labelled that the program does not have: %s'
        % (score.documents, ' '.join(waiting) or 'none')
    )
    for name in reached:
        print('reached its class, delete its [[known]] entry: ' + name)
    for name, recall, precision in suggestions if a.suggest or failed else ():
        if a.suggest or any(name + ' is' in line for line in failed):
            print(
                '[[known]]\nrule = "%s"\nrecall = %.4f\nprecision = %.4f\nreason = ""'
                % (name, recall, precision)
            )
    for line in failed:
        print('FAIL ' + line)
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
