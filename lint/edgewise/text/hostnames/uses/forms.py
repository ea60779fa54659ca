"""Forms of code in languages that are read without a tree: what stands before and behind an expression, and around it.

Patterns are searched in code whose strings say nothing but ``_``.
"""

from __future__ import annotations

from edgewise.patterns import on_demand

WITHOUT_BRACKETS = frozenset(
    "haskell fsharp ocaml elm elixir nix groovy perl coffeescript nimrod powershell tcl lua".split()
)
"""Lexers of languages that call without brackets."""
BY_CLAUSES = frozenset("haskell fsharp ocaml elm erlang".split())
"""Lexers of languages whose functions are equations."""
TYPE_FIRST = frozenset("c cpp objective-c dart groovy".split())
"""Lexers of languages in which a type stands before the name that has it."""
CALLS_WITH_TEXT = frozenset(("lua", "haskell", "coffeescript"))
"""Lexers of languages in which a word before a quote calls something; in others it says how the text is read."""
JOINS = {
    "lua": r"\.\.",
    "elixir": r"<>|\+\+",
    "haskell": r"<>|\+\+|/:|</>",
    "elm": r"\+\+",
    "erlang": r"\+\+",
    "perl": r"\.",
    "ocaml": r"\^",
    "fsharp": r"\+|\^",
    "scala": r"\+\+?|/|::",
    "vb.net": r"&|\+",
    "nimrod": r"&|/",
    "julia": r"\*",
    "cpp": r"\+|<<",
    "c": r"(?=\")",
    "splus": r"(?!)",
}
"""The signs that join texts in a language; elsewhere it is a plus."""
OPERAND = (
    r"(?:[$@?#.:!&*-]{0,3}\w(?:[\w$@?#.:!'-]|(?<=-)>(?=\w)){0,80}(?:\([^()\n]{0,120}(?:\([^()\n]{0,60}\)[^()\n]{0,60}){0,2}\)|\[[^\[\]\n]{0,60}\]"
    r"|\{[^{}\n]{0,40}\})?|\w{0,4}[\"'`]_*[\"'`]|\([^()\n]{0,120}\))"
)
SIGILS = on_demand(
    r"(?:[&*@$%?#\\]|\b(?:await|try[!?]?|new|lazy|mut)[ \t]+|\b(?:r#?|s|f|u|uri|url|raw|b|L|q)(?=\Z)|~[a-z])+\Z"
)
"""Before an expression: what is no part of it, but changes nothing of what it stands for."""
LAMBDA = on_demand(
    r"(?:\A|(?<=[({,]))[ \t\n]*(?:\|[^|\n]{0,60}\||\{?[ \t]*(?:\([^()\n]{0,60}\)|\w+)[ \t]*(?:=>|->)|fn[^\n]{0,40}->|\{"
    r"|\bfunction\(\)|\\\w+[ \t]*->)\s*(?:return\b)?\s*\Z"
)
"""The head of a function that stands where it is given to somebody."""
HEAD_OF_FUNCTION = on_demand(
    r"\b(?:fun|fn|func|defp?|function|sub|let|var|val)[ \t]+(?:rec[ \t]+)?(?:<[^<>\n]{0,40}>[ \t]*)?(?:[\w<>]+\.)?"
    r"(?P<name>[\w`?!']{1,80})(?:<[^<>\n]{0,40}>)?[ \t]*"
    r"(?:\[[^\[\]\n]*\][ \t]*)?(?:\([^=]*|:?[ \t]+[\w(][^=\n:]*[ \t]|:[^={\n]{1,60}[ \t]*\{[^=\n]*)(?:=|\{|\bdo:)\s*\Z"
)
PROPERTY = on_demand(r"\b(?:var|val|let)[ \t]+(?P<name>\w+)[ \t]*:[^={}\n]{1,80}\Z")
"""Before the braces with which a property gives back something each time that it is asked."""
CLAUSE = on_demand(r"\s*(?!let\b)\w+[ \t]+[^=\n]*=\s*\Z")
"""An equation of a function, up to what it gives."""
RESULT = on_demand(
    r"(?:(?<![<>=-])(?:->|=>)|\b(?:return|then|else|do:?|yield|default:|case[^\n]{0,80}:|begin|in)|[?{};])\s*\Z"
    r"|[^:]:[ \t]*\n\s*\Z"
)
"""Before what a function, or a branch of a choice, gives back."""
CHOICE = on_demand(r"\?[^?;{}\n]{1,200}:\s*\Z|(?:\?:|\|\||\?\?|\bor|//)\s*\Z")
"""Before the second of two values of which one is chosen."""
EXTENDS = on_demand(r"\bextends\s*\Z|\bobject[ \t]+\w+[ \t]*:\s*\Z")
"""Before the class of which an object is made as it is declared."""
DECLARES = on_demand(
    r"\b(?:fun|fn|func|defp?|defn-?|defmacro|function|sub|class|struct|record|object|constructor|data|proc|macro_rules!)"
    r"[ \t]+(?:[\w<>.]{1,60}\.)?\Z"
)
"""Before the name of what is declared with the parameters in brackets behind it."""
DECLARES_TYPED = on_demand(
    r"(?m:^|[;{}])[ \t]*(?:(?:static|inline|const|final|virtual|explicit|private|public)[ \t]+)*"
    r"(?!return\b|else\b|throw\b|await\b|new\b)[\w:]+(?:<[^<>\n]{0,40}>)?[?]?(?:[ \t]+[*&]*|[*&]+[ \t]*)(?:\w+::)?\Z"
)
"""The same where a type stands before the name."""
CONDITION = on_demand(r"\b(?:if|elsif|elseif|elif|while|when|unless|assert)\b[ \t]+[^(\s][^\n]*\Z")
"""A condition without brackets, up to something in it."""
BINDS = on_demand(r"\b(?:let|and|val|member|mutable|type)\b[^=]*=\s*\Z|<-\s*\Z")
"""What a name is given is an equation elsewhere in a language of equations."""
ITERATED = on_demand(
    r"(?:\?\.|!!?\.|\.|->)(?:map\w*|for_?[eE]ach|each\w*|flat_?[mM]ap|onEach)[ \t]*\(?[ \t]*(?:\{[ \t]*\(?|\|\(?|\(?)"
    r"(?P<names>[\w, \t&]{1,60})\)?[ \t]*(?:->|=>|\|)"
)
"""Behind a table or a list: a function goes through it, up to the names of what it gets."""
NAMES_ALONE = on_demand(r"[ \t]*(?:-?export|import|module|use|open|require|from|alias|exposing)\b")
"""Beginnings of statements that only name what comes in or goes out."""
DECLARED = on_demand(
    r"\b(?:var|val|let|const|constexpr|my|our|local|static|final|auto|def|defn?-?|fun|fn|func|import|use|extern|define|type)"
    r"[ \t]+(?:mut[ \t]+)?[$@%&*]*\Z"
)
"""Before a name that is declared."""
MEASURED = on_demand(r"\b(?:sizeof|strlen|len|length)[ \t(]*\Z")
"""Before a name of which only the length is asked."""
TYPED = on_demand(
    r"(?<![\w.])(?!(?:return|else|case|throw|yield|await|new|not|and|or|in|is)\b)[A-Za-z_][\w:.<>]*\??[ \t]*[*&]*"
    r"(?:[ \t]|(?<=[*&]))\Z"
)
"""A type before a name."""
LABEL = on_demand(r"[ \t]*(?:::?(?![:=])|=(?![=>~])|:=|<-|\+=)")
"""Behind a name that is given something, or has a type."""
COMPLETE = on_demand(
    r"\s*(?:\Z|(?:else|if|unless|or|end|as|in|where|fi|done|rescue|with)\b|\|\||\?\?|\?:|//|[.;,)!}\\|]+\s*(?:\Z|\n)|\{"
    r"|\|(?!\|)|::\s|\n\s*[\w.]+\s*=(?!=))"
)
"""Behind a value that is complete."""
KEY = on_demand(r"(?:[\w\"'`.:-]{1,80}\s*(?:\bto|->|=>|,|:|=(?!=))|:[\w-]+|\"_*\")\s*\Z")
"""The key of an entry before its value."""
PAIRED = on_demand(r"[\"':]?(?P<key>[\w-]+)[\"']?\s*(?:\bto|->|=>|(?P<comma>,))\s*\Z")
"""The key of a pair before its value."""
ASKED_ENTRY = on_demand(
    r"\s*(?:\?|!!?)?(?:(?P<literal>\[[ \t]*(?:[\"'][\"_]*[\"']|:\w+|\d+)[ \t]*\]"
    r"|(?:\?\.|!!?\.|\.|->)(?!\w+[?!]?\s*[({])\w+|(?:->)?\{\w+\}|(?<=\w)\$\w+)|\[[^\[\]\n]{1,80}\]|(?:->)?\{[^{}\n]{1,80}\}"
    r"|(?:\?\.|!!?\.|\.|->|::|:)(?:get\w*|fetch!?|at|elementAt|value|lookup|find)\([^()\n]{0,160}\))(?:!!|!|\?)?"
)
"""One entry of a table, or one element of a list, is asked for."""
CALLED_ENTRY = on_demand(r"(?P<literal>(?!))?\([^()\n]{1,80}\)")
"""The same in languages whose tables are functions."""
BY_PLACE = frozenset(("first", "last", "head"))
"""Members of a list that are asked for by a word."""
SIZE = on_demand(
    r"\.c?r?end\(\)|(?:\.|->|::)(?:contains_?[kK]ey|count|size|length|len|is_?empty)\b|\.(?:has_?|is)[kK]ey\b"
)
"""Behind a table: its end is asked for, its size, or whether it has a key."""
THERE = on_demand(r"\s*[!=]=\s*(?:[\w.>-]+\.c?end\(\)|(?:nil|null|None|nullptr|NULL|undefined)\b)")
"""Behind the answer of a search: whether there is one is asked."""
LOOP = on_demand(
    r"\b(?:for|foreach)\b[ \t]*\(?(?P<names>[^\n;()]{1,80}?|\([^\n;()]{1,80}\)|[^\n;()]{0,60}\[[^\n\[\]]{1,60}\])[ \t]*"
    r"(?:\bin\b|\bof\b|:|<-)[ \t]*(?:\w+\([ \t]*)?[&*@$]*\Z"
)
"""The head of a loop, up to what it goes through."""
PLACEHOLDER = on_demand(r"\$\{[\w.-]{1,80}:(?:[a-z]+://)?\Z")
"""Before the default of a setting that is named in a text."""
OPENED = on_demand(
    r"\.(?:(?:Get|Post|Put|Patch|Head|Send)\w*Async|open(?:Connection|Stream)?|read(?:Text|Bytes|Lines)|getText|text|http\w+)\b"
)
"""Behind a URL: it is asked."""
MEMBER = on_demand(r"\s*(?:\?\.|!!?\.|\.(?![.\s]|\Z)|->(?=\w)|::\w)")
"""Behind an expression of which something is asked."""
IN_TEXT = on_demand(r"(?:[$@]|[$#%]\{[^{}\"]{0,80}|\\\([^()\"]{0,80}|\$\([^()\"]{0,40}|(?<!\$)\{[\w.@]*)\Z")
"""Before a name in a string that takes its place."""
COMMAND = on_demand(r"(?:\A|[\s\"'({/`])(?:curl|wget|https?|xh|ping|nc)[\"']?[ \t,]")
"""A command that connects."""
OPTION = on_demand(r"(?<!\S)-(?P<name>[A-Za-z]\w+)[ \t:]+\Z")
"""An option of a command of PowerShell before its value."""
_NO_WORD = r"(?!(?:and|or|not|in|then|else|do|end|return|if|unless|when)\b)"
HEAD = on_demand(
    r"(?:\A|[=(\[{,;|<>$&:]|<-|->|=>|\b(?:do|then|else|return|in|let!|return!|do!)\b)\s*"
    r"(?P<head>[A-Za-z_](?:[\w.'!?/-]|::?(?=\w))*)"
    rf"(?P<rest>(?:[ \t]+(?:-\w+[ \t:]+)?{_NO_WORD}{OPERAND},?){{0,6}}[ \t]+)\Z"
)
"""What is called without brackets, or a command, and what else it is given before a place."""
MORE = on_demand(rf"(?:[ \t]+{OPERAND}){{1,6}}")
"""More arguments of the same call."""
ASKED_MESSAGE = on_demand(r"[ \t]+(?:stringBy\w+|URLBy\w+|UTF8String|copy|absoluteString|mutableCopy)\b")
"""A message of Objective-C that gives back an address in another form, behind it."""
TYPE_BEFORE = on_demand(r"(?<!return)(?<!new)(?<!throw)(?<!case)[\w>&*\]][ \t]+\Z")
"""A type before a name of C++ with its value in braces."""
CAST = on_demand(r"\[[\w.]+\][ \t]*\Z")
"""A type of PowerShell before a value."""
FLAG = on_demand(r"[\"']--?(?P<name>[A-Za-z][\w-]+)[ =\"']")
"""An option of a program, as those are declared that read them."""
RECORD = on_demand(r"\{\s*[\w.]+\s*=(?!=)")
"""The beginning of a record in a language of equations."""
MESSAGE = on_demand(r"(?s:\s*(?P<owner>\[.*?\]|[\w.]+)\s+(?P<method>\w+):)")
"""A message of Objective-C, up to its first argument."""
OWNER = on_demand(r"(?:[\w?]+(?:\(\))?(?:\??\.|::|->|!!?\.)|\$\w+->\{|(?:\.|::|->))+[$@]?\Z")
"""What a name is a member of, before it."""
IS_MEMBER = on_demand(r"(?:[\w\])}](?:\??\.|::|->|!!?\.)|(?:^|[\s(,=\[])\.)\Z")
NO_CALLS = frozenset("return then else do let in local my our val var def const end not and or".split())
"""Words before an expression that are no calls of it."""
FLOW = frozenset(
    "if while switch when for catch match unless elseif elsif elif until foreach guard case cond where assert".split()
)
"""Words that look at a condition, and are no calls of it either."""
