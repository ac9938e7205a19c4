"""A reputation API that wants a key and answers with a category and a count of reports.

Link a secret API_KEY, and allow the host of the setting `url`. The key never enters this code: a
placeholder stands for it, which the runner replaces on the way out.

Kinds: IPV4, IPV6, DOMAIN.
"""

from urllib.parse import quote

from indicator_aggregator import Answer, Context, NotFound, Verdict

# What the API's words mean here. What it will say one day and we do not know stays unknown.
VERDICTS: dict[str, Verdict] = {
    "malware": "MALICIOUS",
    "phishing": "MALICIOUS",
    "spam": "SUSPICIOUS",
    "scanner": "SUSPICIOUS",
    "trusted": "BENIGN",
    "none": "INFORMATIONAL",
}


def fetch_data(indicator_data: str, indicator_kind: str, context: Context) -> Answer | None:
    base = context.setting("url", "https://api.example.com/v1")
    response = context.http.get(
        f"{base}/reputation/{quote(indicator_data, safe='')}",
        params={"days": context.setting("days", 90)},
        headers={"X-Api-Key": context.placeholder("API_KEY")},
        timeout=8,
    )
    known = response.raise_for_status().json()["data"]
    if known["reports"] == 0 and known["category"] == "none":
        raise NotFound("nobody reported it")
    return {
        "verdict": VERDICTS.get(known["category"], "UNKNOWN"),
        "score": min(known["score"], 100),
        "confidence": min(20 + 10 * known["reports"], 100),
        "tags": [known["category"], *known.get("labels", [])],
        "families": known.get("families", []),
        "firstSeen": known.get("first_report"),
        "lastSeen": known.get("last_report"),
        "links": [{"label": "Reports", "url": f"{base}/pages/{quote(indicator_data, safe='')}"}],
        "elements": [
            {"kind": "NUMBER", "label": "Reports", "value": known["reports"]},
            {
                "kind": "TABLE",
                "label": "Newest reports",
                "value": {
                    "columns": ["When", "What"],
                    "rows": [[report["at"], report["text"]] for report in known["newest"]],
                },
            },
        ],
        "raw": known,
    }
