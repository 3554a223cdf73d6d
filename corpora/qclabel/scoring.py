"""Holds what a scan found against what was labelled. No floors here, no printing."""
import bisect
import collections
import json

STRONG = ('likely', 'confirmed')
_WIDEST = 4096  # bytes: no label or finding is wider


def json_lines(path):
    with open(path, encoding='utf-8') as f:
        for line in f:
            if line.strip():
                yield json.loads(line)


class Placed:
    """Things with offset and length, to be asked what overlaps a span."""

    def __init__(self, things):
        self.things = sorted(things, key=lambda t: (t['offset'], t['length']))
        self.starts = [t['offset'] for t in self.things]

    def overlapping(self, begin, end):
        i = bisect.bisect_left(self.starts, begin - _WIDEST)
        while i < len(self.things) and self.starts[i] < end:
            if self.starts[i] + self.things[i]['length'] > begin:
                yield self.things[i]
            i += 1


def fits(label, finding):
    """Does the finding's span answer the label's?"""
    a, b = label['offset'], label['offset'] + label['length']
    c, d = finding['offset'], finding['offset'] + finding['length']
    if label['span'] == 'exact':
        return d == b and a - label['head'] <= c <= a
    shared = min(b, d) - max(a, c)
    if label['span'] == 'inside':
        return shared > 0
    return 2 * shared >= max(b, d) - min(a, c)


class Count:
    __slots__ = ('must', 'hit', 'weak_hit', 'right', 'wrong', 'weak_wrong')

    def __init__(self):
        self.must = self.hit = self.weak_hit = self.right = self.wrong = self.weak_wrong = 0

    @property
    def recall(self):
        return self.hit / self.must if self.must else None

    @property
    def recall_possible(self):
        return (self.hit + self.weak_hit) / self.must if self.must else None

    @property
    def precision(self):
        n = self.right + self.wrong
        return self.right / n if n else None


SECTIONED = ('cn.person-name', 'cn.address')  # counted apart in columns and in free text


def key_of(rule, in_column):
    return rule + (' in columns' if in_column else ' in text') if rule in SECTIONED else rule


class Score:
    """counts: rule -> Count. misses and wrongs: (rule, class ...) -> number; places for a reader, never values."""

    def __init__(self):
        self.counts = collections.defaultdict(Count)
        self.misses = collections.defaultdict(
            collections.Counter
        )  # rule -> (kind, place, form, encoding) -> n
        self.wrongs = collections.defaultdict(collections.Counter)  # rule -> class -> n
        self.weak_wrongs = collections.defaultdict(collections.Counter)
        self.examples = collections.defaultdict(list)
        self.documents = 0

    def add(self, truth_path, findings_path, digest_of=None):
        documents, labels, alikes = {}, collections.defaultdict(list), collections.defaultdict(list)
        for t in json_lines(truth_path):
            if t.get('document'):
                documents[t['location']] = t
            elif t['rule'] is None:
                alikes[t['location']].append(t)
            else:
                labels[t['location']].append(t)
        findings, unplaced = collections.defaultdict(list), collections.defaultdict(list)
        for f in json_lines(findings_path):
            (unplaced if f['offset'] is None else findings)[f['location']].append(f)
        self.documents += len(documents)
        for location, about in documents.items():
            self._one(
                about,
                labels[location],
                alikes[location],
                findings.pop(location, []),
                unplaced.pop(location, []),
                digest_of,
            )
        for location, rest in list(findings.items()) + list(unplaced.items()):
            for f in rest:
                self._wrong(
                    {'section': 'none', 'store': 'no document', 'form': '-'}, f, 'outside all documents'
                )

    def _one(self, about, labels, alikes, findings, unplaced, digest_of):
        placed = Placed(findings)
        by_digest = collections.defaultdict(list)
        for f in unplaced:
            by_digest[f['rule'], f['digest']].append(f)
        digests = (
            digest_of({(t['rule'], t['normal']) for t in labels if t['normal']})
            if unplaced and digest_of
            else {}
        )
        explained = set()
        for t in labels:
            begin, end = t['offset'] - t['head'], t['offset'] + t['length']
            here = [
                f
                for f in placed.overlapping(begin, end)
                if (f['rule'] == t['rule'] or t['rule'] in f['also']) and fits(t, f)
            ]
            if not here and unplaced:
                here = by_digest.get((t['rule'], digests.get((t['rule'], t['normal']))), [])[:1]
            explained.update(id(f) for f in here if f['rule'] == t['rule'])
            if t['policy'] == 'must':
                self._must(about, t, here)
        everything = Placed(labels)
        look_alikes = Placed(alikes)
        for f in findings + unplaced:
            if id(f) in explained:
                if f['confidence'] in STRONG:
                    self.counts[key_of(f['rule'], about['section'] != 'text')].right += 1
                continue
            self._wrong(about, f, self._class_of(f, everything, look_alikes, about))

    def _must(self, about, t, here):
        count = self.counts[key_of(t['rule'], about['section'] != 'text')]
        count.must += 1
        if any(f['confidence'] in STRONG for f in here):
            count.hit += 1
            return
        count.weak_hit += bool(here)
        what = (t['kind'], t['place'], about['form'], about['encoding'], 'possible' if here else 'not found')
        self.misses[t['rule']][what] += 1
        self._example('missed', t['rule'], about, t)

    def _class_of(self, f, labels, look_alikes, about):
        if f['offset'] is None:
            return 'unplaced in %s' % about['store']
        span = f['offset'], f['offset'] + f['length']
        for t in look_alikes.overlapping(*span):
            return 'look-alike ' + t['kind']
        for t in labels.overlapping(*span):
            return 'a %s (%s)%s' % (t['rule'], t['kind'], ', other span' if t['rule'] == f['rule'] else '')
        return 'plain text of %s' % about['store']

    def _wrong(self, about, f, what):
        count = self.counts[key_of(f['rule'], about['section'] != 'text')]
        if f['confidence'] in STRONG:
            count.wrong += 1
            self.wrongs[f['rule']][what] += 1
            self._example('wrong', f['rule'], about, f)
        else:
            count.weak_wrong += 1
            self.weak_wrongs[f['rule']][what] += 1

    def _example(self, what, rule, about, thing):
        places = self.examples[what, rule]
        if len(places) < 1000:
            places.append(
                '%s @%s+%s %s'
                % (
                    about.get('location', '?'),
                    thing['offset'],
                    thing['length'],
                    thing.get('kind', thing.get('field')),
                )
            )
