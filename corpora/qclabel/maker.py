"""Hands out the values of a document: each rule's alternatives in turn, in what the document's codec can write."""
from . import citizen, contact, devices, documents, money, people  # noqa: F401  (they register their kinds)
from .encode import can_write
from .kinds import ALL


class Turns:
    """Where each rule's turn stands; shared by all documents of a corpus, so that no alternative is left out."""

    def __init__(self, r):
        self.at = {rule: r.randrange(len(kinds)) for rule, kinds in ALL.items()}
        self.used = set()

    def next(self, rule):
        name, make = ALL[rule][self.at[rule] % len(ALL[rule])]
        self.at[rule] += 1
        return name, make


class Maker:
    def __init__(self, r, turns, codec, script):
        self.r, self.turns, self.codec, self.script = r, turns, codec, script

    def value(self, rule):
        """The next alternative of the rule as a Mark."""
        if self.script == 'traditional' and rule == 'cn.person-name':
            return people.traditional_name(self.r)
        if self.script == 'traditional' and rule == 'cn.address':
            return people.traditional_address(self.r)
        for _ in range(2 * len(ALL[rule])):
            name, make = self.turns.next(rule)
            mark = make(self.r)
            if can_write(self.codec, mark.prefix + mark.text):
                self.turns.used.add((rule, name))
                return mark
        raise ValueError('%s has no form in %s' % (rule, self.codec))
