import { describe, expect, it } from "vitest";
import { byReason, counted, failedFirst, markOf } from "../src/device-states.js";
import type { DeviceMessage, UpdateStatus } from "../src/messages.js";

function devices(...statuses: (UpdateStatus | null)[]): DeviceMessage[] {
  return statuses.map((status, index) => ({ device_id: `${index}`, name: `${index}`, status, unresolved: false }));
}

const names = (list: readonly DeviceMessage[]): string => list.map((one) => one.name).join("");

describe("the devices of a task", () => {
  it("have those that failed first, and stay in their order otherwise", () => {
    expect(names(failedFirst(devices("receiving", "low_memory", "complete", "upgrade_failed")))).toBe("1302");
  });

  it("are counted by their mark", () => {
    const counts = counted(devices("receiving", "complete", "complete", "low_memory", null));
    expect(Object.fromEntries(counts)).toEqual({ receiving: 1, done: 2, failed: 1, waiting: 1 });
  });

  it("that failed are grouped by why, the most frequent first", () => {
    const groups = byReason(devices("low_memory", "upgrade_failed", "complete", "upgrade_failed"));
    expect(groups.map((one) => [one.status, names(one.devices)])).toEqual([
      ["upgrade_failed", "13"],
      ["low_memory", "0"],
    ]);
  });

  it("never pass for going well with a status that is not known here", () => {
    const [device] = devices("something_new" as UpdateStatus);
    expect(device && markOf(device)).toBe("failed");
  });
});
