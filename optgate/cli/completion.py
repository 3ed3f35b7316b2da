"""``optgate completion``: a script that teaches a shell optgate's commands and options."""

from __future__ import annotations

from argparse import Namespace, _SubParsersAction

from optgate.cli import output, parser

_SHELLS = ("bash", "zsh", "tcsh", "fish")


def add(commands: _SubParsersAction[parser.Parser]) -> None:
    """Add the command."""
    command = parser.command(
        commands,
        "completion",
        "print a script that completes commands and options in a shell",
        "Prints a script for the shell that completes the commands and options of optgate. Put its output "
        "where the shell looks for completions, or evaluate it in the file that it reads at its start.",
        "optgate completion bash > ~/.local/share/bash-completion/completions/optgate\n"
        "optgate completion zsh > ~/.zfunc/_optgate",
        execute,
    )
    command.add_argument("shell", choices=_SHELLS, help="the shell that the script is for")


def execute(args: Namespace) -> int:
    """Carry out the command."""
    import shtab

    args.output_file = None
    output.document(args, shtab.complete(parser.build(), args.shell))
    return 0
