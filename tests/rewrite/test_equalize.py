"""A histogram equalisation as an image library published it: both loops must lift, bit for bit."""

from __future__ import annotations

import types

import numpy as np

from optgate import detect
from optgate.rewrite import propose

from .harness import alike, outcome, proposals, target_of

TEXT = '''import cv2
import numpy as np
from helpers import clip, sz_lut


def equalize(img, mask=None):
    """Equalize one channel."""
    if mask is None:
        return cv2.equalizeHist(img)

    histogram = cv2.calcHist([img], [0], mask, [256], (0, 256)).ravel()
    i = 0
    for val in histogram:
        if val > 0:
            break
        i += 1
    i = min(i, 255)

    total = np.sum(histogram)
    if histogram[i] == total:
        return np.full_like(img, i)

    scale = 255.0 / (total - histogram[i])
    _sum = 0

    lut = np.zeros(256, dtype=np.uint8)

    for idx in range(i + 1, len(histogram)):
        _sum += histogram[idx]
        lut[idx] = clip(round(_sum * scale), np.uint8)

    return sz_lut(img, lut, inplace=True)
'''


def load(text):
    def calc(images, channels, mask, sizes, ranges):
        chosen = images[0][mask != 0]
        return np.bincount(chosen.ravel(), minlength=256).astype(np.float32).reshape(256, 1)

    cv2 = types.SimpleNamespace(equalizeHist=lambda img: img + 1, calcHist=calc)
    helpers = types.SimpleNamespace(
        clip=lambda value, dtype: np.clip(value, 0, 255).astype(dtype),
        sz_lut=lambda img, lut, inplace: lut[img],
    )
    namespace: dict = {}
    body = text.replace("import cv2\n", "").replace("from helpers import clip, sz_lut\n", "")
    namespace.update(cv2=cv2, clip=helpers.clip, sz_lut=helpers.sz_lut)
    exec(body, namespace)
    return namespace["equalize"]


def inputs():
    rng = np.random.default_rng(3)
    for shape in ((0, 0), (1, 1), (4, 5), (40, 40), (700, 900)):
        for low, high in ((0, 256), (7, 8), (100, 104), (255, 256), (254, 256)):
            img = rng.integers(low, high, shape, dtype=np.uint8)
            for mask in (
                None,
                np.ones(shape, np.uint8),
                np.zeros(shape, np.uint8),
                rng.integers(0, 2, shape, np.uint8),
            ):
                yield img, mask


def test_both_loops_are_lifted_and_equal():
    found = proposals(TEXT, "equalize")
    best = found[0]
    assert "for " not in best.text.partition("def equalize")[2]
    ours, theirs = load(TEXT), load(best.text)
    for arguments in inputs():
        assert alike(outcome(ours, arguments), outcome(theirs, arguments), 0.0), arguments


def test_it_reads_like_a_person_wrote_it():
    text = proposals(TEXT, "equalize")[0].text
    assert (
        """
    hits = histogram > 0
    i = int(hits.argmax()) if hits.any() else len(histogram)
    i = min(i, 255)
"""
        in text
    )
    assert (
        """
    lut = np.zeros(256, dtype=np.uint8)

    sums = np.cumsum(histogram[i + 1:])
    lut[i + 1:len(histogram)] = clip(np.round(sums * scale), np.uint8)

    return sz_lut(img, lut, inplace=True)
"""
        in text
    )
    assert "_sum = 0" not in text


def test_both_loops_are_lifted_from_their_findings():
    target = target_of(TEXT, "equalize")
    findings = detect.find(target)
    assert [finding.code for finding in findings] == ["OPT301", "OPT201"]
    assert propose(target, findings) == propose(target, ())
