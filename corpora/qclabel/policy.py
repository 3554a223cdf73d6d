"""Which labelled values a scanner must report, and where. The one place that says so.

  must      missing it is a failure of recall
  may       reporting it is right, leaving it out is right
  must-not  reporting it at `likely` or above is a failure of precision

The rules that follow from the published facts: a value with check digits, table or a plan speaks for itself (`bare`);
one that contradicting sources describe, or that chance passes often, needs its column or a word beside it; some are
looked for in columns only.
"""

# place: 'column' (named column, key of JSON or of key=value), 'headerless', 'word' (behind its word), 'bare'
COLUMN_ONLY = ('sex', 'ethnicity', 'amount.balance-or-income', 'geo.coordinate', 'cn.org-code')
# Names and addresses: by column, in headerless records beside identifiers, behind their word.
TEXT_RULES = ('cn.person-name', 'cn.address')
# UTF-32 hardly occurs: plain values are demanded, words and full-width forms are not.
WORDLESS_ENCODINGS = ('utf-32-le', 'utf-32-be')
# Han values are decoded for rules; where letters are escaped by percent or entity a value of letters need not be found.
ESCAPES = ('percent', 'html-decimal', 'html-hex')


def policy(label, place, doc):
    """'must' or 'may' for a label at a place of a document (an object with codec)."""
    if label.policy:
        return label.policy
    if doc.codec in WORDLESS_ENCODINGS and not label.bare:
        return 'may'
    if label.rule in TEXT_RULES:
        return 'must' if place in ('column', 'headerless', 'word') else 'may'
    if label.rule in COLUMN_ONLY:
        return 'must' if place == 'column' else 'may'
    if place in ('column', 'word'):
        return 'must'
    return 'must' if label.bare else 'may'


def readable(mark, doc):
    """False where the encoding itself spells the value in another way than any rule says."""
    if doc.codec in ESCAPES:
        plain = all(c.isalnum() or c in '-._~' for c in mark.text) and mark.text.isascii()
        return plain or (
            doc.codec != 'percent' and mark.text.isascii() and not set(mark.text) & set('<>&"\'')
        )
    if doc.codec in WORDLESS_ENCODINGS:
        return mark.text.isascii()
    if doc.codec == 'json-u':
        return mark.text.isascii() or not any('0' <= c <= '9' or '\uff10' <= c <= '\uff19' for c in mark.text)
    return True
