/** Finds out which column of a table is which field of a device, by its heading. */

import type { Table } from "./table.js";

/** The fields of a new device, by the names that they have in every layer. */
export const FIELDS = [
  "dev_eui",
  "name",
  "description",
  "application_id",
  "profile_id",
  "payload_codec_id",
  "f_port",
  "skip_f_cnt_check",
  "app_key",
  "dev_addr",
  "nwk_s_key",
  "app_s_key",
  "f_cnt_up",
  "f_cnt_down",
  "mb_mode",
  "mb_frame_port",
  "mb_tcp_port",
] as const;

export type Field = (typeof FIELDS)[number];

export const KEYS: readonly Field[] = ["app_key", "nwk_s_key", "app_s_key"];

/** Who wrote a file, as far as its headings tell. */
export type Origin = "own" | "milesight" | "things_stack" | "chirpstack" | "unknown";

export interface Columns {
  origin: Origin;
  /** The field of each column; null: it is left out. */
  fields: (Field | null)[];
  /** Columns that another network server needs and a gateway of Milesight does not. */
  unneeded: number[];
}

/**
 * The headings of a field, the likeliest first: the gateway's own, as its page and its template have
 * them, and those of other network servers. Signs, blanks and case do not matter.
 */
const HEADINGS: Record<Field, string[]> = {
  dev_eui: ["deveui", "deviceeui", "devui", "eui", "enddeviceeui"],
  // The Things Stack's id is a name of few signs, and serves where there is no other.
  name: ["name", "devicename", "label", "deviceid", "id"],
  description: ["description", "devicedescription", "comment", "notes"],
  application_id: ["applicationid", "application", "applicationname", "appid", "appname"],
  profile_id: ["profileid", "profile", "deviceprofile", "deviceprofileid", "deviceprofilename", "profilename"],
  payload_codec_id: ["payloadcodecid", "payloadcodec", "codec", "payloadname", "codecname"],
  f_port: ["fport", "port", "applicationport"],
  skip_f_cnt_check: ["skipfcntcheck", "skipframecountercheck"],
  // For LoRaWAN 1.0, ChirpStack keeps it as the network key.
  app_key: ["appkey", "applicationkey", "otaaappkey", "nwkkey", "networkkey"],
  dev_addr: ["devaddr", "deviceaddress", "devaddress"],
  nwk_s_key: ["nwkskey", "networksessionkey", "fnwksintkey", "nwksenckey"],
  app_s_key: ["appskey", "applicationsessionkey"],
  f_cnt_up: ["fcntup", "uplinkframecounter", "lastfcntup", "sessionlastfcntup"],
  f_cnt_down: ["fcntdown", "downlinkframecounter", "lastnfcntdown", "sessionlastnfcntdown"],
  mb_mode: ["mbmode", "modbusmode"],
  mb_frame_port: ["mbframeport", "modbusframeport"],
  mb_tcp_port: ["mbtcpport", "modbustcpport"],
};

const THINGS_STACK = new Set([
  ...["frequencyplanid", "lorawanversion", "lorawanphyversion", "brandid", "modelid", "bandid"],
  ...["hardwareversion", "firmwareversion", "supportsclassb", "supportsclassc", "macsettingsrx1delay"],
  ...["supports32bitfcnt", "rx1delay", "vendorid", "vendorprofileid", "attributes", "formatters"],
]);
const CHIRPSTACK = new Set(["deviceprofileid", "isdisabled", "skipfcntcheck", "externalpowersource"]);
const OF_OTHERS = new Set([...THINGS_STACK, "joineui", "appeui", "isdisabled", "tags", "variables"]);
/** Their ids mean nothing to a gateway of Milesight. */
const FOREIGN_IDS: readonly Field[] = ["application_id", "profile_id", "payload_codec_id"];

export function matchColumns(table: Table): Columns {
  const headings = table.headings.map(plain);
  const origin = originOf(headings, table.headings);
  const isForeign = origin === "things_stack" || origin === "chirpstack";
  const fields = headings.map((): Field | null => null);
  for (const field of FIELDS) {
    if (isForeign && FOREIGN_IDS.includes(field)) continue;
    for (const heading of HEADINGS[field]) {
      const place = headings.indexOf(heading);
      if (place >= 0 && fields[place] === null) {
        fields[place] = field;
        break;
      }
    }
  }
  if (!fields.includes("dev_eui")) {
    const place = columnOfEuis(table, fields);
    if (place >= 0) fields[place] = "dev_eui";
  }
  const unneeded = headings.flatMap((heading, place) =>
    fields[place] === null && (OF_OTHERS.has(heading) || (isForeign && heading !== "")) ? [place] : [],
  );
  return { origin, fields, unneeded };
}

function plain(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9]/g, "");
}

function originOf(plainHeadings: string[], headings: string[]): Origin {
  const has = (names: Iterable<string>): boolean => [...names].some((name) => plainHeadings.includes(name));
  if (headings.includes("application_id") && headings.includes("dev_eui")) return "own";
  if (has(THINGS_STACK) || (has(["joineui", "appeui"]) && has(["id"]))) return "things_stack";
  if (has(CHIRPSTACK) || has(["joineui"])) return "chirpstack";
  if (has(["deviceprofile", "payloadcodec", "framecountervalidation", "application"])) return "milesight";
  return "unknown";
}

/** The first column whose cells are all EUIs. Where there are two, the DevEUI is that of a maker. */
function columnOfEuis(table: Table, fields: (Field | null)[]): number {
  const some = table.rows.slice(0, 20);
  const fitting = table.headings.flatMap((_, place) => {
    const cells = some.map(({ cells: row }) => (row[place] ?? "").replace(/[\s:-]/g, ""));
    const fits = fields[place] === null && cells.every((cell) => /^[0-9a-f]{16}$/i.test(cell));
    // All devices of one application have the same JoinEUI.
    return fits ? [{ place, different: new Set(cells).size }] : [];
  });
  return fitting.sort((one, other) => other.different - one.different)[0]?.place ?? -1;
}

/** A row as it is sent: the cells that are not blank, by their fields. */
export interface GivenRow {
  line: number;
  given: Partial<Record<Field, string>>;
}

/** The rows with the fields that their columns have, and for what is blank what is common to all. */
export function givenRows(
  table: Table,
  fields: (Field | null)[],
  common: Partial<Record<Field, string>>,
): GivenRow[] {
  const shared = Object.entries(common).filter(([, value]) => value !== "");
  return table.rows.map(({ line, cells }) => {
    const given: Partial<Record<Field, string>> = Object.fromEntries(shared);
    fields.forEach((field, place) => {
      const cell = cells[place] ?? "";
      if (field !== null && cell.trim() !== "") given[field] = field === "dev_eui" ? euiIn(cell) : cell;
    });
    return { line, given };
  });
}

/** An EUI without what other programs write between its digits. */
function euiIn(cell: string): string {
  const bare = cell.replace(/[\s:-]/g, "");
  return /^[0-9a-f]{16}$/i.test(bare) ? bare : cell;
}
