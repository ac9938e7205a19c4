"""A page for people, without an API: its table is read with BeautifulSoup.

Allow the host of the setting `url`; `{}` in it becomes the indicator. When the page no longer looks
as this code expects, it fails aloud: an empty answer would say that nobody knows the indicator.

Kinds: DOMAIN.
"""

from urllib.parse import quote

import dateutil.parser
from bs4 import BeautifulSoup
from indicator_aggregator import Answer, Context


def fetch_data(indicator_data: str, indicator_kind: str, context: Context) -> Answer | None:
    pattern = context.setting("url", "https://www.example.com/lookup?domain={}")
    response = context.http.get(pattern.replace("{}", quote(indicator_data, safe="")))
    page = BeautifulSoup(response.raise_for_status().text, "lxml")
    if page.select_one(".no-result"):
        return None
    table = page.select_one("table#sightings")
    if table is None:
        raise ValueError("the page has neither the table of sightings nor says that it is empty")
    lines = table.select("tbody tr")
    rows = [[cell.get_text(" ", strip=True) for cell in line("td")] for line in lines]
    seen = sorted(dateutil.parser.parse(row[0]).date().isoformat() for row in rows)
    context.log(f"{len(rows)} sightings")
    return {
        "verdict": "SUSPICIOUS",
        "firstSeen": f"{seen[0]}T00:00:00Z",
        "lastSeen": f"{seen[-1]}T00:00:00Z",
        "tags": sorted({row[1].lower() for row in rows}),
        "links": [{"label": "The page", "url": response.url}],
        "elements": [
            {
                "kind": "TABLE",
                "label": "Sightings",
                "value": {"columns": ["Day", "What"], "rows": rows},
            },
        ],
    }
