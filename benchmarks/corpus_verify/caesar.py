def caesar(text: str, shift: int) -> str:
    out = ""
    for c in text:
        if "a" <= c <= "z":
            out += chr((ord(c) - 97 + shift) % 26 + 97)
        elif "A" <= c <= "Z":
            out += chr((ord(c) - 65 + shift) % 26 + 65)
        else:
            out += c
    return out


def right_join(text: str, shift: int) -> str:
    return "".join(
        chr((ord(c) - 97 + shift) % 26 + 97)
        if "a" <= c <= "z"
        else chr((ord(c) - 65 + shift) % 26 + 65)
        if "A" <= c <= "Z"
        else c
        for c in text
    )


def right_translate(text: str, shift: int) -> str:
    k = shift % 26
    low, high = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return text.translate(str.maketrans(low + high, low[k:] + low[:k] + high[k:] + high[:k]))


def wrong_lower(text: str, shift: int) -> str:
    return "".join(chr((ord(c) - 97 + shift) % 26 + 97) if "a" <= c <= "z" else c for c in text)


def wrong_alpha(text: str, shift: int) -> str:
    return "".join(chr((ord(c.lower()) - 97 + shift) % 26 + 97) if c.isalpha() else c for c in text)


def wrong_bounds(text: str, shift: int) -> str:
    return "".join(
        chr((ord(c) - 97 + shift) % 26 + 97)
        if "a" <= c < "z"
        else chr((ord(c) - 65 + shift) % 26 + 65)
        if "A" <= c <= "Z"
        else c
        for c in text
    )


def wrong_modulo(text: str, shift: int) -> str:
    k = abs(shift) % 26
    low, high = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return text.translate(str.maketrans(low + high, low[k:] + low[:k] + high[k:] + high[:k]))
