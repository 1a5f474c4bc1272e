import { describe, expect, it } from "vitest";
import { Words } from "../src/words.js";
import { emptyHass } from "./hass.js";

const AT = new Date("2026-05-21T14:05:00Z");

async function words(locale: Partial<Record<string, string>> = {}): Promise<Words> {
  const hass = emptyHass();
  return Words.load({ ...hass, locale: { ...hass.locale, ...locale } });
}

describe("numbers and times", () => {
  it("follow the clock that the person chose", async () => {
    expect((await words({ time_format: "24" })).moment(AT, AT)).toBe("14:05");
    expect((await words({ time_format: "12" })).moment(AT, AT)).toBe("2:05 PM");
  });

  it("name the day where it is not today", async () => {
    const yesterday = new Date(AT.getTime() - 86_400_000);
    expect((await words()).moment(AT, yesterday)).toBe("Thu, May 21, 14:05");
  });

  it("are in the zone that the person chose", async () => {
    const hass = emptyHass({ config: { time_zone: "Asia/Tokyo" } });
    const locale = { ...hass.locale, language: "en-GB" };
    expect((await Words.load({ ...hass, locale })).moment(AT, AT)).toBe("23:05");
  });

  it.each([
    ["comma_decimal", "2,698"],
    ["decimal_comma", "2.698"],
    ["none", "2698"],
  ])("group numbers as %s has it", async (number_format, shown) => {
    expect((await words({ number_format })).number(2698)).toBe(shown);
  });

  it.each([
    [40, "40 sec"],
    [90, "2 min"],
    [3600, "1 hr"],
    [13_490, "3 hr 45 min"],
    [86_400 * 2 + 3600, "2 days 1 hr"],
    [-5, "0 sec"],
  ])("say %d seconds as %s", async (seconds, shown) => {
    expect((await words()).duration(seconds)).toBe(shown);
  });

  it("count one device and many", async () => {
    const english = await words();
    expect([english.devices(1), english.devices(1200)]).toEqual(["1 device", "1,200 devices"]);
  });
});

describe("texts", () => {
  it("have a word for each status, and what to try for a failure", async () => {
    const english = await words();
    expect(english.status("fragments_missing")).toBe("Fragments missing");
    expect(english.advice("fragments_missing")).toContain("redundancy");
    expect(english.status(null)).not.toBe("");
  });
});
