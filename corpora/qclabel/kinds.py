"""The register of alternatives: rule -> [(kind, maker)]. A maker takes a random.Random and returns a Mark.

Every alternative of a rule's shape, every separator form and both ends of every range is one kind, so that a maker
that goes through them in turn leaves none out.
"""
import collections

ALL = collections.OrderedDict()  # rule -> [(kind, function)]


def kind(rule, name):
    def register(make):
        ALL.setdefault(rule, []).append((name, make))
        return make

    return register


def digits(r, n):
    return ''.join(str(r.randrange(10)) for _ in range(n))


def letters(r, n, alphabet='ABCDEFGHJKLMNPQRSTUVWXYZ'):
    return ''.join(r.choice(alphabet) for _ in range(n))


def grouped(text, *sizes, by=' '):
    parts, at = [], 0
    for n in sizes:
        parts.append(text[at : at + n])
        at += n
    return by.join(parts + ([text[at:]] if text[at:] else []))
