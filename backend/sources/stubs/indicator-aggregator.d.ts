// What sources written in JavaScript or TypeScript can use of Indicator Aggregator; all of it is
// global. Put this file beside your source: an editor then knows the types below. In JavaScript,
// write `// @ts-check` and `/** @type {FetchData} */` above fetchData.

type Verdict = "MALICIOUS" | "SUSPICIOUS" | "BENIGN" | "INFORMATIONAL" | "UNKNOWN";

// One labelled piece of an answer. DATE is RFC 3339 text.
interface Labelled<Kind extends string, Value> {
  kind: Kind;
  label: string;
  value: Value;
  colour?: Verdict | null;
}

type AnswerElement =
  | Labelled<"TEXT" | "CODE" | "DATE", string | Date>
  | Labelled<"NUMBER", number>
  | Labelled<"BOOLEAN", boolean>
  | Labelled<"TAGS" | "LIST", string[]>
  | Labelled<"LINK", AnswerLink>
  | Labelled<"KEY_VALUES", { key: string; value: string }[]>
  | Labelled<"TABLE", { columns: string[]; rows: (string | number | null)[][] }>;

// A page about the indicator at the source.
interface AnswerLink {
  label: string;
  url: string;
}

// What a source says of an indicator; counts by `verdict`, `elements` or `found`. `score` and
// `confidence` are whole numbers from 0 to 100. `found` false is the same as returning null.
interface Answer {
  found?: boolean;
  verdict?: Verdict | null;
  score?: number | null;
  confidence?: number | null;
  tags?: string[];
  families?: string[];
  firstSeen?: string | Date | null;
  lastSeen?: string | Date | null;
  asOf?: string | Date | null;
  links?: AnswerLink[];
  elements?: AnswerElement[];
  // deno-lint-ignore no-explicit-any
  raw?: any;
}

// The source was asked and does not know the indicator. Never the same as benign.
declare class NotFound extends Error {}

// The source refuses the key, or wants one.
declare class Unauthorized extends Error {}

// The source wants fewer questions: new RateLimited(30), or ("slow down", { retryAfter: 30 }), in
// seconds, where it says when.
declare class RateLimited extends Error {
  constructor(message?: string | number, options?: ErrorOptions & { retryAfter?: number });
  retryAfter?: number;
}

// A request that was refused or came to no answer, or an answer that is an error; `status` is the
// answer's.
declare class HttpError extends Error {
  constructor(message?: string, status?: number);
  status?: number;
}

// An answer, read to its end.
interface HttpResponse {
  status: number;
  // Whether the status is below 400.
  ok: boolean;
  url: string;
  headers: Headers;
  content: Uint8Array;
  text(): string;
  // deno-lint-ignore no-explicit-any
  json(): any;
  // This answer, unless it is an error: Unauthorized for 401 and 403, NotFound for 404,
  // RateLimited for 429, HttpError for the others.
  raiseForStatus(): HttpResponse;
}

// `data` is a body, or the fields of a form. Placeholders of secrets may stand in address, headers
// and body. `timeout` is in seconds, 30 without it.
interface HttpOptions {
  params?: Record<string, unknown> | [string, unknown][] | URLSearchParams | null;
  headers?: Record<string, string> | Headers;
  json?: unknown;
  data?: string | Record<string, string> | URLSearchParams | Uint8Array | ArrayBuffer | null;
  timeout?: number | null;
  followRedirects?: boolean;
}

// Sends requests to the hosts that the source may reach. An HttpError says why one was not sent.
interface Http {
  request(method: string, url: string, options?: HttpOptions): Promise<HttpResponse>;
  get(url: string, options?: HttpOptions): Promise<HttpResponse>;
  head(url: string, options?: HttpOptions): Promise<HttpResponse>;
  post(url: string, options?: HttpOptions): Promise<HttpResponse>;
  put(url: string, options?: HttpOptions): Promise<HttpResponse>;
  patch(url: string, options?: HttpOptions): Promise<HttpResponse>;
  delete(url: string, options?: HttpOptions): Promise<HttpResponse>;
}

// The rows of the source's feed, all of them, which this run of its background task brings.
interface Rows {
  // An indicator; its kind is told by the value where it is not given. `data` is what the source
  // knows about it: whatever it could answer, at most 64 KiB.
  add(value: string, more?: { kind?: string | null; data?: object }): void;
  // Forget the rows of this run so far. With none after it, the source has no rows.
  clear(): void;
}

// What a call knows beside the indicator.
interface Context {
  NotFound: typeof NotFound;
  Unauthorized: typeof Unauthorized;
  RateLimited: typeof RateLimited;
  HttpError: typeof HttpError;
  http: Http;
  // The value of a secret that is linked to this source; an Error where none of that name is.
  secret(name: string): string;
  // A text that stands for a secret in a request of `http`. The runner puts the secret in its
  // place, for hosts that the source declares by name, so that the code never holds it.
  placeholder(name: string): string;
  // The value of a setting of this source, or `fallback` (null without one) where it is not set.
  // deno-lint-ignore no-explicit-any
  setting(name: string, fallback?: unknown): any;
  // A line in the log of this call.
  log(...values: unknown[]): void;
  // What the last background task left; only a task changes it.
  // deno-lint-ignore no-explicit-any
  readonly state: Readonly<Record<string, any>>;
}

// The same in a background task: `state` is kept when it ends well, and must be JSON of at most
// 64 KiB.
interface TaskContext extends Omit<Context, "state"> {
  // deno-lint-ignore no-explicit-any
  state: Record<string, any>;
  rows: Rows;
}

type FetchData = (
  indicatorData: string,
  indicatorKind: string,
  context: Context,
  // deno-lint-ignore no-explicit-any
) => Promise<any>;

type BackgroundTask = (context: TaskContext) => Promise<void>;
