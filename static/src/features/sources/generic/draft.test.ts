import { expect, it } from "vitest";
import { refused } from "@/api/trouble";
import {
  change,
  creation,
  draftOf,
  inOrder,
  isElsewhere,
  nextTab,
  settingTroubles,
  valuesToSend,
} from "./draft";
import type { Template } from "./queries";

function setting(name: string, unset: string | number | string[], required = false) {
  return { name, default: unset, help: "", choices: [], required };
}

const FEED: Template = {
  template: "csv-feed",
  name: "CSV feed",
  description: "",
  url: "",
  kinds: ["IPV4", "DOMAIN"],
  activity: "LOCAL",
  taskInterval: 86_400,
  settings: [setting("url", ""), setting("tags", []), setting("score", 60)],
  secrets: [{ name: "api_key", help: "", required: false }],
};
const API: Template = {
  ...FEED,
  template: "http-api",
  activity: "PASSIVE",
  taskInterval: null,
  settings: [setting("headers", []), setting("address", "", true)],
};

it("puts what must be set first", () => {
  expect(inOrder(API.settings).map(({ name }) => name)).toEqual(["address", "headers"]);
});

it("sends what was set, without blank lines, and always what is required", () => {
  expect(valuesToSend(FEED.settings, new Map<string, unknown>([["tags", ["a", " ", ""]]]))).toEqual(
    [{ name: "tags", value: ["a"] }],
  );
  expect(valuesToSend(API.settings, new Map())).toEqual([{ name: "address", value: "" }]);
});

it("sends a feed's schedule, and of what is asked outside what asking does", () => {
  const feed = creation(FEED, { ...draftOf(FEED), name: " Ours ", scheduled: false });
  expect(feed).toMatchObject({ kind: "SYSTEM", template: "csv-feed", name: "Ours" });
  expect(feed).toMatchObject({ taskEnabled: false, taskInterval: 86_400 });
  expect(feed).not.toHaveProperty("activity");
  const api = change(API, { ...draftOf(API), activity: "ACTIVE" });
  expect(api).toMatchObject({ activity: "ACTIVE" });
  expect(api).not.toHaveProperty("taskEnabled");
  expect(api).not.toHaveProperty("supportedIndicators");
});

it("finds the setting that the server speaks of", () => {
  const body = { errors: [{ pointer: "/configValues/1", message: "the setting score: too much" }] };
  const trouble = refused(422, body, null);
  const sent = [
    { name: "url", value: "" },
    { name: "score", value: 101 },
  ];
  expect([...settingTroubles(trouble, sent)]).toEqual([["score", "the setting score: too much"]]);
  expect(isElsewhere(trouble)).toBe(false);
  const whole = refused(422, { errors: [{ pointer: "/configValues", message: "no" }] }, null);
  expect(isElsewhere(whole)).toBe(true);
  expect(isElsewhere(refused(409, { detail: "taken" }, null))).toBe(true);
});

it("goes on to what the source needs next", () => {
  const address = (value: string) => ({ ...draftOf(FEED), values: new Map([["url", value]]) });
  expect(nextTab(FEED, draftOf(FEED))).toBe("overview");
  expect(nextTab(FEED, address("https://example.com/a.csv"))).toBe("runs");
  expect(nextTab(FEED, address("https://example.com/{api_key}"))).toBe("keys");
  expect(nextTab(API, draftOf(API))).toBe("try");
});
