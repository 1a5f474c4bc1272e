import { describe, expect, it } from "vitest";
import { dashboard } from "../src/dashboard.js";
import { DOMAIN, type Device, type Entity, type Hass } from "../src/hass.js";
import { emptyHass } from "./hass.js";

interface Card {
  type?: string;
  title?: string;
  heading?: string;
  entity?: string;
  path?: string;
  cards?: Card[];
  sections?: Card[];
  views?: Card[];
  visibility?: unknown;
}

const EUI = "24E124FFFE000001";

function device(id: string, identifier: string, more: Partial<Device> = {}): Device {
  return {
    id,
    name: id,
    name_by_user: null,
    identifiers: [[DOMAIN, identifier]],
    area_id: null,
    via_device_id: null,
    ...more,
  };
}

function entity(entity_id: string, device_id: string, translation_key?: string): Entity {
  return { entity_id, device_id, platform: DOMAIN, ...(translation_key === undefined ? {} : { translation_key }) };
}

function estate(devices: Device[], entities: Entity[], more: Partial<Hass> = {}): Hass {
  return emptyHass({
    devices: Object.fromEntries(devices.map((one) => [one.id, one])),
    entities: Object.fromEntries(entities.map((one) => [one.entity_id, one])),
    ...more,
  });
}

const ROOF = device("Roof", EUI);
const ROOF_ENTITIES = [entity("binary_sensor.roof", "Roof"), entity("sensor.roof_devices", "Roof", "devices")];

async function views(hass: Hass): Promise<Card[]> {
  return ((await dashboard({}, hass)) as Card).views ?? [];
}

function all(card: Card): Card[] {
  return [card, ...[...(card.sections ?? []), ...(card.cards ?? [])].flatMap(all)];
}

const headings = (view: Card | undefined): (string | undefined)[] =>
  (view === undefined ? [] : all(view)).filter((one) => one.type === "heading").map((one) => one.heading);

describe("the dashboard", () => {
  it("says what to do where there is no gateway", async () => {
    const [view, ...more] = await views(emptyHass());
    expect(more).toEqual([]);
    expect(JSON.stringify(view)).toContain("/config/integrations");
  });

  it("has a view of the network, the devices, the updates, and one for each gateway", async () => {
    const cellar = device("Cellar", "24E124FFFE000002");
    const found = await views(estate([ROOF, cellar], ROOF_ENTITIES));
    expect(found.map((one) => one.path)).toEqual(["network", "devices", "updates", "gateway-Cellar", "gateway-Roof"]);
  });

  it("has no card for an entity that is not there", async () => {
    const found = await views(estate([ROOF], ROOF_ENTITIES));
    const shown = new Set(found.flatMap(all).flatMap((one) => one.entity ?? []));
    expect(shown).toEqual(new Set(["binary_sensor.roof", "sensor.roof_devices"]));
  });

  it("takes no firmware task and no other integration's device for a LoRaWAN device", async () => {
    const task = device("Task", `${EUI}_fuota_1`);
    const lamp = device("Lamp", "1", { identifiers: [["hue", "1"]] });
    const [, devices] = await views(estate([ROOF, task, lamp], ROOF_ENTITIES));
    expect(headings(devices)).toEqual([]);
  });

  it("groups devices by area, those without one by application, else by gateway", async () => {
    const devices = [
      device("A", `${EUI}_A`, { area_id: "kitchen" }),
      device("B", `${EUI}_B`),
      device("C", `${EUI}_C`),
    ];
    const hass = estate([ROOF, ...devices], [...ROOF_ENTITIES, entity("sensor.b", "B", "application")], {
      areas: { kitchen: { area_id: "kitchen", name: "Kitchen" } },
      states: { "sensor.b": { state: "Climate", attributes: {} } },
    });
    expect(headings((await views(hass))[1])).toEqual(["Kitchen (1)", "Climate (1)", "Roof (1)"]);
  });

  it("shows inactive devices first, and of very many only some", async () => {
    const many = Array.from({ length: 100 }, (_, n) => device(`D${n}`, `${EUI}_${n}`));
    const hass = estate([ROOF, ...many], many.map((one) => entity(`binary_sensor.${one.id}`, one.id, "active")), {
      states: { "binary_sensor.D99": { state: "off", attributes: {} } },
    });
    const view = (await views(hass))[1];
    expect(headings(view)).toEqual(["Roof (60 of 100)"]);
    const shown = (view === undefined ? [] : all(view)).flatMap((one) => one.entity ?? []);
    expect(shown.slice(0, 2)).toEqual(["binary_sensor.D99", "binary_sensor.D0"]);
  });

  it("takes overdue entities where there are some", async () => {
    const hass = estate(
      [ROOF, device("A", `${EUI}_A`)],
      [
        ...ROOF_ENTITIES,
        entity("sensor.overdue", "Roof", "overdue_devices"),
        entity("binary_sensor.a", "A", "active"),
        entity("binary_sensor.a_overdue", "A", "overdue"),
      ],
    );
    const [network, devices] = await views(hass);
    expect(JSON.stringify(network)).toContain('"entities":["binary_sensor.a_overdue"]');
    expect(JSON.stringify(devices)).not.toContain('"binary_sensor.a"');
  });

  it("shows beside a device what it measures, what people look for first", async () => {
    const meter = device("Meter", `${EUI}_24E124136B000001`);
    const entities = [
      ...ROOF_ENTITIES,
      entity("sensor.meter_last_seen", "Meter", "last_seen"),
      entity("binary_sensor.meter_active", "Meter", "active"),
      entity("sensor.meter_humidity", "Meter"),
      entity("sensor.meter_target", "Meter", "value_target_temperature"),
      entity("sensor.meter_temperature", "Meter"),
      { ...entity("sensor.meter_inside", "Meter"), entity_category: "diagnostic" },
    ];
    const classes = {
      humidity: "humidity",
      inside: "temperature",
      target: "temperature",
      temperature: "temperature",
    };
    const states = Object.fromEntries(
      Object.entries(classes).map(([name, device_class]) => [
        `sensor.meter_${name}`,
        { state: "20", attributes: { device_class } },
      ]),
    );
    const [, devices] = await views(estate([ROOF, meter], entities, { states }));
    const shown = all(devices ?? {}).flatMap((one) => one.entity ?? []);
    expect(shown).toEqual(["binary_sensor.meter_active", "sensor.meter_temperature"]);
  });
});
