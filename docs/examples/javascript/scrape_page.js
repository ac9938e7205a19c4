// A page for people, without an API: its table is read with regular expressions.
//
// Allow the host of the setting `url`; `{}` in it becomes the indicator. When the page no longer
// looks as this code expects, it fails aloud: an empty answer would say that nobody knows the
// indicator.
//
// Kinds: DOMAIN.

/** @type {FetchData} */
export async function fetchData(indicatorData, _indicatorKind, context) {
  const pattern = context.setting("url", "https://www.example.com/lookup?domain={}");
  const response = await context.http.get(pattern.replace("{}", encodeURIComponent(indicatorData)));
  const page = response.raiseForStatus().text();
  if (/class="no-result"/.test(page)) return null;
  const table = /<table id="sightings">.*?<tbody>(.*?)<\/table>/s.exec(page);
  if (table === null) {
    throw new Error("the page has neither the table of sightings nor says that it is empty");
  }
  const rows = [...table[1].matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row.matchAll(/<td>(.*?)<\/td>/gs)].map(([, cell]) => textOf(cell))
  );
  const seen = rows.map(([day]) => new Date(`${day} UTC`).toISOString()).sort();
  context.log(`${rows.length} sightings`);
  return {
    verdict: "SUSPICIOUS",
    firstSeen: seen[0],
    lastSeen: seen.at(-1),
    tags: [...new Set(rows.map(([, what]) => what.toLowerCase()))].sort(),
    links: [{ label: "The page", url: response.url }],
    elements: [{ kind: "TABLE", label: "Sightings", value: { columns: ["Day", "What"], rows } }],
  };
}

/** @type {Record<string, string>} */
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** @param {string} html */
function textOf(html) {
  return html
    .replace(/<[^>]*>/g, " ")
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ENTITIES[name])
    .replace(/\s+/g, " ")
    .trim();
}
