"""Print how many findings a report of Edgewise has: ``count.py FORMAT FILE``. For other formats the line is empty."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

COUNTS: dict[str, Callable[[str], int]] = {
    "concise": lambda text: len(text.splitlines()),
    "github": lambda text: sum(" title=EW" in line.split("::")[1] for line in text.splitlines()),
    "gitlab": lambda text: len(json.loads(text)),
    "html": lambda text: len(json.loads(text.partition(' id="data">')[2].partition("</script>")[0])["findings"]),
    "json": lambda text: len(json.loads(text)),
    "json-lines": lambda text: len(text.splitlines()),
    "junit": lambda text: int(ElementTree.fromstring(text).attrib["failures"]),
    "sarif": lambda text: sum(len(run["results"]) for run in json.loads(text)["runs"]),
}

if __name__ == "__main__":
    _, output_format, path = sys.argv
    count = COUNTS.get(output_format)
    print("" if count is None else count(Path(path).read_text(encoding="utf-8")))
