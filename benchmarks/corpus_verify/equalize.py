import numpy as np


def equalize(img, mask=None):
    pixels = img.ravel() if mask is None else img[mask.astype(bool)]
    hist = np.bincount(pixels, minlength=256)
    i = 0
    for val in hist:
        if val > 0:
            break
        i += 1
    i = min(i, 255)
    total = hist.sum()
    if hist[i] == total:
        return np.full_like(img, i)
    scale = 255.0 / (total - hist[i])
    s = 0
    lut = np.zeros(256, dtype=np.uint8)
    for k in range(i + 1, 256):
        s += hist[k]
        lut[k] = min(max(round(s * scale), 0), 255)
    return lut[img]


def right_cumsum(img, mask=None):
    pixels = img.ravel() if mask is None else img[mask.astype(bool)]
    hist = np.bincount(pixels, minlength=256)
    hits = np.flatnonzero(hist > 0)
    i = min(int(hits[0]), 255) if hits.size else 255
    total = hist.sum()
    if hist[i] == total:
        return np.full_like(img, i)
    scale = 255.0 / (total - hist[i])
    lut = np.zeros(256, dtype=np.uint8)
    lut[i + 1 :] = np.clip(np.rint(np.cumsum(hist[i + 1 : 256]) * scale), 0, 255)
    return lut[img]


def wrong_argmax(img, mask=None):
    pixels = img.ravel() if mask is None else img[mask.astype(bool)]
    hist = np.bincount(pixels, minlength=256)
    i = min(int((hist > 0).argmax()), 255)
    total = hist.sum()
    if hist[i] == total:
        return np.full_like(img, i)
    scale = 255.0 / (total - hist[i])
    lut = np.zeros(256, dtype=np.uint8)
    lut[i + 1 :] = np.clip(np.rint(np.cumsum(hist[i + 1 : 256]) * scale), 0, 255)
    return lut[img]


def wrong_guard_lost(img, mask=None):
    pixels = img.ravel() if mask is None else img[mask.astype(bool)]
    hist = np.bincount(pixels, minlength=256)
    hits = np.flatnonzero(hist > 0)
    i = min(int(hits[0]), 255) if hits.size else 255
    total = hist.sum()
    scale = 255.0 / max(total - hist[i], 1)
    lut = np.zeros(256, dtype=np.uint8)
    lut[i + 1 :] = np.clip(np.rint(np.cumsum(hist[i + 1 : 256]) * scale), 0, 255)
    return lut[img]


def wrong_exclusive(img, mask=None):
    pixels = img.ravel() if mask is None else img[mask.astype(bool)]
    hist = np.bincount(pixels, minlength=256)
    hits = np.flatnonzero(hist > 0)
    i = min(int(hits[0]), 255) if hits.size else 255
    total = hist.sum()
    if hist[i] == total:
        return np.full_like(img, i)
    scale = 255.0 / (total - hist[i])
    lut = np.zeros(256, dtype=np.uint8)
    lut[i + 1 :] = np.clip(np.rint((np.cumsum(hist[i + 1 : 256]) - hist[i + 1 : 256]) * scale), 0, 255)
    return lut[img]


def wrong_floor(img, mask=None):
    pixels = img.ravel() if mask is None else img[mask.astype(bool)]
    hist = np.bincount(pixels, minlength=256)
    hits = np.flatnonzero(hist > 0)
    i = min(int(hits[0]), 255) if hits.size else 255
    total = hist.sum()
    if hist[i] == total:
        return np.full_like(img, i)
    scale = 255.0 / (total - hist[i])
    lut = np.zeros(256, dtype=np.uint8)
    lut[i + 1 :] = np.clip(np.cumsum(hist[i + 1 : 256]) * scale, 0, 255)
    return lut[img]


def wrong_half_up(img, mask=None):
    pixels = img.ravel() if mask is None else img[mask.astype(bool)]
    hist = np.bincount(pixels, minlength=256)
    hits = np.flatnonzero(hist > 0)
    i = min(int(hits[0]), 255) if hits.size else 255
    total = hist.sum()
    if hist[i] == total:
        return np.full_like(img, i)
    scale = 255.0 / (total - hist[i])
    lut = np.zeros(256, dtype=np.uint8)
    lut[i + 1 :] = np.clip(np.floor(np.cumsum(hist[i + 1 : 256]) * scale + 0.5), 0, 255)
    return lut[img]


def wrong_narrow(img, mask=None):
    pixels = img.ravel() if mask is None else img[mask.astype(bool)]
    hist = np.bincount(pixels, minlength=256)
    hits = np.flatnonzero(hist > 0)
    i = min(int(hits[0]), 255) if hits.size else 255
    total = hist.sum()
    if hist[i] == total:
        return np.full_like(img, i)
    scale = 255.0 / (total - hist[i])
    lut = np.zeros(256, dtype=np.uint8)
    sums = np.cumsum(hist[i + 1 : 256], dtype=np.uint8)
    lut[i + 1 :] = np.clip(np.rint(sums * scale), 0, 255)
    return lut[img]


def wrong_mask_as_index(img, mask=None):
    pixels = img.ravel() if mask is None else img[mask].ravel()
    hist = np.bincount(pixels, minlength=256)
    hits = np.flatnonzero(hist > 0)
    i = min(int(hits[0]), 255) if hits.size else 255
    total = hist.sum()
    if hist[i] == total:
        return np.full_like(img, i)
    scale = 255.0 / (total - hist[i])
    lut = np.zeros(256, dtype=np.uint8)
    lut[i + 1 :] = np.clip(np.rint(np.cumsum(hist[i + 1 : 256]) * scale), 0, 255)
    return lut[img]
