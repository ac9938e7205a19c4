// A reputation API that wants a key and answers with a category and a count of reports.
//
// Link a secret API_KEY, and allow the host of the setting `url`. The key never enters this code: a
// placeholder stands for it, which the runner replaces on the way out.
//
// Kinds: IPV4, IPV6, DOMAIN.

// What the API's words mean here. What it will say one day and we do not know stays unknown.
/** @type {Map<string, Verdict>} */
const VERDICTS = new Map([
  ["malware", "MALICIOUS"],
  ["phishing", "MALICIOUS"],
  ["spam", "SUSPICIOUS"],
  ["scanner", "SUSPICIOUS"],
  ["trusted", "BENIGN"],
  ["none", "INFORMATIONAL"],
]);

/** @type {FetchData} */
export async function fetchData(indicatorData, _indicatorKind, context) {
  const base = context.setting("url", "https://api.example.com/v1");
  const response = await context.http.get(
    `${base}/reputation/${encodeURIComponent(indicatorData)}`,
    {
      params: { days: context.setting("days", 90) },
      headers: { "X-Api-Key": context.placeholder("API_KEY") },
      timeout: 8,
    },
  );
  const known = response.raiseForStatus().json().data;
  if (known.reports === 0 && known.category === "none") throw new NotFound("nobody reported it");
  return answerOf(known, `${base}/pages/${encodeURIComponent(indicatorData)}`);
}

/**
 * @param {any} known
 * @param {string} page
 * @returns {Answer}
 */
function answerOf(known, page) {
  return {
    verdict: VERDICTS.get(known.category) ?? "UNKNOWN",
    score: Math.min(known.score, 100),
    confidence: Math.min(20 + 10 * known.reports, 100),
    tags: [known.category, ...(known.labels ?? [])],
    families: known.families ?? [],
    firstSeen: known.first_report,
    lastSeen: known.last_report,
    links: [{ label: "Reports", url: page }],
    elements: [
      { kind: "NUMBER", label: "Reports", value: known.reports },
      {
        kind: "TABLE",
        label: "Newest reports",
        value: {
          columns: ["When", "What"],
          rows: known.newest.map((/** @type {any} */ report) => [report.at, report.text]),
        },
      },
    ],
    raw: known,
  };
}
