"""Compares tables and rows of a json report with the truth of gen_people.py."""
import json
import sys

bad = 0


def check(what, ok):
    global bad
    if not ok:
        bad += 1
        print('FAIL ' + what)


def near(got, want, exact):
    return got == want if exact else abs(got - want) <= want * 0.02


def contains(table, people):
    return table['at_least'] <= people <= table['at_most']


def main(report, truth_path):
    with open(truth_path, encoding='utf-8') as f:
        truth = json.load(f)
    with open(report, encoding='utf-8') as f:
        inventory = json.load(f)
    tables = {(t['location'].split('/')[-1], t['table']): t for t in inventory['tables']}
    rows = {(r['location'].split('/')[-1], r['field'], r['rule']): r for r in inventory['rows']}

    want = truth['customers']
    table = tables[('customers.sql', 'customers')]
    columns = want['columns']
    check('customers: %d people in [%d, %d]' % (want['people'], table['at_least'], table['at_most']),
          contains(table, want['people']))
    # Wide intervals say nothing.
    check('customers: the interval is narrow', table['at_most'] <= want['people'] * 1.15)
    check('customers: records', table['records'] == want['records'])
    small = want['people'] <= 4096
    for age in ('under_14', 'under_18'):
        check('customers: %s %d of %d' % (age, table[age], want[age]), near(table[age], want[age], want[age] <= 4096))
    years = {y['field']: y['records'] for y in table['years']}
    check('customers: years %r' % years, years == {'customers.created_at': want['years']})

    card = rows[('customers.sql', 'customers.id_card', 'cn.resident-id')]
    check('id_card: matches', card['matches'] == columns['id_card']['values'])
    check('id_card: wrong check digits', card['by_state'].get('invalid', 0) ==
          columns['id_card']['values'] - columns['id_card']['right'])
    check('id_card: distinct', near(card['distinct'], columns['id_card']['distinct'], small and card['distinct_exact']))
    check('id_card: wrong ones are likely', card['by_confidence']['likely'] == card['by_state'].get('invalid', 0))
    mobile = rows[('customers.sql', 'customers.mobile', 'cn.mobile')]
    check('mobile: matches', mobile['matches'] == columns['mobile']['values'])
    check('mobile: distinct', near(mobile['distinct'], columns['mobile']['distinct'], mobile['distinct_exact']))
    md5 = rows[('customers.sql', 'customers.mobile_md5', 'cn.mobile')]
    check('mobile_md5: matches', md5['matches'] == columns['mobile_md5']['values'])
    check('mobile_md5: state', list(md5['by_state']) == ['pseudonymised'] and md5['samples'] == ['hex:32'] * 3)
    secret = rows[('customers.sql', 'customers.mobile_enc', 'cn.mobile')]
    check('mobile_enc: state', set(secret['by_state']) == {'encrypted'})
    check('mobile_enc: matches', secret['matches'] >= columns['mobile_enc']['values'] * 0.9)
    noise = rows.get(('customers.sql', 'customers.id', 'cn.bank-card'))
    check('id: snowflakes are noise', noise is not None and noise['confidence'] == 'possible' and
          0 < noise['column_noise'] <= noise['matches'])

    want = truth['roster']
    table = tables[('roster.sql', 'roster')]
    known = want['with_id'] + want['guardians'] + table['names_only']
    check('roster: %d to %d' % (table['at_least'], table['at_most']),
          (table['at_least'], table['at_most']) == (want['with_id'], known))
    check('roster: ages', (table['under_14'], table['under_18']) == (want['under_14'], want['under_18']))
    check('roster: records', table['records'] == want['records'])
    check('roster: maybe minors', table['maybe_minor_records'] == want['without_id'])
    people = inventory['people']
    print('people: %d in %d records are said to be %d to %d (standard error %.2f %%), under 14 %d, under 18 %d; '
          'roster %d to %d; all together %d to %d; %d differ' % (
              truth['customers']['people'], truth['customers']['records'],
              tables[('customers.sql', 'customers')]['at_least'], tables[('customers.sql', 'customers')]['at_most'],
              tables[('customers.sql', 'customers')]['error_ppm'] / 1e4,
              tables[('customers.sql', 'customers')]['under_14'], tables[('customers.sql', 'customers')]['under_18'],
              table['at_least'], table['at_most'], people['at_least'], people['at_most'], bad))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
