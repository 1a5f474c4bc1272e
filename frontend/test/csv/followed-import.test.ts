import { LitElement } from "lit";
import { beforeEach, expect, it, vi } from "vitest";
import { FollowedImport } from "../../src/csv/followed-import.js";
import type { ImportMessage, RowState } from "../../src/csv/messages.js";
import type { Hass } from "../../src/hass.js";
import type { PanelGatewayMessage } from "../../src/panel/messages.js";
import { Words } from "../../src/words.js";
import { emptyHass } from "../hass.js";

class Host extends LitElement {
  static override properties = { hass: { attribute: false } };
  declare hass: Hass;
  declare words: Words;
  gateway = { config_entry_id: "entry" } as PanelGatewayMessage;
}
customElements.define("test-import-host", Host);

const NONE: ImportMessage = { total: null, done: 0, is_finished: false, rows: [], warnings: [] };

function message(...rows: [line: number, state: RowState][]): ImportMessage {
  const told = rows.map(([line, state]) => ({ line, dev_eui: `EUI ${line}`, state, problems: [], reasons: [] }));
  return { ...NONE, total: 2, rows: told };
}

let followed: FollowedImport;
let say: (message: ImportMessage) => Promise<void>;
const putAway = vi.fn();

beforeEach(async () => {
  putAway.mockReset();
  const host = new Host();
  let tell: (message: never) => void = () => undefined;
  const connection = { ...emptyHass().connection };
  connection.subscribeMessage = (take: (message: never) => void) => {
    tell = take;
    return Promise.resolve(() => Promise.resolve());
  };
  host.hass = emptyHass({ connection });
  host.words = await Words.load(host.hass);
  followed = new FollowedImport(host, putAway);
  document.body.append(host);
  await host.updateComplete;
  say = async (told) => {
    tell(told as never);
    await new Promise((resolve) => setTimeout(resolve));
  };
});

const states = (): (string | null)[] => [...followed.rows.values()].map((one) => one.state);

it("an import has the rows that were told of it, each as it was told last", async () => {
  await say(message([2, "new"], [3, "new"]));
  await say(message([3, "added"]));
  expect(states()).toEqual(["new", "added"]);
});

it("another import has no rows of the one before", async () => {
  await say(message([2, "added"], [3, "added"]));
  await say(NONE);
  await say(message([7, "new"]));
  expect([...followed.rows.keys()]).toEqual([7]);
});

it("that there is none is told once", async () => {
  await say(message([2, "added"]));
  await say(NONE);
  await say(NONE);
  expect(putAway).toHaveBeenCalledOnce();
  expect(followed.now).toBeUndefined();
});
