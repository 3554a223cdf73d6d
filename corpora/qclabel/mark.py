"""A labelled piece of a document, and what makes one."""


class Label:
    """rule, the normal form a digest is made of, the alternative (`kind`), whether the value speaks for itself.

    policy None: qclabel.policy decides by place. span: 'exact', 'overlap' (at least half of the union is shared) or
    'inside' (any finding of the rule within). head: bytes of a prefix such as +86 that may or may not be counted.
    """

    __slots__ = ('rule', 'normal', 'kind', 'bare', 'policy', 'span', 'start', 'stop')

    def __init__(self, rule, normal, kind, bare=False, policy=None, span='exact', start=0, stop=None):
        self.rule, self.normal, self.kind, self.bare = rule, normal, kind, bare
        self.policy, self.span = policy, span
        self.start, self.stop = start, stop  # characters of the mark's text that the label covers


class Mark:
    """Text with labels. place: 'column', 'headerless', 'word' (behind its word), 'bare'."""

    __slots__ = ('text', 'labels', 'place', 'prefix', 'not_rules', 'name')

    def __init__(self, text, labels, place='bare', prefix='', not_rules=(), name=''):
        self.text, self.labels, self.place, self.prefix = text, labels, place, prefix
        self.not_rules = not_rules  # a look-alike: rules it must not be ('*': none at all)
        self.name = name  # class of a look-alike

    def at(self, place):
        self.place = place
        return self


def simple(rule, text, kind, normal=None, bare=False, prefix='', **more):
    """A mark with one label over its whole text."""
    return Mark(text, [Label(rule, text if normal is None else normal, kind, bare, **more)], prefix=prefix)


def negative(name, text, rules=('*',)):
    return Mark(text, [], not_rules=rules, name=name)
