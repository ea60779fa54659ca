"""Patterns that more than one question about a host searches for, and how far around it they search."""

from __future__ import annotations

from edgewise.patterns import on_demand

LINE = 400
"""How many characters of a line are searched, on each side of a host."""
STATEMENT = 2_000
"""How many characters of a statement are searched, on each side of a host."""
SCHEME = r"(?:[A-Za-z][A-Za-z+]{0,9}:\\?/\\?/)?"
"""The scheme of a URL before a host, if there is one, as part of a pattern; slashes may be escaped."""
REQUESTS = on_demand(r"(?i:\w*fetch\w*|\w*request\w*|curl\w*|axios|got|ky|get|post|put|patch|delete|head|open_?uri)")
"""Calls that send a request: those of HTTP's methods, and the usual names without one."""
ADDS = r"(?i:add|push|append|unshift|insert|push_back|emplace)"
"""Methods that put their argument into a list."""
PUTS = on_demand(r"(?P<name>[A-Za-z_$][\w$]*)(?:\.|->)(?i:put|set|add|store|insert|putIfAbsent|emplace)\Z")
"""A call that gives a key of a table its value, with the name of the table or of its last part."""
UNLIKE = on_demand(rf"(?:!==?|!~|~=|<>|\bis[ \t]+not|\bne)[ \t]*\\?[\"']?{SCHEME}\Z")
"""A comparison before a host that is true for all others."""
LISPS = frozenset(("clojure", "common-lisp", "emacs-lisp", "scheme", "racket", "newlisp"))
"""Lexers of languages that write what is done before what it is done with."""
SHELLS = frozenset(("bash", "fish", "powershell", "batch"))
"""Lexers of languages in which a word is a text without quotes."""
WORD_OF_LISP = on_demand(r"\([ \t]*(?P<word>[^\s()\[\]{}\"]+)")
"""What a bracket of such a language does."""
GREP = on_demand(r"(?<![\w-])(?:[efz]?grep|rg|ack|ag|findstr|Select-String|tcpdump|tshark|ngrep)[ \t]")
"""A command that searches texts or packets."""
SHOWS = on_demand(
    r"(?:^|\.|::|->|\\)(?:console\.\w+"
    # but for what makes a text of its arguments: ``sprintf``, ``fmt.Sprint``
    r"|(?!(?i:[av]*sn?print))\w*[pP]rint\w*|NSLog|puts|printf|println|echo|say|die|warn\w*|(?:\w+_)?[lL]og(?:ger|f|[A-Z]\w*)?"
    r"|error|info|debug|(?:Info|Warn|Error|Debug|Fatal|Panic|Trace)(?:f|w|ln)?|message|cat|alert|flash|notice"
    r"|trigger_error|Errorf?|Fatalf?|raise|croak|confess|carp|fail(?:with\w*)?|bail|panic|anyhow|\w*(?:Error|Exception|_error))!?\Z"
)
"""Calls that show their arguments to people."""
COMMANDS = ("curl ", "wget ", "http ", "https ")
"""Beginnings of commands that send a request."""
CHOOSES = on_demand(
    r"\b(?:ternary|default|coalesce|cond|or|and)[ \t]+(?:[\"'`][^\"'`\n]*[\"'`][ \t]+)*[\"'`]\Z"
    r"|\b(?i:i?if|if_?else|coalesce|nvl|ternary)\([^()\n]*[\"'`]\Z"
)
"""What stands before the first of the values of which a template or an expression chooses one."""
