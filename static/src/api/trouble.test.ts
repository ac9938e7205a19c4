import { describe, expect, it } from "vitest";
import { refused } from "./trouble";

describe("refused", () => {
  it("says of a bad value what is wrong with it", () => {
    const trouble = refused(
      422,
      {
        code: "INVALID_INPUT",
        detail: "The body has 1 error.",
        errors: [{ pointer: "/indicators/0/data", message: "'x' is no indicator." }],
        traceId: "4bf9",
      },
      null,
    );
    expect(trouble).toMatchObject({
      field: "value",
      details: ["'x' is no indicator."],
      traceId: "4bf9",
    });
  });

  it("points at the token when it is refused", () => {
    expect(refused(401, { detail: "It expired." }, null)).toMatchObject({
      field: "token",
      details: ["It expired."],
    });
  });

  it("says how long to wait", () => {
    expect(refused(429, null, "12").next).toBe("Wait 12 s, then try again.");
    expect(refused(429, null, null).next).toBe("Wait a little, then try again.");
  });

  it.each([400, 401, 403, 404, 413, 418, 422, 429, 500, 502, 503])(
    "says what happened and what next for %i without a problem document",
    (status) => {
      const trouble = refused(status, "<html>", null);
      expect(trouble.what).not.toBe("");
      expect(trouble.next).not.toBe("");
      expect(trouble.details).toEqual([]);
    },
  );
});
