import { describe, expect, it } from "vitest";
import type { TaskMessage } from "../src/messages.js";
import { elapsedShare, phaseOf } from "../src/task-time.js";

const TASK = {
  state: "executing",
  phase: null,
  starts: "2026-05-21T12:00:00+00:00",
  ends: "2026-05-21T16:00:00+00:00",
  duration: 4 * 3600,
} as TaskMessage;

const at = (time: string): Date => new Date(`2026-05-21T${time}:00Z`);

describe("how far a task is", () => {
  it("is its share of the estimated time", () => {
    expect(elapsedShare(TASK, at("13:00"))).toBe(0.25);
  });

  it("is counted from when it really began", () => {
    expect(elapsedShare({ ...TASK, ends: "2026-05-21T17:00:00+00:00" }, at("13:00"))).toBe(0);
  });

  it("is never below nothing nor above all of it", () => {
    expect(elapsedShare(TASK, at("11:00"))).toBe(0);
    expect(elapsedShare(TASK, at("18:00"))).toBe(1);
  });

  it("is not known without an estimate", () => {
    expect(elapsedShare({ ...TASK, ends: null }, at("13:00"))).toBeNull();
    expect(elapsedShare({ ...TASK, duration: null, starts: null }, at("13:00"))).toBeNull();
  });

  it("has a step in each state", () => {
    expect(phaseOf({ ...TASK, state: "pending" })).toBe("waiting");
    expect(phaseOf(TASK)).toBe("setting_up");
    expect(phaseOf({ ...TASK, phase: "finishing" })).toBe("finishing");
    expect(phaseOf({ ...TASK, state: "failed" })).toBe("ended");
  });
});
