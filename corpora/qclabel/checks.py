"""Check digits beyond those of qcgen.ids, written from the standards named."""
from qcgen.ids import icao, luhn, mod11_2, org_check  # noqa: F401  (one place to import checks from)


def mod11_10(body):
    """ISO 7064 MOD 11,10: registration numbers of firms (GS 15-2006) and bank branch codes."""
    p = 10
    for c in body:
        p = (p + int(c)) % 10 or 10
        p = p * 2 % 11
    return str((11 - p) % 10)


def hkid(letters, digits):
    """Hong Kong: A = 10 .. Z = 35, a missing first letter counts 36; weights 9 to 2."""
    total = 0
    for weight, c in zip(range(9, 1, -1), letters.rjust(2) + digits):
        total += weight * (36 if c == ' ' else int(c) if c.isdigit() else ord(c) - 55)
    return '0123456789A'[-total % 11]


# The letter's two digits as Taiwan's household registration assigns them.
TAIWAN_LETTERS = {c: 10 + i for i, c in enumerate('ABCDEFGHJKLMNPQRSTUVXYWZIO')}


def taiwan(body):
    """Check digit of letter + 8 digits (national ID and the resident certificate since 2021)."""
    n = TAIWAN_LETTERS[body[0]]
    total = n // 10 + n % 10 * 9 + sum(int(c) * w for c, w in zip(body[1:], range(8, 0, -1)))
    return str(-total % 10)


def taiwan_arc_old(body):
    """Two letters + 7 digits: of the second letter only the unit counts."""
    return taiwan(body[0] + str(TAIWAN_LETTERS[body[1]] % 10) + body[2:])


_VIN = {str(i): i for i in range(10)}
_VIN.update(zip('ABCDEFGH', range(1, 9)))
_VIN.update(zip('JKLMN', range(1, 6)))
_VIN.update({'P': 7, 'R': 9})
_VIN.update(zip('STUVWXYZ', range(2, 10)))


def vin(text):
    """The character that belongs at position 9 of a vehicle identification number (GB 16735)."""
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    return '0123456789X'[sum(_VIN[c] * w for c, w in zip(text, weights)) % 11]


def mod97(text):
    """The number that ISO 13616 divides: letters as 10 .. 35."""
    return int(''.join(c if c.isdigit() else str(ord(c) - 55) for c in text)) % 97


def iban(country, bban):
    return '%s%02d%s' % (country, 98 - mod97(bban + country + '00'), bban)
