"""Float functions with rewrites that only round otherwise, and with rewrites that lose what was cared for."""

from __future__ import annotations

HEAD = "import math\nimport numpy as np\nfrom numpy.typing import NDArray\n\n"
ARRAY = "x: NDArray[np.float64]"
NARROW = "x: NDArray[np.float32]"
LIST = "xs: list[float]"

PAIRS: dict[str, tuple[str, str, list[str], list[str]]] = {
    "mean": (
        LIST,
        "s = 0.0\nfor v in xs:\n    s += v\nreturn s / len(xs) if xs else 0.0",
        ["return float(np.sum(xs)) / len(xs) if xs else 0.0", "return float(np.mean(xs)) if xs else 0.0"],
        [
            "return float(np.sum(xs)) / (len(xs) - 1) if len(xs) > 1 else (xs[0] if xs else 0.0)",
            "return float(np.mean(np.array(xs, dtype=np.float32))) if xs else 0.0",
            "return float(np.median(xs)) if xs else 0.0",
        ],
    ),
    "variance": (
        ARRAY,
        "n = len(x)\nif n < 2:\n    return 0.0\nm = 0.0\nfor v in x:\n    m += v\nm /= n\ns = 0.0\n"
        "for v in x:\n    s += (v - m) * (v - m)\nreturn float(s / n)",
        [
            "return float(np.var(x)) if len(x) > 1 else 0.0",
            "return float(np.dot(x - x.mean(), x - x.mean()) / len(x)) if len(x) > 1 else 0.0",
        ],
        [
            "return float(np.mean(x * x) - np.mean(x) ** 2) if len(x) > 1 else 0.0",
            "return float(np.var(x, ddof=1)) if len(x) > 1 else 0.0",
        ],
    ),
    "compensated": (
        LIST,
        "s = 0.0\nc = 0.0\nfor v in xs:\n    t = s + v\n    if abs(s) >= abs(v):\n        c += (s - t) + v\n"
        "    else:\n        c += (v - t) + s\n    s = t\nreturn s + c",
        [],
        ["s = 0.0\nfor v in xs:\n    s += v\nreturn s", "return float(np.sum(np.array(xs)))"],
    ),
    "logsumexp": (
        ARRAY,
        "if len(x) == 0:\n    return 0.0\nm = float(x[0])\nfor v in x:\n    if v > m:\n        m = float(v)\n"
        "s = 0.0\nfor v in x:\n    s += math.exp(v - m)\nreturn m + math.log(s)",
        [
            "if len(x) == 0:\n    return 0.0\nm = float(x.max())\n"
            "return m + math.log(float(np.exp(x - m).sum()))"
        ],
        ["return float(np.log(np.exp(x).sum())) if len(x) else 0.0"],
    ),
    "norm": (
        "a: float, b: float",
        "return math.hypot(a, b)",
        ["return math.hypot(b, a)"],
        ["return math.sqrt(a * a + b * b)"],
    ),
    "growth": (
        LIST,
        "out = []\nfor v in xs:\n    out.append(math.expm1(v) if v < 100 else 0.0)\nreturn out",
        ["return [math.expm1(v) if v < 100 else 0.0 for v in xs]"],
        ["return [math.exp(v) - 1.0 if v < 100 else 0.0 for v in xs]"],
    ),
    "decay": (
        LIST,
        "s = 0.0\nfor v in xs:\n    s += math.log1p(abs(v))\nreturn s",
        ["return float(np.log1p(np.abs(np.array(xs, dtype=float))).sum())"],
        ["return float(np.log(1.0 + np.abs(np.array(xs, dtype=float))).sum())"],
    ),
    "narrow": (
        NARROW,
        "s = np.float32(0.0)\nfor v in x:\n    s += v * v\nreturn s",
        ["return np.float32(np.dot(x, x))", "return (x * x).sum()"],
        [
            "return np.float32((x[:-1] * x[:-1]).sum())",
            "return np.float32((x.astype(np.float16) ** 2).sum())",
        ],
    ),
    "normalised": (
        ARRAY,
        "s = 0.0\nfor v in x:\n    s += abs(v)\nout = np.zeros(len(x))\nif s > 0:\n"
        "    for i in range(len(x)):\n        out[i] = x[i] / s\nreturn out",
        ["s = np.abs(x).sum()\nreturn x / s if s > 0 else np.zeros(len(x))"],
        [
            "s = np.abs(x).sum()\nreturn x / s if s > 1e-12 else np.zeros(len(x))",
            "s = np.abs(x).sum()\nreturn x / (s + 1e-9) if s > 0 else np.zeros(len(x))",
            "s = np.abs(x).sum().astype(np.float32)\nreturn x / s if s > 0 else np.zeros(len(x))",
        ],
    ),
    "steps": (
        LIST,
        "out = []\nfor v in xs:\n    out.append(1.0 if v > 0.1 else 0.0)\nreturn out",
        ["return [float(v > 0.1) for v in xs]"],
        ["return [float(v >= 0.1) for v in xs]", "return [float(v - 0.1 > 1e-3) for v in xs]"],
    ),
    "weighted": (
        "x: NDArray[np.float64], w: NDArray[np.float64]",
        "s = 0.0\nt = 0.0\nfor i in range(len(x)):\n    s += x[i] * w[i]\n    t += w[i]\n"
        "return float(s / t) if t > 0 else 0.0",
        ["t = w.sum()\nreturn float((x @ w) / t) if t > 0 else 0.0"],
        ["t = w.sum()\nreturn float((x * (w / len(w))).sum() / (t / len(w) + 1e-15)) if t > 0 else 0.0"],
    ),
    "running": (
        ARRAY,
        "out = np.zeros(len(x))\ns = 0.0\nfor i in range(len(x)):\n    s += x[i] * 0.1\n    out[i] = s\n"
        "return out",
        ["return np.cumsum(x * 0.1)", "return np.add.accumulate(0.1 * x)"],
        ["return np.cumsum(x * np.float32(0.1))", "return np.cumsum(x * 0.1) - x[:1].sum() * 1e-12"],
    ),
    "polynomial": (
        LIST,
        "out = []\nfor v in xs:\n    out.append(((2.0 * v - 3.0) * v + 1.0) * v - 0.7)\nreturn out",
        ["return [v * (1.0 + v * (2.0 * v - 3.0)) - 0.7 for v in xs]"],
        ["return [((2.0 * v - 3.0) * v + 1.0) * v - 0.7000000001 for v in xs]"],
    ),
    "correlation": (
        "x: NDArray[np.complex128]",
        "s = 0j\nfor v in x:\n    s += v * v.conjugate()\nreturn complex(s)",
        ["return complex(sum((v * v.conjugate() for v in x), 0j))"],
        ["return complex((x * x).sum())", "return complex(np.abs(x.astype(np.complex64)).sum() ** 2)"],
    ),
    "count": (
        ARRAY,
        "n = 0\nfor v in x:\n    if v * 0.1 > 0.3:\n        n += 1\nreturn n",
        ["return int(np.count_nonzero(x * 0.1 > 0.3))"],
        ["return int(np.count_nonzero(x > 3.0))", "return int((x * 0.1).sum() > 0.3)"],
    ),
}


def text(parameters: str, body: str) -> str:
    """A module with the function ``f``."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"{HEAD}def f({parameters}):\n{lines}"
