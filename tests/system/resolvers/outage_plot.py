"""Queries at the name server through an outage, a second each, as a line of text for each row."""

BARS = "▁▂▃▄▅▆▇█"
BEFORE_SECONDS, AFTER_SECONDS = 45, 45


def bar(count):
    """Twice as many for each step: ▁ 1, ▂ 2, ▃ 3 and 4, ▄ up to 8 ... █ above 64; none: blank."""
    if count == 0:
        return " "
    return BARS[min((count - 1).bit_length(), len(BARS) - 1)]


def line(seconds):
    """`seconds`: {second from the name server's return: queries}."""
    bars = [bar(seconds.get(second, 0)) for second in range(-BEFORE_SECONDS, AFTER_SECONDS)]
    return "".join(bars[:BEFORE_SECONDS]) + "|" + "".join(bars[BEFORE_SECONDS:])


def plot(outcomes):
    """`outcomes` have a `name` and `seconds`."""
    width = max(len(one.name) for one in outcomes)
    head = " " * width + "  " + "away".ljust(BEFORE_SECONDS) + " back"
    return "\n".join([head] + [f"{one.name.ljust(width)} |{line(one.seconds)}" for one in outcomes])
