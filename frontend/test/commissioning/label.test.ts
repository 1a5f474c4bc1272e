import { describe, expect, it } from "vitest";
import { codeOf, isLabel, readLabel } from "../../src/commissioning/label.js";

const EUI = "24E124136A456465";
const OTHER = "AABBCCDDEEFF0011";
const JOIN = "24E124C0002A0001";
const KEY = "00112233445566778899AABBCCDDEEFF";

describe("a LoRaWAN QR code", () => {
  it("tells all that TR005 has", () => {
    expect(readLabel(`LW:D0:${JOIN}:${OTHER}:AABB1122:OAABBCCDDEEFF:SYYWWNNNNNN:PFOOBAR:CAF2C`)).toEqual({
      devEui: OTHER,
      joinEui: JOIN,
      vendorId: "AABB",
      vendorProfileId: "1122",
      ownerToken: "AABBCCDDEEFF",
      serialNumber: "YYWWNNNNNN",
      proprietary: "FOOBAR",
    });
  });

  it.each([
    ["as short as may be", `LW:D0:${JOIN}:${EUI}:AABB1122`],
    ["in lower case", `lw:d0:${JOIN}:${EUI}:aabb1122`.toLowerCase()],
    ["with what follows in another order", `LW:D0:${JOIN}:${EUI}:AABB1122:C1234:P1:O2`],
    ["with blanks and a line end", ` LW:D0: ${JOIN} :${EUI} : AABB1122\r\n`],
    ["with marks that can't be seen", `\uFEFFLW:D0:${JOIN}:${EUI}\u200B:AABB1122`],
    ["without a profile", `LW:D0:${JOIN}:${EUI}:`],
    ["without a JoinEUI", `LW:D0::${EUI}:AABB1122`],
    ["as a URN", `URN:LW:D0:${JOIN}:${EUI}:AABB1122`],
    ["of a draft", `URN:LW:DP:${JOIN}:${EUI}:AABB1122:%V0102`],
    ["of the draft before", `URN:DEV:LW:${JOIN}_${EUI}_AABB1122_V0102`],
    ["as Browan prints it", `URN:LWDP:${JOIN}:${EUI}:tbms100915:4D4483B1`],
    ["in full width", `ＬＷ:Ｄ０:${JOIN}:${EUI}:AABB1122`],
  ])("is read %s", (_, text) => {
    expect(readLabel(text)).toMatchObject({ devEui: EUI });
  });

  it("of a version that is not known is refused by its name", () => {
    expect(readLabel(`LW:D1:${JOIN}:${EUI}:AABB1122`)).toEqual({ trouble: "schema", value: "D1" });
  });

  it.each(["24E124136A45646", "24E124136A4564655", "24E124136A45646G", ""])(
    "with %j for a DevEUI is refused",
    (devEui) => {
      expect(readLabel(`LW:D0:${JOIN}:${devEui}:AABB1122`)).toEqual({ trouble: "length", value: devEui });
    },
  );
});

describe("a label of Milesight", () => {
  it.each([
    ["a link in capitals", `HTTPS://WWW.MILESIGHT-IOT.COM/?SN=${EUI}`],
    ["a link with more in it", `https://www.milesight-iot.com/p?PN=EM300-TH-868M&SN=${EUI}&V=1`],
    ["a link with a fragment", `https://www.milesight.com/#/device?sn=${EUI.toLowerCase()}`],
    ["the text beside it", `SN: 6136A1234567\nDevEUI: ${EUI}`],
    ["one line", `DevEUI:${EUI},AppEUI:${JOIN}`],
    ["one line with blanks alone", `DevEUI: ${EUI} AppEUI: ${JOIN}`],
    ["one line in another order", `Join EUI: ${JOIN} Dev EUI: ${EUI} App Key: ${KEY}`],
    ["a serial number before it", `SN:6136A1234567 EUI:${EUI}`],
    ["the path of a link", `https://www.milesight.com/qr/${EUI}`],
    ["JSON", JSON.stringify({ DevEUI: EUI, AppEUI: JOIN })],
    ["pairs of digits", `DevEUI=24-E1-24-13-6A-45-64-65`],
  ])("is read from %s", (_, text) => {
    expect(readLabel(text)).toMatchObject({ devEui: EUI });
  });

  it("may have the key on it, with blanks alone between", () => {
    expect(readLabel(`DevEUI: ${EUI} AppKey: ${KEY}`)).toEqual({ devEui: EUI, appKey: KEY });
  });

  it("may have the key on it", () => {
    expect(readLabel(`DevEUI:${EUI},AppKey:${KEY},AppEUI:${JOIN}`)).toEqual({
      devEui: EUI,
      joinEui: JOIN,
      appKey: KEY,
    });
  });

  it("with a serial number alone is told from a DevEUI, be it of 16 digits", () => {
    expect(readLabel("SN=6412A12345670012")).toEqual({ trouble: "serial", value: "6412A12345670012" });
    expect(readLabel("SN: 6136A1234567")).toEqual({ trouble: "serial", value: "6136A1234567" });
  });
});

describe("what is pasted", () => {
  it.each([
    EUI,
    EUI.toLowerCase(),
    ` ${EUI} \n`,
    "24:E1:24:13:6A:45:64:65",
    "24E1 2413 6A45 6465",
    "24e124136a456465 lobby",
    `${JOIN.replace("24E124", "70B3D5")} ${EUI}`,
  ])("is a DevEUI in %j", (text) => {
    expect(readLabel(text)).toMatchObject({ devEui: EUI });
  });

  it("may have the key beside it", () => {
    expect(readLabel(`${EUI};${KEY.toLowerCase()}`)).toEqual({ devEui: EUI, appKey: KEY });
  });

  it.each([
    ["", "nothing"],
    ["   ", "nothing"],
    ["hello world", "nothing"],
    ["https://example.com/menu", "nothing"],
    ["{", "nothing"],
    ["WIFI:S:home;T:WPA;P:secret;;", "nothing"],
    ["24E124136A45646", "length"],
    [`DevEUI=${EUI}0`, "length"],
    [`${OTHER} 70B3D57ED0000001`, "several"],
  ])("%j is refused: %s", (text, trouble) => {
    expect(readLabel(text)).toMatchObject({ trouble });
  });

  it("repeats no key in a refusal, and not a whole book", () => {
    expect(JSON.stringify(readLabel(`AppKey ${KEY}`))).not.toContain(KEY);
    expect(JSON.stringify(readLabel(KEY))).not.toContain(KEY);
    const long = readLabel("lorem ipsum ".repeat(500));
    expect(!isLabel(long) && long.value.length).toBeLessThan(50);
  });
});

it("reads or refuses whatever comes", () => {
  const pieces = ["LW:D0:", ":", EUI, "URN:", "_", "SN=", "{", "}", '"', "\n", "24E1", "%", "&", "?", "https://", "\0"];
  let seed = 7;
  for (let round = 0; round < 3000; round++) {
    let text = "";
    for (let length = round % 9; length >= 0; length--) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      text += pieces[seed % pieces.length] ?? "";
    }
    const reading = readLabel(text);
    if (isLabel(reading)) expect(reading.devEui).toMatch(/^[0-9A-F]{16}$/);
    else expect(reading.trouble).toBeTruthy();
  }
});

describe("what is printed again", () => {
  it("is read as the same device", () => {
    const code = codeOf({ devEui: EUI, joinEui: JOIN, vendorId: "AABB", vendorProfileId: "1122" });
    expect(readLabel(code)).toMatchObject({ devEui: EUI, joinEui: JOIN, vendorId: "AABB" });
    expect(readLabel(codeOf({ devEui: EUI }))).toEqual({ devEui: EUI });
  });

  it("has neither keys nor what a device can be claimed with", () => {
    for (const text of [`LW:D0:${JOIN}:${EUI}:AABB1122:OTOKEN:P${KEY}`, `${EUI};${KEY};${KEY}`]) {
      const label = readLabel(text);
      expect(isLabel(label) && codeOf(label)).not.toMatch(/TOKEN|00112233/);
    }
  });
});
