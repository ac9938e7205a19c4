import { describe, expect, it } from "vitest";
import { fieldTrouble, refused } from "./trouble";

const PROBLEM = {
  code: "INVALID_INPUT",
  detail: "The body has 1 error.",
  errors: [{ pointer: "/indicators/0/data", message: "'x' is no indicator." }],
  traceId: "4bf9",
};

describe("refused", () => {
  it("says of a bad value what is wrong with it, and where", () => {
    const trouble = refused(422, PROBLEM, null);
    expect(trouble).toMatchObject({
      kind: "invalid",
      details: ["'x' is no indicator."],
      fields: { "/indicators/0/data": "'x' is no indicator." },
      traceId: "4bf9",
    });
    expect(fieldTrouble(trouble, "/indicators")).toBe("'x' is no indicator.");
    expect(fieldTrouble(trouble, "/indicator")).toBeNull();
    expect(fieldTrouble(null, "/indicators")).toBeNull();
  });

  it("keeps the server's sentence when no value is named", () => {
    expect(refused(401, { detail: "It expired." }, null)).toMatchObject({
      kind: "signedOut",
      details: ["It expired."],
      again: false,
    });
  });

  it("says how long to wait", () => {
    expect(refused(429, null, "12")).toMatchObject({ kind: "tooOften", wait: 12, again: true });
    expect(refused(429, null, null).wait).toBeNull();
    expect(refused(503, null, "Wed, 21 Oct").wait).toBeNull();
  });

  it.each([
    [400, "invalid"],
    [403, "forbidden"],
    [404, "missing"],
    [409, "conflict"],
    [413, "invalid"],
    [418, "refused"],
    [502, "broken"],
  ])("knows what %i means without a problem document", (status, kind) => {
    expect(refused(status, "<html>", null)).toMatchObject({ kind, details: [], fields: {} });
  });
});
