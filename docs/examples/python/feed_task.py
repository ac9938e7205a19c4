"""A list that is downloaded on the source's schedule, and answers without asking anybody.

There is no fetch_data: the rows that the last run brought answer. A run brings all rows of the
source. What it must remember until the next (here the list's ETag) is in context.state; when the
list has not changed, it brings none, and those of before stay.

Allow the host of the setting `url`. Kinds: those of the list, here IPV4, IPV6, DOMAIN, URL.
"""

from indicator_aggregator import Context, Unauthorized, Verdict


def background_task(context: Context) -> None:
    url = context.setting("url", "https://feeds.example.com/threats.json")
    etag = context.state.get("etag")
    response = context.http.get(url, headers={"If-None-Match": etag} if etag else {})
    if response.status == 304:
        context.log("the list has not changed")
        return
    listed = response.raise_for_status().json()
    if not listed["complete"]:
        raise Unauthorized("the list is cut short: the provider wants a key for the whole")
    least = context.setting("least_confidence", 50)
    for entry in listed["entries"]:
        if entry["confidence"] < least:
            continue
        verdict: Verdict = "MALICIOUS" if entry["confidence"] >= 80 else "SUSPICIOUS"
        context.rows.add(
            entry["value"],
            data={
                "verdict": verdict,
                "score": entry["confidence"],
                "tags": [entry["threat"]],
                "lastSeen": entry["seen"],
            },
        )
    context.state["etag"] = response.headers.get("ETag")
    context.state["runs"] = context.state.get("runs", 0) + 1
    context.log(f"{len(context.rows)} of {len(listed['entries'])} entries are sure enough")
