"""Run by 01-usr.sh: compares the coverage of a scan with find and with count_members.py."""
import collections
import json
import os
import sys

from qcgen.containers import printed_name

out, members_file, before, after, seconds, show_list = sys.argv[1:7]
document = json.load(open(out + '.json', encoding='utf-8'))
objects = document['coverage']['objects']
failed = 0

print(
    'scan: %s s; objects seen %d = files %d + members %d = scanned %d + partial %d + gap %d'
    % (
        seconds,
        objects['seen'],
        objects['files'],
        objects['members'],
        objects['scanned'],
        objects['partial'],
        objects['gap'],
    )
)
if objects['seen'] != objects['files'] + objects['members'] or objects['seen'] != (
    objects['scanned'] + objects['partial'] + objects['gap']
):
    failed += 1
    print('FAIL the coverage does not add up')
low, high = sorted((int(before), int(after)))
print('find -type f: %s before, %s after' % (before, after))
if not low <= objects['files'] <= high:
    failed += 1
    print('FAIL files: %d, find counts %s' % (objects['files'], before))

want = {}
with open(members_file, 'rb') as f:
    for line in f:
        path, n = line.rstrip(b'\n').rsplit(b'\t', 1)
        want['/'.join(printed_name(p) for p in path.split(b'/'))] = int(n)
have = collections.Counter()
for o in document['objects']:
    parts = o['location'].split('!')
    if len(parts) > 1 and not parts[-1].startswith('~'):
        have[parts[0]] += 1
print(
    'members: qingce %d, independent %d in %d archives' % (objects['members'], sum(want.values()), len(want))
)
# Archives that are damaged on purpose (test data of libraries): Python's modules give up as a whole where members can
# still be read. More members than they list are right there if the damage is reported, and are shown; fewer never are.
damaged = {
    g['location'].split('!')[0].split('@')[0]
    for g in document['gaps']
    if g['reason'] in ('corrupt', 'truncated')
}
differences = sorted(p for p in set(want) | set(have) if want.get(p, 0) != have.get(p, 0))
more = [p for p in differences if p in damaged and have[p] > want.get(p, 0)]
for p in differences[:40]:
    note = ' (damaged, and reported so)' if p in more else ''
    print('  %s: qingce %d, independent %d%s' % (p, have.get(p, 0), want.get(p, 0), note))
extra = sum(have[p] - want.get(p, 0) for p in more)
print('members: %d = %d + %d more in %d damaged archives' % (objects['members'], sum(want.values()), extra, len(more)))
if objects['members'] != sum(want.values()) + extra or len(differences) > len(more):
    failed += 1
    print('FAIL members differ in %d files' % (len(differences) - len(more)))

gaps = collections.Counter(g['reason'] for g in document['gaps'])
print('gaps: ' + ', '.join('%s %d' % g for g in gaps.most_common()))
confidence = collections.Counter()
shown = collections.Counter()
for line in open(out + '.findings', encoding='utf-8'):
    f = json.loads(line)
    confidence[f['rule'], f['confidence']] += 1
    if int(show_list) and shown[f['rule']] < 50:
        shown[f['rule']] += 1
        print(
            '%s\t%s\t%s\t%s\t%s@%s'
            % (f['rule'], f['confidence'], f['state'], f['masked'], f['location'], f['offset'])
        )
for rule in sorted({r for r, _ in confidence}):
    print(
        '%-36s confirmed %d, likely %d, possible %d'
        % (rule, confidence[rule, 'confirmed'], confidence[rule, 'likely'], confidence[rule, 'possible'])
    )
print('usr: %d failed' % failed)
sys.exit(1 if failed else 0)
