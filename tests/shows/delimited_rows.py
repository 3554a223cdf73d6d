"""Compares the rows of a json report with the truth of gen_delimited.py or gen_keyed.py, file by file."""
import json
import sys


def main(report, truth_path, what):
    with open(truth_path, encoding='utf-8') as f:
        truth = json.load(f)
    with open(report, encoding='utf-8') as f:
        inventory = json.load(f)
    got = {}
    for row in inventory['rows']:
        name = row['location'].split('/')[-1].split('#')[0]
        if name not in truth:
            continue
        cell = got.setdefault(name, {}).setdefault(row['field'] or '(no field)', {}).setdefault(row['rule'], [0, 0])
        cell[0] += row['matches']
        cell[1] = max(cell[1], row['distinct'])
    bad = 0
    for name, expected in sorted(truth.items()):
        if got.get(name) != expected:
            bad += 1
            print('FAIL %s: %s, expected %s' % (name, json.dumps(got.get(name), sort_keys=True, ensure_ascii=False),
                                                json.dumps(expected, sort_keys=True, ensure_ascii=False)))
    values = sum(n for fields in truth.values() for rules in fields.values() for n, _ in rules.values())
    print('%d %s, %d values: %d differ' % (len(truth), what, values, bad))
    return 1 if bad or not truth else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
