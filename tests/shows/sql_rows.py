"""Compares the rows of a json report with the truth of gen_sql.py, for each object of a directory."""
import json
import sys


def main(report, truth_path):
    with open(truth_path, encoding='utf-8') as f:
        truth = json.load(f)
    with open(report, encoding='utf-8') as f:
        inventory = json.load(f)
    got = {}
    for row in inventory['rows']:
        name = row['location'].split('/')[-1].split('#')[0]
        if not name.endswith('.sql'):
            continue
        cell = got.setdefault(name, {}).setdefault(row['field'] or '(no field)', {}).setdefault(row['rule'], [0, 0])
        cell[0] += row['matches']
        cell[1] = max(cell[1], row['distinct'])
    bad = 0
    for name, fields in sorted(got.items()):
        if fields != truth:
            bad += 1
            print('FAIL %s: %s, expected %s' % (name, json.dumps(fields, sort_keys=True), json.dumps(truth, sort_keys=True)))
    values = sum(n for rules in truth.values() for n, _ in rules.values())
    print('%d dialects and encodings, %d values in %d columns each: %d differ' % (len(got), values, len(truth), bad))
    return 1 if bad or not got else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
