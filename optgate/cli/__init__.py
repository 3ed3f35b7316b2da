"""The command line: one module per command. Each parses, asks the gate, prints; it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Parse and carry out a command.

    Raises:
        UsageError: The arguments make no sense.
    """
    from optgate.cli import output
    from optgate.cli.parser import build
    from optgate.cli.signals import end_in_order
    from optgate.model import OptgateError

    end_in_order()
    parser = build()
    if not argv:
        parser.print_help()
        return 2
    args, rest = parser.parse_known_args(argv)
    if rest:
        args.parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        status: int = args.execute(args)
    except OptgateError as error:
        output.failure(args, error)
        raise
    return status
