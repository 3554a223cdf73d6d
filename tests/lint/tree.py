"""The repository's own files, found without git: what a source archive holds, a lint sees."""
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOT_OURS = {"build", ".git", "qingce-out", "__pycache__", ".cache"}
SOURCE = {".h", ".cc"}
FOLDERS = ("scanner", "detectors", "reporters", "tests", "bench", "corpora")


def files(suffixes=None, under=("",)):
    """Paths relative to the root, sorted."""
    found = set()
    for top in under:
        start = ROOT / top
        if start.is_file():
            found.add(start.relative_to(ROOT))
        for folder, names, entries in os.walk(start):
            names[:] = [n for n in names if n not in NOT_OURS]
            for entry in entries:
                path = pathlib.Path(folder, entry)
                if path.is_symlink() or (suffixes and path.suffix not in suffixes):
                    continue
                found.add(path.relative_to(ROOT))
    return sorted(found)


def text(path):
    return (ROOT / path).read_text(encoding="utf-8", errors="surrogateescape")


def is_table(path):
    """Generated or tabular data: no limit on its length."""
    return "tables" in path.parts or path.suffix == ".inc"


def is_binary(path):
    return b"\0" in (ROOT / path).read_bytes()[:8192]
