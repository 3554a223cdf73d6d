#!/usr/bin/env python3
"""Compares what a scan found with what was planted.

  score.py --truth truth.jsonl --findings findings.jsonl --qingce BIN --key-file K

Matching is by (location, offset, length, rule); in containers whose inner place is not fixed by contract ("loose") by
(file, rule, digest). The digest of a finding is compared with `qingce digest` of the planted value, the masked form
with the value itself. Prints recall and precision per rule; exit 1 below the floors.
"""
import argparse
import bisect
import collections
import json
import re
import subprocess
import sys

CHECK_DIGIT_RULES = (
    'cn.resident-id',
    'cn.hmt-residence-permit',
    'cn.foreign-permanent-resident-card',
    'cn.uscc',
    'cn.bank-card',
)
FLOORS = dict.fromkeys(CHECK_DIGIT_RULES, 1.0)
FLOORS['cn.mobile'] = 0.999
# Characters a mask must hide at least: 10^6 valid values; the mobile 138****1234 is the stated exception.
HIDDEN = {'cn.mobile': 4, 'email': 3}
HIDDEN_DEFAULT = 6
STRONG = ('likely', 'confirmed')


def json_lines(path):
    with open(path, encoding='utf-8') as f:
        for line in f:
            if line.strip():
                yield json.loads(line)


def digests_of(qingce, key_file, wanted):
    """{(rule, value): digest or '-'} by `qingce digest`."""
    out = {}
    by_rule = collections.defaultdict(list)
    for rule, value in sorted(wanted):
        by_rule[rule].append(value)
    for rule, values in by_rule.items():
        run = subprocess.run(
            [qingce, 'digest', '--key-file', key_file, '--rule', rule],
            input='\n'.join(values) + '\n',
            capture_output=True,
            text=True,
        )
        lines = run.stdout.split('\n')
        if lines and lines[-1] == '':
            lines.pop()
        if run.returncode != 0 or len(lines) != len(values):
            sys.exit(
                'score: `qingce digest --rule %s` gave exit %d and %d lines for %d values'
                % (rule, run.returncode, len(lines), len(values))
            )
        out.update(((rule, v), d.strip()) for v, d in zip(values, lines))
    return out


def to18(v):
    body = v[:6] + '19' + v[6:]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + '10X98765432'[sum(int(c) * w for c, w in zip(body, weights)) % 11]


def mask_fault(rule, normal, masked):
    """None, or why `masked` is no honest mask of `normal`."""
    if not isinstance(masked, str) or not masked:
        return 'no masked form'
    if normal in masked:
        return 'the value stands in its mask'
    forms = [normal, normal.upper(), normal.lower()]
    if rule == 'cn.resident-id-15':
        forms.append(to18(normal))
    if rule == 'cn.landline':
        forms += [normal[:3] + '-' + normal[3:], normal[:4] + '-' + normal[4:]]
    hidden = masked.count('*')
    if set(masked) == {'*'}:
        return None
    if rule == 'email':
        if '@' not in masked:
            return 'mask of a mail address without @'
        shown = [part for part in re.split(r'[*@.]+', masked) if part]
        if any(part not in normal and part not in normal.lower() for part in shown):
            return 'mask shows what is not in the value'
        return None if hidden >= HIDDEN['email'] else 'mask hides only %d characters' % hidden
    for form in forms:
        if len(form) == len(masked) and all(m == '*' or m == c for m, c in zip(masked, form)):
            need = HIDDEN.get(rule, HIDDEN_DEFAULT)
            return None if hidden >= need else 'mask hides only %d characters' % hidden
    return 'mask does not fit the value'


class Findings:
    def __init__(self, path):
        self.at = collections.defaultdict(list)  # (location, offset, length) -> findings
        self.spans = collections.defaultdict(list)  # location -> [(offset, end, finding)]
        self.in_file = collections.defaultdict(list)  # file path -> findings
        self.all = []
        for f in json_lines(path):
            f['_used'] = False
            self.all.append(f)
            self.in_file[f['location'].split('!')[0]].append(f)
            if f['offset'] is None:
                continue
            self.at[f['location'], f['offset'], f['length']].append(f)
            self.spans[f['location']].append((f['offset'], f['offset'] + f['length'], len(self.all) - 1))
        for spans in self.spans.values():
            spans.sort()

    def overlapping(self, location, begin, end):
        spans = self.spans.get(location, [])
        i = bisect.bisect_left(spans, (begin - 600, 0, 0))
        while i < len(spans) and spans[i][0] < end:
            if spans[i][1] > begin:
                yield self.all[spans[i][2]]
            i += 1


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--truth', required=True)
    p.add_argument('--findings', required=True)
    p.add_argument('--qingce', required=True)
    p.add_argument('--key-file', required=True)
    p.add_argument(
        '--misses', type=int, default=0, help='print that many misses per kind (places, never values)'
    )
    a = p.parse_args()

    truth = list(json_lines(a.truth))
    found = Findings(a.findings)
    digest = digests_of(a.qingce, a.key_file, {(t['rule'], t['normal']) for t in truth if t['rule']})

    total, hit, must, must_hit = (collections.Counter() for _ in range(4))
    missed_where = collections.Counter()
    wrong, beside, bad_digest, bad_mask, duplicates, rejected, violations, misses = ([] for _ in range(8))
    masks = {}

    def place(t):
        return '%s @%d+%d %s [%s in %s]' % (
            t['location'],
            t['offset'],
            t['length'],
            t['rule'] or t['note'],
            t['encoding'],
            t['container'],
        )

    def candidates(t):
        if t['loose']:
            want = digest[t['rule'], t['normal']]
            same = [
                f
                for f in found.in_file[t['location'].split('!')[0]]
                if f['digest'] == want and not f['_used']
            ]
            return same[:1]
        n = t.get('prefix_length', 0)
        exact = found.at.get((t['location'], t['offset'], t['length']), [])
        return exact or found.at.get((t['location'], t['offset'] - n, t['length'] + n), [])

    for t in truth:
        rule = t['rule']
        if rule is None:
            continue
        total[rule] += 1
        must[rule] += t['must']
        if digest[rule, t['normal']] == '-':
            rejected.append(t)
        here = candidates(t)
        if not here and not t['loose']:
            # One byte off and of the same length: a UTF-16 run read in the other byte order.
            for shift in (-1, 1):
                here = here or found.at.get((t['location'], t['offset'] + shift, t['length']), [])
            if here:
                beside.append(t)
        right = [f for f in here if f['rule'] == rule or rule in f['also']]
        for f in here:
            f['_used'] = True
        if not right:
            if here:
                wrong.append((t, here[0]['rule']))
            else:
                if not t['loose']:
                    n = t.get('prefix_length', 0)
                    other = [
                        f
                        for f in found.overlapping(t['location'], t['offset'] - n, t['offset'] + t['length'])
                    ]
                    if other:
                        wrong.append(
                            (t, '%s at @%d+%d' % (other[0]['rule'], other[0]['offset'], other[0]['length']))
                        )
                        for f in other:
                            f['_used'] = True
                if t['must']:
                    missed_where[rule, t['encoding'], t['container']] += 1
                    misses.append(t)
            continue
        hit[rule] += 1
        must_hit[rule] += t['must']
        if len(here) > 1:
            duplicates.append(t)
        f = right[0]
        if f['rule'] == rule:
            if f['digest'] != digest[rule, t['normal']]:
                bad_digest.append(t)
            fault = mask_fault(rule, t['normal'], f['masked'])
            if fault:
                bad_mask.append((t, fault))
            if masks.setdefault(f['digest'], f['masked']) != f['masked']:
                bad_mask.append((t, 'one value, two masks'))

    negatives = 0
    for t in truth:
        if t['rule'] is not None or t['loose']:
            continue
        negatives += 1
        for f in found.overlapping(t['location'], t['offset'], t['offset'] + t['length']):
            f['_negative'] = t['note']
            if (
                f['rule'] in t['not_rules']
                and f['state'] == 'valid'
                and (t['strict'] or f['confidence'] in STRONG)
            ):
                violations.append((t, f))

    false_strong, false_weak = collections.Counter(), collections.Counter()
    for f in found.all:
        if not f['_used']:
            (false_strong if f['confidence'] in STRONG else false_weak)[f['rule']] += 1

    failed = []
    print(
        '%-36s %8s %8s %9s %8s %7s %7s' % ('rule', 'planted', 'found', 'recall', 'wrong', 'false+', 'weak+')
    )
    wrong_by = collections.Counter(t['rule'] for t, _ in wrong)
    for rule in sorted(set(total) | set(false_strong) | set(false_weak)):
        recall = must_hit[rule] / must[rule] if must[rule] else 1.0
        print(
            '%-36s %8d %8d %8.4f%% %8d %7d %7d'
            % (
                rule,
                total[rule],
                hit[rule],
                100 * recall,
                wrong_by[rule],
                false_strong[rule],
                false_weak[rule],
            )
        )
        if recall < FLOORS.get(rule, 0.0):
            failed.append('recall of %s is %.4f %%, floor %.1f %%' % (rule, 100 * recall, 100 * FLOORS[rule]))
    n = sum(hit.values())
    false_all = sum(false_strong.values())
    print(
        'planted %d, found %d; precision of likely and confirmed ones %.4f %%; negatives %d'
        % (sum(total.values()), n, 100 * n / (n + false_all) if n + false_all else 0, negatives)
    )
    if misses:
        by_encoding = collections.Counter(t['encoding'] for t in misses)
        by_container = collections.Counter(t['container'] for t in misses)
        print('missed by encoding:  ' + ', '.join('%s %d' % x for x in by_encoding.most_common(12)))
        print('missed by container: ' + ', '.join('%s %d' % x for x in by_container.most_common(12)))

    def report(what, items, show):
        if items:
            failed.append('%d %s' % (len(items), what))
            for item in items[: a.misses]:
                print('  %s: %s' % (what, show(item)))

    for t in misses[: a.misses]:
        print('  missed: ' + place(t))
    report('values under a wrong rule or span', wrong, lambda x: place(x[0]) + ' as ' + x[1])
    report('values found one byte beside their place', beside, place)
    report('digests differ from `qingce digest`', bad_digest, place)
    report('planted values that `qingce digest` rejects', [t for t in rejected if t['must']], place)
    report('faulty masks', bad_mask, lambda x: place(x[0]) + ': ' + x[1])
    report('values found twice', duplicates, place)
    report(
        'negatives under a rule they are not',
        violations,
        lambda x: '%s as %s %s' % (place(x[0]), x[1]['rule'], x[1]['confidence']),
    )
    for line in failed:
        print('FAIL ' + line)
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
