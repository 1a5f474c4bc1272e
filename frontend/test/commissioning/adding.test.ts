import { beforeEach, describe, expect, it, vi } from "vitest";
import { addDevice } from "../../src/commissioning/adding.js";
import type { RoundDevice } from "../../src/commissioning/round.js";
import type { Connection } from "../../src/hass.js";
import { Problems } from "../../src/panel/actions.js";
import { emptyHass } from "../hass.js";

const label = { devEui: "24E124136A456465" };
const given = { name: "Lobby", area_id: "hall", f_port: "85", app_key: "" };
const send = vi.fn<Connection["sendMessagePromise"]>();
const hass = emptyHass({ connection: { ...emptyHass().connection, sendMessagePromise: send } });

let wrong: object[];
let known: () => Promise<unknown>;

beforeEach(() => {
  wrong = [];
  known = () => Promise.resolve({ device_id: "device" });
  send.mockReset().mockImplementation(({ type }) => {
    if (String(type).endsWith("/actions/run")) {
      return Promise.resolve({ problems: wrong, response: { warnings: ["Known key."] } });
    }
    return String(type).endsWith("/look_up") ? known() : Promise.resolve(undefined);
  });
});

const add = (): Promise<RoundDevice> => addDevice(hass, "entry", label, given, (name) => name);
const sent = (part: string): unknown => send.mock.calls.find(([{ type }]) => String(type).endsWith(part))?.[0];

describe("adding a device", () => {
  it("sends what is given short of what is blank", async () => {
    await add();
    expect(sent("/actions/run")).toMatchObject({
      action: "add_device",
      data: { config_entry_id: "entry", dev_eui: label.devEui, name: "Lobby", f_port: "85" },
    });
  });

  it("puts it into its area", async () => {
    expect(await add()).toMatchObject({ deviceId: "device", areaId: "hall", warnings: ["Known key."] });
    expect(sent("/update")).toMatchObject({ device_id: "device", area_id: "hall" });
  });

  it("fails where a field is wrong", async () => {
    wrong = [{ field: "f_port", message: "f_port is wrong", translation_key: "none", translation_placeholders: {} }];
    await expect(add()).rejects.toBeInstanceOf(Problems);
  });

  it("has succeeded, with a warning, where only what comes after it fails", async () => {
    known = () => Promise.reject(new Error("The gateway does not answer."));
    const device = await add();
    expect(device).toMatchObject({ name: "Lobby", deviceId: null });
    expect(device.warnings).toEqual(["Known key.", "The gateway does not answer."]);
  });
});
