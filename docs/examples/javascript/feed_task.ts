// A list that is downloaded on the source's schedule, and answers without asking anybody.
//
// There is no fetchData: the rows that the last run brought answer. A run brings all rows of the
// source. What it must remember until the next (here the list's ETag) is in context.state; when the
// list has not changed, it brings none, and those of before stay.
//
// Allow the host of the setting `url`. Kinds: those of the list, here IPV4, IPV6, DOMAIN, URL.

interface Listed {
  complete: boolean;
  entries: { value: string; confidence: number; threat: string; seen: string }[];
}

export async function backgroundTask(context: TaskContext): Promise<void> {
  const url: string = context.setting("url", "https://feeds.example.com/threats.json");
  const { etag } = context.state;
  const headers: Record<string, string> = etag ? { "If-None-Match": etag } : {};
  const response = await context.http.get(url, { headers });
  if (response.status === 304) {
    context.log("the list has not changed");
    return;
  }
  const listed: Listed = response.raiseForStatus().json();
  if (!listed.complete) {
    throw new Unauthorized("the list is cut short: the provider wants a key for the whole");
  }
  const least: number = context.setting("least_confidence", 50);
  const sure = listed.entries.filter((entry) => entry.confidence >= least);
  for (const entry of sure) {
    const data: Answer = {
      verdict: entry.confidence >= 80 ? "MALICIOUS" : "SUSPICIOUS",
      score: entry.confidence,
      tags: [entry.threat],
      lastSeen: entry.seen,
    };
    context.rows.add(entry.value, { data });
  }
  context.state.etag = response.headers.get("ETag");
  context.state.runs = (context.state.runs ?? 0) + 1;
  context.log(`${sure.length} of ${listed.entries.length} entries are sure enough`);
}
