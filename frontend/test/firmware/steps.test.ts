import { describe, expect, it } from "vitest";
import { reachedStep } from "../../src/firmware/steps.js";

describe("the step of a firmware update that an address names", () => {
  const all = { hasFirmware: true, hasDevices: true, isAnySelected: true };

  it.each(["firmware", "devices", "time", "overview"] as const)("is %s where all was chosen", (step) => {
    expect(reachedStep(step, all)).toBe(step);
  });

  it.each([undefined, "nonsense"])("is the first one where it names %s", (named) => {
    expect(reachedStep(named, all)).toBe("firmware");
  });

  it("is the first one until a firmware is chosen", () => {
    expect(reachedStep("time", { ...all, hasFirmware: false })).toBe("firmware");
  });

  it.each([{ hasDevices: false }, { isAnySelected: false }])("is that of the devices where %o", (less) => {
    expect(reachedStep("overview", { ...all, ...less })).toBe("devices");
  });
});
