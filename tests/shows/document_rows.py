"""Compares the rows of a json report with the truth of gen_documents.py, file by file."""
import json
import sys


def rows_of(inventory):
    got = {}
    for row in inventory['rows']:
        name = row['location'].split('/')[-1].split('#')[0]
        cell = got.setdefault(name, {}).setdefault(row['field'] or '(no field)', {}).setdefault(row['rule'], [0, 0])
        cell[0] += row['matches']
        cell[1] = max(cell[1], row['distinct'])
    return got


def main(report, truth_path):
    with open(truth_path, encoding='utf-8') as f:
        truth = json.load(f)
    with open(report, encoding='utf-8') as f:
        inventory = json.load(f)
    got = rows_of(inventory)
    formats = {o['location'].split('/')[-1]: o['format'] for o in inventory['objects']}
    bad = 0
    for name in sorted(truth):
        if formats.get(name) != name.split('.')[-1]:
            bad += 1
            print('FAIL %s: read as %s' % (name, formats.get(name)))
        fields = set(truth[name]) | set(got.get(name, {}))
        for field in sorted(fields):
            want, have = truth[name].get(field), got.get(name, {}).get(field)
            if want != have:
                bad += 1
                print('FAIL %s %s: %s, expected %s' % (name, field, json.dumps(have), json.dumps(want)))
    values = sum(n for fields in truth.values() for rules in fields.values() for n, _ in rules.values())
    columns = sum(len(fields) for fields in truth.values())
    print('%d dialects and encodings, %d values in %d fields: %d differ' % (len(truth), values, columns, bad))
    return 1 if bad or not got else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
