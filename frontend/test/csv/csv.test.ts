import { describe, expect, it } from "vitest";
import { givenRows, matchColumns } from "../../src/csv/columns.js";
import { commonFields, suggestedCommon } from "../../src/csv/common-fields.js";
import { decodeText } from "../../src/csv/decode.js";
import { MOST_ROWS, readTable, TableError } from "../../src/csv/table.js";
import { Words } from "../../src/words.js";
import { emptyHass } from "../hass.js";

const EUI = "24E124136A456465";
const OTHER = "24E124136A456466";
const KEY = "00112233445566778899aabbccddeeff";

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let place = 0; place < text.length; place++) view.setUint16(place * 2, text.charCodeAt(place), littleEndian);
  return new Uint8Array(view.buffer);
}

describe("bytes", () => {
  const text = "dev_eui;name\r\n24E124136A456465;Büro – Küche\r\n";

  it.each([
    ["UTF-8", new TextEncoder().encode(text)],
    ["UTF-8 with a mark", new TextEncoder().encode(`\uFEFF${text}`)],
    ["UTF-16 with a mark, as Excel's Unicode text is", utf16(`\uFEFF${text}`, true)],
    ["UTF-16 the other way round", utf16(`\uFEFF${text}`, false)],
    ["UTF-16 without a mark", utf16(text, true)],
    ["UTF-16 the other way round without a mark", utf16(text, false)],
  ])("are read as %s", (_, bytes) => {
    expect(decodeText(bytes)).toBe(text);
  });

  it("are read as Windows writes them in Europe", () => {
    expect(decodeText(new Uint8Array([0x42, 0xfc, 0x72, 0x6f]))).toBe("Büro");
  });
});

describe("a table", () => {
  it.each([
    ["commas", ","],
    ["semicolons", ";"],
    ["tabs", "\t"],
    ["bars", "|"],
  ])("is read with %s", async (_, sign) => {
    const text = ["dev_eui", "name", "app_key"].join(sign) + "\n" + [EUI, "Lobby", KEY].join(sign) + "\n";
    const table = await readTable(text);
    expect(table.headings).toEqual(["dev_eui", "name", "app_key"]);
    expect(table.rows).toEqual([{ line: 2, cells: [EUI, "Lobby", KEY] }]);
  });

  it("has commas in the cells of one with semicolons", async () => {
    const { rows } = await readTable(`dev_eui;name\n${EUI};Lobby, left\n${OTHER};Lobby, right, above\n`);
    expect(rows.map(({ cells }) => cells[1])).toEqual(["Lobby, left", "Lobby, right, above"]);
  });

  it("knows the line of a row after line ends in quotation marks and blank lines", async () => {
    const text = `\r\ndev_eui,name\r\n${EUI},"two\r\nlines ""here"""\r\n\r\n,,\r\n${OTHER},Lobby`;
    const { rows } = await readTable(text);
    expect(rows).toEqual([
      { line: 3, cells: [EUI, 'two\r\nlines "here"'] },
      { line: 7, cells: [OTHER, "Lobby"] },
    ]);
  });

  it("may say what separates its cells", async () => {
    const { headings, rows } = await readTable(`sep=|\r\ndev_eui|name\r\n${EUI}|a;b,c`);
    expect(headings).toEqual(["dev_eui", "name"]);
    expect(rows).toEqual([{ line: 3, cells: [EUI, "a;b,c"] }]);
  });

  it("without headings has its first device in the first row", async () => {
    const { headings, rows } = await readTable(`Lobby,${EUI}\nHall,${OTHER}`);
    expect(headings).toEqual(["", ""]);
    expect(rows).toHaveLength(2);
  });

  it.each([
    ["", "empty", {}],
    ["\n;;\n", "empty", {}],
    ["dev_eui,name\n", "empty", {}],
    [`dev_eui,name\n${EUI},Lobby\n${OTHER},"Hall\n`, "broken", { line: 3 }],
    ["PK\u0003\u0004", "spreadsheet", {}],
    [`dev_eui\n${`${EUI}\n`.repeat(MOST_ROWS + 1)}`, "too_many_rows", { most: MOST_ROWS }],
    [`dev_eui${",".repeat(300)}x\n${EUI}\n`, "too_many_columns", { most: 200 }],
    ["x".repeat(2_100_000), "too_large", { most: 2 }],
  ])("is refused: %#", async (text, trouble, values) => {
    const error: unknown = await readTable(text).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TableError);
    expect(error).toMatchObject({ trouble, values });
  });
});

describe("headings", () => {
  async function matched(headings: string, row = ""): Promise<[string, unknown[]]> {
    const { origin, fields } = matchColumns(await readTable(`${headings}\n${row || "x"}\n`));
    return [origin, fields];
  }

  it("of this project's own file", async () => {
    expect(await matched("dev_eui,name,application_id,app_key")).toEqual([
      "own",
      ["dev_eui", "name", "application_id", "app_key"],
    ]);
  });

  it("of Milesight's page and template", async () => {
    const headings =
      "Device Name,Description,Device EUI,Device-Profile,Application,Payload Codec,fPort," +
      "Frame-counter Validation,Application Key,Device Address,Network Session Key,Application Session Key," +
      "Uplink Frame-counter,Downlink Frame-counter";
    expect(await matched(headings)).toEqual([
      "milesight",
      [
        ...["name", "description", "dev_eui", "profile_id", "application_id", "payload_codec_id", "f_port"],
        ...[null, "app_key", "dev_addr", "nwk_s_key", "app_s_key", "f_cnt_up", "f_cnt_down"],
      ],
    ]);
  });

  it("of The Things Stack", async () => {
    const text = `id;dev_eui;join_eui;name;frequency_plan_id;lorawan_version;lorawan_phy_version;brand_id;app_key
eui-1;${EUI};0000000000000000;My device;EU_863_870_TTN;MAC_V1_0_2;PHY_V1_0_2_REV_B;milesight;${KEY}`;
    const { origin, fields, unneeded } = matchColumns(await readTable(text));
    expect(origin).toBe("things_stack");
    expect(fields).toEqual([null, "dev_eui", null, "name", null, null, null, null, "app_key"]);
    expect(unneeded).toEqual([0, 2, 4, 5, 6, 7]);
  });

  it("of The Things Stack without names", async () => {
    expect(await matched("id;dev_eui;join_eui;app_key")).toEqual([
      "things_stack",
      ["name", "dev_eui", null, "app_key"],
    ]);
  });

  it("of ChirpStack, whose ids are its own and whose key is the network's", async () => {
    expect(await matched("dev_eui,join_eui,name,description,device_profile_id,nwk_key,tags")).toEqual([
      "chirpstack",
      ["dev_eui", null, "name", "description", null, "app_key", null],
    ]);
    expect((await matched("dev_eui,device_profile_id,nwk_key,app_key"))[1]).toEqual([
      "dev_eui",
      null,
      null,
      "app_key",
    ]);
  });

  it("that are foreign leave the DevEUI to be found by what stands below", async () => {
    const table = await readTable(
      `Raum,Gerät,Gegenstelle\nLobby,${EUI},24E124C0002A0001\nHall,${OTHER},24E124C0002A0001\n`,
    );
    expect(matchColumns(table)).toEqual({ origin: "unknown", fields: [null, "dev_eui", null], unneeded: [] });
  });

  it("that stand twice are matched once", async () => {
    expect((await matched("dev_eui,name,Name,DevEUI"))[1]).toEqual(["dev_eui", "name", null, null]);
  });
});

describe("what all rows have in common", () => {
  it.each([
    ["dev_eui,name\n24E124714604FF01,A", true],
    ["dev_eui,application_id\n24E124714604FF01,1", false],
  ])("needs an application where no column has one: %s", async (text, isNeeded) => {
    const words = await Words.load(emptyHass());
    const [section] = commonFields(words, matchColumns(await readTable(text)), undefined);
    const application = section?.fields.find((one) => one.name === "application_id");
    expect(application?.required).toBe(isNeeded);
  });

  const choices = { applications: [{ application_id: 3, app_name: "building" }], profiles: [] };

  async function suggested(...euis: string[]): Promise<Record<string, string>> {
    const table = await readTable(["dev_eui", ...euis].join("\n"));
    return suggestedCommon(table, matchColumns(table), choices);
  }

  it("is the only application, and the port of Milesight's devices", async () => {
    expect(await suggested(EUI, "24:E1:24:13:6A:45:64:66")).toEqual({ application_id: "3", f_port: "85" });
  });

  it("is no port where somebody else's device is among them", async () => {
    expect(await suggested(EUI, "70B3D57ED0000001")).toEqual({ application_id: "3" });
  });
});

it("rows are sent with what their columns are, and for blanks what is common", async () => {
  const table = await readTable(`dev_eui,name,application_id,x\n24-E1-24-13-6A-45-64-65,Lobby,,y\n${OTHER},,2,y\n`);
  const rows = givenRows(table, ["dev_eui", "name", "application_id", null], { application_id: "1", f_port: "" });
  expect(rows).toEqual([
    { line: 2, given: { dev_eui: EUI, name: "Lobby", application_id: "1" } },
    { line: 3, given: { dev_eui: OTHER, application_id: "2" } },
  ]);
});
