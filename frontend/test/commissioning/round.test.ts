import { describe, expect, it } from "vitest";
import type { JoiningMessage } from "../../src/commissioning/messages.js";
import {
  EMPTY,
  codecKey,
  keepRound,
  keptRound,
  standing,
  withDevice,
  type Round,
  type RoundDevice,
} from "../../src/commissioning/round.js";
import { renamed, suggestedName, suggestedValues, withProposals } from "../../src/commissioning/suggestions.js";

const EUI = "24E124136A456465";
const KEY = "00112233445566778899AABBCCDDEEFF";

function device(name: string, devEui = EUI): RoundDevice {
  return { devEui, name, areaId: "", code: devEui, deviceId: null, addedAt: 0, warnings: [] };
}

function round(...names: string[]): Round {
  return { ...EMPTY, devices: names.map((name, place) => device(name, `24E124136A45646${place}`)) };
}

describe("a suggested name", () => {
  it.each([
    [[], "EM300-TH", "EM300-TH 6465"],
    [[], "", "LoRaWAN 6465"],
    [["Lobby 1"], "EM300-TH", "Lobby 2"],
    [["Room 09"], "EM300-TH", "Room 10"],
    [["Room 099"], "", "Room 100"],
    [["Lobby 2", "Lobby 1"], "", "Lobby 3"],
    [["Lobby"], "WT101", "WT101 6465"],
    [["7"], "", "8"],
    // The digits of a DevEUI are no number to count on with.
    [["EM300-TH 6460"], "EM300-TH", "EM300-TH 6465"],
  ])("after %j with the model %j is %s", (names, model, name) => {
    expect(suggestedName(round(...names), EUI, model)).toBe(name);
  });
});

describe("what is filled in", () => {
  const label = { devEui: EUI };
  const choices = {
    applications: [{ application_id: 3, app_name: "building" }],
    profiles: [{ profile_id: "a", profile_name: "ClassA-OTAA", supports_join: true }],
  };
  const th = { payload_codec_id: 12, name: "EM300-TH", used: 0 };
  const mcs = { payload_codec_id: 13, name: "EM300-MCS", used: 0 };

  it("is what there is one of, and what is usual", () => {
    expect(suggestedValues({ ...label, appKey: KEY }, EMPTY, choices)).toEqual({
      name: "LoRaWAN 6465",
      area_id: "",
      application_id: "3",
      profile_id: "a",
      payload_codec_id: "",
      f_port: "85",
      app_key: KEY,
    });
    expect(suggestedValues({ devEui: "70B3D57ED0000001" }, EMPTY, choices).f_port).toBe("");
  });

  it("has the only model that fits, and a name by it", () => {
    const values = withProposals(suggestedValues(label, EMPTY, choices), label, EMPTY, [th]);
    expect(values).toMatchObject({ payload_codec_id: "12", name: "EM300-TH 6465" });
  });

  it("has the model that similar devices have, where several fit", () => {
    const values = suggestedValues(label, EMPTY, choices);
    expect(withProposals(values, label, EMPTY, [{ ...mcs, used: 4 }, th])).toMatchObject({ payload_codec_id: "13" });
    expect(withProposals(values, label, EMPTY, [mcs, th])).toMatchObject({ payload_codec_id: "" });
  });

  it("follows the model, unless a person has given a name", () => {
    const values = { ...suggestedValues(label, EMPTY, choices), payload_codec_id: "13" };
    expect(renamed(values, label, EMPTY, [mcs, th])).toMatchObject({ name: "EM300-MCS 6465" });
    const named = { ...values, name: "Lobby" };
    expect(renamed(named, label, EMPTY, [mcs, th])).toEqual(named);
  });

  it("leaves a model without a codec where somebody has chosen so", () => {
    const chosen = withDevice(EMPTY, device("Lobby"), { payload_codec_id: "" });
    const values = withProposals(suggestedValues(label, chosen, choices), label, chosen, [th]);
    expect(values).toMatchObject({ payload_codec_id: "" });
  });
});

describe("a round", () => {
  const given = { application_id: "1", profile_id: "p", f_port: "85", area_id: "attic", payload_codec_id: "12" };

  it("keeps what was chosen, and no key", () => {
    const kept = withDevice(EMPTY, device("Lobby"), { ...given, app_key: KEY });
    expect(kept.choices).toEqual({
      application_id: "1",
      profile_id: "p",
      f_port: "85",
      area_id: "attic",
      [codecKey(EUI)]: "12",
    });
    expect(JSON.stringify(kept)).not.toContain(KEY);
  });

  it("has a device once, however often it was added", () => {
    const twice = withDevice(withDevice(EMPTY, device("One"), given), device("Other"), given);
    expect(twice.devices.map(({ name }) => name)).toEqual(["Other"]);
  });

  it("is there after the page is loaded anew, and for its gateway alone", () => {
    const kept = withDevice(EMPTY, device("Lobby"), given);
    keepRound("one", kept);
    expect(keptRound("one")).toEqual(kept);
    expect(keptRound("other")).toEqual(EMPTY);
    sessionStorage.setItem("msns-round-one", "{");
    expect(keptRound("one")).toEqual(EMPTY);
  });
});

describe("a device", () => {
  const joining = (more: Partial<JoiningMessage>): JoiningMessage => ({
    dev_eui: EUI,
    device_id: null,
    state: "waiting",
    signal: null,
    rssi: null,
    snr: null,
    answers: true,
    ...more,
  });

  it.each([
    [undefined, 0, "waiting"],
    [joining({}), 1, "waiting"],
    [joining({}), 3, "not_joined"],
    [joining({ answers: false }), 1, "silent"],
    [joining({ state: "joined" }), 5, "joined"],
    [joining({ state: "joined" }), 15, "not_heard"],
    [joining({ state: "heard", signal: "weak" }), 1, "weak"],
    [joining({ state: "heard" }), 99, "heard"],
    [joining({ state: "gone" }), 1, "gone"],
  ] as const)("%# stands as it should", (told, minutes, wanted) => {
    expect(standing(device("Lobby"), told, true, minutes * 60_000)).toBe(wanted);
  });

  it("is waited for no longer than until it joins where no uplinks are read", () => {
    expect(standing(device("Lobby"), joining({ state: "joined" }), false, 3_600_000)).toBe("joined");
  });
});
