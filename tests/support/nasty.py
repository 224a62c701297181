"""Markdown that is meant to break what reads it, the same for the same seed."""

from random import Random

CANARY = "parley-canary"
"""Stands in every address and path: nobody may ever open or look up one that holds it."""
_PATH = f"/tmp/{CANARY}/picture.png"
_MARKS = (
    *"*_~`#>-+|[]()!<&\\:$^={}\n\n\t ",
    *(
        "**",
        "__",
        "~~",
        "``",
        "```",
        "````",
        "~~~",
        "- ",
        "1. ",
        "1) ",
        "> ",
        "# ",
        "###### ",
        "---\n",
        "***\n",
        "===\n",
    ),
    *(
        "\n\n",
        "  \n",
        "\\\n",
        "    ",
        "\n    code\n",
        "```py\n",
        "```\n",
        "~~~~ \n",
        "|a|b|\n|-|:-:|\n",
        "|\n",
        "- [ ] ",
        "- [x] ",
    ),
    *(
        "[^1]",
        "\n[^1]: ",
        "\nTerm\n: ",
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "\\frac{",
        "}{",
        "}",
        "\\begin{pmatrix}",
        "&",
    ),
    *("<think>", "</think>", "<thinking>\n", "\n</thinking>\n", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>"),
)
_TRAPS = (
    f"![x](http://{CANARY}.invalid/pixel.png)",
    f"![x](file://{_PATH})",
    f"![x]({_PATH})",
    f"![x](//{CANARY}.invalid/share/x.png)",
    f"![x](\\\\{CANARY}\\share\\x.png)",
    f"![x](qrc:/{CANARY}.png)",
    f"![x](data:image/svg+xml,<svg><image href='file://{_PATH}'/></svg>)",
    f"![x](attachment:{CANARY})",
    f"<img src='file://{_PATH}'>",
    f"<img src=http://{CANARY}.invalid/x onerror=alert(1)>",
    f"<link rel=stylesheet href=file://{_PATH}>",
    f"<style>@import url(file://{_PATH}); p {{ background: url({_PATH}) }}</style>",
    f"<script src=http://{CANARY}.invalid/x.js></script>",
    f"<iframe src=file://{_PATH}></iframe><base href=http://{CANARY}.invalid/>",
    f"<svg><use href='file://{_PATH}#a'/></svg>",
    f"<meta http-equiv=refresh content='0;url=http://{CANARY}.invalid/'>",
    f"[x](javascript:{CANARY})",
    f"[x](vbscript:{CANARY}) [y](ms-word:{CANARY}) [z](data:text/html,{CANARY})",
    f"<http://{CANARY}.invalid/> http://{CANARY}.invalid/?q=1",
    f"[a][r]\n\n[r]: file://{_PATH} 'title'",
    f"$\\input{{{_PATH}}}$ $\\includegraphics{{{_PATH}}}$ $\\href{{file://{_PATH}}}{{x}}$",
    f"<table background='file://{_PATH}'><tr><td>x</table>",
    f"<p style='background-image: url(file://{_PATH})'>x</p>",
)
_LETTERS = (
    *(
        "a",
        "word ",
        "Some words of text. ",
        "1",
        "12.5 ",
        "é",
        "ß",
        "İ",
        "字",
        "かな",
        "한국",
        "שלום ",
        "مرحبا ",
        "🙂",
        "👨‍👩‍👧‍👦",
        "ไทย",
    ),
    *(
        "\u200b",
        "\u200d",
        "\u202e",
        "\u202c",
        "\u2066",
        "\u2069",
        "\ufeff",
        "\u00ad",
        "\x00",
        "\x07",
        "\x1b[31m",
        "\r",
        "\r\n",
    ),
    *(
        "e" + "\u0301" * 40,
        "\u2028",
        "\u2029",
        "\x85",
        "\x0c",
        "\ufffd",
        "\U000e0041",
        "\uffff",
        "%s",
        "{user}",
        "{{x}}",
    ),
    *("&lt;", "&amp;", "&#0;", "&#x110000;", "&nosuch;", "&#xD800;"),
)
_UNITS = (
    "[",
    "![",
    "(",
    "*a ",
    "**a",
    "_a ",
    "`",
    "<",
    "&",
    "~~",
    "> ",
    "- ",
    "|",
    "|a",
    "$",
    "$x$ ",
    "[^1]",
    "\\frac{",
    "a" * 9,
    "# ",
    "1. ",
)
_LONGEST = 60_000


def nasty(seed: int) -> str:
    """Return one text; about one in a hundred is long, the others have some hundred letters at most."""
    chance = Random(seed)
    if chance.random() < 0.01:
        return _long(chance)
    pieces = []
    for _ in range(chance.randint(1, 40)):
        kind = chance.random()
        if kind < 0.55:
            pieces.append(chance.choice(_MARKS))
        elif kind < 0.93:
            pieces.append(chance.choice(_LETTERS))
        else:
            pieces.append(chance.choice(_TRAPS))
    return "".join(pieces)


def _long(chance: Random) -> str:
    """Return the same few marks again and again, which is what parsers are slow with."""
    unit = "".join(chance.choice(_UNITS) for _ in range(chance.randint(1, 3)))
    if chance.random() < 0.5:
        unit += chance.choice(("\n", " ", "\n\n", "x", ""))
    wanted = int(10 ** chance.uniform(2, 4.8))
    return (unit * (wanted // len(unit) + 1))[: min(wanted, _LONGEST)] + chance.choice(
        ("", "]", "\n\n[1]: /x", "`", "</p>")
    )
