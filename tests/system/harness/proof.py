"""What all long forms have in common: progress to stderr, a verdict, and the exit code.

    if __name__ == "__main__":
        proof.main(prove, default=200)

`prove(amount, say)` returns (summary, faults): lines that say what was done, in figures, and one
line for each broken promise.
"""

import signal
import sys
import time


STARTED = time.monotonic()


def say(line):
    print(f"prove: {time.monotonic() - STARTED:5.0f} s: {line}", file=sys.stderr, flush=True)


def one_by_one(prove_one, amounts, *rest):
    """`prove_one(amount, *rest)` returns (line, faults); all of them together."""
    outcomes = [prove_one(amount, *rest) for amount in amounts]
    return [line for line, _ in outcomes], [fault for _, faults in outcomes for fault in faults]


def main(prove, default, arguments=None):
    """Ends the process: 0 when every promise held, 1 when not. Arguments replace `default`."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if not all(argument.isdecimal() for argument in arguments):
        print(f"usage: an amount instead of {default}, as a number", file=sys.stderr)
        sys.exit(2)
    amounts = [int(argument) for argument in arguments]
    if not isinstance(default, tuple):
        amounts = amounts[0] if amounts else default
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # programs are ended on the way out
    summary, faults = prove(amounts or default, say)
    for line in summary:
        print(line)
    for fault in faults[:20]:
        print(f"broken: {fault}")
    print(f"{'failed' if faults else 'held'}: {len(faults)} broken promises, "
          f"{time.monotonic() - STARTED:.0f} s")
    sys.exit(1 if faults else 0)
