"""Judges the scans of 06-negatives.sh.

  negatives.py streams OUT CARD.json   no value at `likely` or above, but the one card at least `possible`
  negatives.py packages OUT            hits a GB of each rule in what nobody here wrote, against the limits below
"""
import collections
import json
import sys

# Hits a GB that may be false, from the rules' stated quality; rules without a figure are only shown. Documents hold
# real addresses and numbers, so mail, landlines and addresses of machines have none.
CHECK_DIGIT = (
    'cn.resident-id cn.hmt-residence-permit cn.foreign-permanent-resident-card cn.uscc hk.id-card tw.id-card tw.arc '
    'icao.mrz iban cn.student-id vin imei iccid cn.org-code cn.business-registration cn.cnaps'
).split()
LIMITS = {**dict.fromkeys(CHECK_DIGIT, 1.0), 'cn.mobile': 20.0, 'cn.bank-card': 10.0}


def read(path):
    with open(path, encoding='utf-8') as f:
        return json.load(f)


def strong(row):
    return row['by_confidence']['likely'] + row['by_confidence']['confirmed']


def streams(out, card_path):
    card = read(card_path)
    failed = []
    by_kind = collections.defaultdict(collections.Counter)
    for row in read(out + '.json')['rows']:
        kind = row['location'].rsplit('/', 1)[1].split('.')[0]
        by_kind[kind][row['rule'], 'strong'] += strong(row)
        by_kind[kind][row['rule'], 'possible'] += row['by_confidence']['possible']
    for kind, counts in sorted(by_kind.items()):
        for rule in sorted({r for r, _ in counts}):
            n = counts[rule, 'strong']
            print(
                '%-14s %-36s likely and above %8d, possible %8d' % (kind, rule, n, counts[rule, 'possible'])
            )
            if n and kind != 'one-card':
                failed.append('%d of %s among %s' % (n, rule, kind))
    found = None
    with open(out + '.findings', encoding='utf-8') as f:
        for line in f:
            finding = json.loads(line)
            if (finding['location'], finding['offset']) == (card['location'], card['offset']):
                if finding['rule'] == card['rule'] or card['rule'] in finding['also']:
                    found = finding['confidence']
    print('the one card among snowflake ids: %s' % (found or 'not found'))
    if not found:
        failed.append('the one card is not found')
    return failed


def packages(out):
    inventory = read(out + '.json')
    size = inventory['coverage']['bytes']['content'] / 1e9
    hits, weak, files = (
        collections.Counter(),
        collections.Counter(),
        collections.defaultdict(collections.Counter),
    )
    for row in inventory['rows']:
        hits[row['rule']] += strong(row)
        weak[row['rule']] += row['by_confidence']['possible']
        if strong(row):
            files[row['rule']][row['location']] += strong(row)
    print('%.2f GB of content in %d objects' % (size, inventory['coverage']['objects']['seen']))
    failed = []
    for rule in sorted(set(hits) | set(weak)):
        rate, limit = hits[rule] / size, LIMITS.get(rule)
        print(
            '%-36s likely and above %8d = %9.2f a GB%s, possible %8d'
            % (rule, hits[rule], rate, '' if limit is None else ' (limit %g)' % limit, weak[rule])
        )
        if limit is not None:
            for location, n in files[rule].most_common(5):
                print('    %6d  %s' % (n, location))
            if rate > limit:
                failed.append('%s: %.2f hits a GB, limit %g' % (rule, rate, limit))
    return failed


def main():
    what, out, *rest = sys.argv[1:]
    failed = streams(out, *rest) if what == 'streams' else packages(out)
    for line in failed:
        print('FAIL ' + line)
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
