/**
 * What went wrong between the page and the server, said for the person in front of it:
 * what happened, and what to do next.
 */

import { isObject } from "./decode";

/** `field` names the input that has to change; `again` tells that trying the same again may help. */
export type Trouble = {
  what: string;
  next: string;
  details: string[];
  field: "token" | "value" | null;
  again: boolean;
  traceId: string | null;
};

/** The server did not answer at all, or the connection broke. */
export const UNREACHABLE: Trouble = {
  what: "The server can't be reached.",
  next: "Check that the appliance is running and that this computer is connected, then try again.",
  details: [],
  field: null,
  again: true,
  traceId: null,
};

/** Something answered, but not in the words of our API: often a proxy in between. */
export function strange(detail: string): Trouble {
  return {
    what: "The answer is not one of this server's.",
    next: "Look whether a proxy answers in its place, or reload the page: it may be older than the server.",
    details: [detail],
    field: null,
    again: true,
    traceId: null,
  };
}

/** A refusal: `body` is the problem document (RFC 9457) when there was one. */
export function refused(status: number, body: unknown, retryAfter: string | null): Trouble {
  const problem = isObject(body) ? body : {};
  const errors = messages(problem.errors);
  const said = errors.length > 0 ? errors : texts([problem.detail]);
  return {
    ...meaning(status, retryAfter),
    details: [...new Set(said)],
    traceId: typeof problem.traceId === "string" ? problem.traceId : null,
  };
}

/** What is wrong with each value says more than the sentence about them all. */
function messages(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  return texts(errors.map((one) => (isObject(one) ? one.message : null)));
}

function texts(values: unknown[]): string[] {
  return values.filter((one): one is string => typeof one === "string" && one !== "");
}

type Meaning = Pick<Trouble, "what" | "next" | "field" | "again">;

function meaning(status: number, retryAfter: string | null): Meaning {
  if (status === 401) {
    return {
      what: "The token was not accepted.",
      next: "Paste it again, or make a new one as shown below.",
      field: "token",
      again: false,
    };
  }
  if (status === 403) {
    return {
      what: "This token may not do that.",
      next: "Ask an administrator for the permission, or use another token.",
      field: "token",
      again: false,
    };
  }
  if (status === 404) {
    return {
      what: "The server does not know this request (any more).",
      next: "Ask again.",
      field: null,
      again: false,
    };
  }
  if (status === 400 || status === 413 || status === 422) {
    return {
      what: "The server can't take this value.",
      next: "Correct it and ask again.",
      field: "value",
      again: false,
    };
  }
  if (status === 429) {
    const seconds = retryAfter !== null && /^\d+$/.test(retryAfter) ? ` ${retryAfter} s` : "";
    return {
      what: "Too many questions in a short time.",
      next: seconds ? `Wait${seconds}, then try again.` : "Wait a little, then try again.",
      field: null,
      again: true,
    };
  }
  if (status >= 500) {
    return {
      what: `The server could not do it (HTTP ${status}).`,
      next: "Try again in a moment. If it stays, an administrator finds the cause in the logs.",
      field: null,
      again: true,
    };
  }
  return {
    what: `The server refused (HTTP ${status}).`,
    next: "Try again; if it stays, reload the page.",
    field: null,
    again: true,
  };
}
