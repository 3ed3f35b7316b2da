from collections import Counter


def place_in_page(pages):
    """Running number of each element on its page; it begins anew whenever the page changes."""
    places = []
    place = 0
    before = None
    for page in pages:
        place = place + 1 if places and page == before else 0
        places.append(place)
        before = page
    return places


def right_previous(pages):
    places = []
    before = None
    for page in pages:
        if places and page == before:
            places.append(places[-1] + 1)
        else:
            places.append(0)
        before = page
    return places


def wrong_counter(pages):
    seen = Counter()
    places = []
    for page in pages:
        places.append(seen[page])
        seen[page] += 1
    return places
