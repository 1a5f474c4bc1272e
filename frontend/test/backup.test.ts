import { describe, expect, it } from "vitest";
import { grouped, lines, type Comparison } from "../src/backup/comparison.js";
import { describe as described, fileName } from "../src/backup/file.js";

const NOTHING: Comparison = {
  same: false,
  added: [],
  changed: [],
  unchanged: [],
  failed: [],
  not_in_file: [],
  warnings: [],
};

describe("a chosen file", () => {
  it("is told with its gateway, its date and how much is in it", () => {
    const text = JSON.stringify({
      saved_at: "2026-11-30T01:00:00+00:00",
      gateway: { name: "Roof" },
      profiles: [1],
      devices: [1, 2],
      multicast_groups: [],
      keys: {},
    });
    const file = described("a.json", text);
    expect(file).toMatchObject({ gateway: "Roof", hasKeys: true });
    expect(file.counts).toEqual({ profiles: 1, devices: 2, multicast_groups: 0 });
    expect(file.savedAt?.toISOString()).toBe("2026-11-30T01:00:00.000Z");
  });

  it.each(["", "hello", "[]", "null", "7", '{"devices": 3, "gateway": null, "saved_at": 5}'])(
    "that is none is taken as it is: %s",
    (text) => {
      expect(described("a.json", text)).toEqual({
        name: "a.json",
        text,
        gateway: "",
        savedAt: undefined,
        hasKeys: false,
        counts: undefined,
      });
    },
  );
});

describe("the name of a new file", () => {
  it.each([
    ["Roof / north: 2", "Roof-north-2-2026-03-07.json"],
    ["Dach Süd", "Dach-Süd-2026-03-07.json"],
    ["../..", "gateway-2026-03-07.json"],
  ])("of %s is %s", (gateway, name) => {
    expect(fileName(gateway, new Date(2026, 2, 7))).toBe(name);
  });
});

describe("a comparison", () => {
  it("puts first what can't be done, and last what is the same", () => {
    const compared: Comparison = {
      ...NOTHING,
      unchanged: [{ kind: "profile", name: "A" }],
      failed: [{ kind: "device", name: "B", dev_eui: "24E1", errors: ["Why.", "And why."] }],
      changed: [
        {
          kind: "device",
          name: "C",
          changes: [
            { field: "mb_mode", gateway: "tcp", file: "" },
            { field: "dev_euis", gateway: [], file: ["1", "2"] },
            { field: "f_port", gateway: 1, file: null },
          ],
        },
      ],
    };
    const shown = lines(compared, (name) => name.toUpperCase());
    expect(shown.map((one) => [one.state, one.name])).toEqual([
      ["failed", "B"],
      ["changed", "C"],
      ["unchanged", "A"],
    ]);
    expect(shown[0]?.details).toBe("Why. And why.");
    expect(shown[1]?.details).toBe("MB_MODE: tcp → –; DEV_EUIS: – → 1, 2; F_PORT: 1 → –");
    expect(new Set(shown.map((one) => one.key)).size).toBe(3);
  });

  it("tells each reason once, with all that it is about", () => {
    const failed: Comparison["failed"] = [
      { kind: "device", name: "A", errors: ["No key.", "No codec."] },
      { kind: "device", name: "B", errors: ["No key."] },
    ];
    expect(grouped(failed)).toEqual([
      ["No key.", ["A", "B"]],
      ["No codec.", ["A"]],
    ]);
  });
});
