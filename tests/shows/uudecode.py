"""Decodes every *.uu file of one directory into another, each under its own name without .uu: uudecode.py FROM TO"""
import binascii
import glob
import os
import sys


def decode(path, target):
    out = None
    with open(path, 'rb') as f:
        for line in f:
            if out is None:
                if line.startswith(b'begin '):
                    out = open(os.path.join(target, os.path.basename(path)[:-3]), 'wb')
                continue
            if line.startswith(b'end'):
                break
            try:
                out.write(binascii.a2b_uu(line))
            except binascii.Error:
                # Some encoders leave rubbish behind the line's last group.
                length = ((line[0] - 32) & 63) * 4 + 5
                out.write(binascii.a2b_uu(line[:length // 3]))
    if out is not None:
        out.close()


def main():
    for path in sorted(glob.glob(os.path.join(sys.argv[1], '*.uu'))):
        decode(path, sys.argv[2])


if __name__ == '__main__':
    main()
