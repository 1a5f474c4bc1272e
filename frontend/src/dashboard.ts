import { DOMAIN, devicePage, type Hass } from "./hass.js";
import { network, type GatewayNode, type Node } from "./network.js";
import { Words } from "./words.js";

type Card = Record<string, unknown>;

// A page with thousands of tiles takes long; Home Assistant's list of devices has them all.
const SHOWN = 60;
const COLUMNS = 3;
const IN_A_COLUMN = 8;
const ALL_DEVICES = `/config/devices/dashboard?domain=${DOMAIN}`;

/** Returns the whole dashboard, made of Home Assistant's own cards and the card of updates. */
export async function dashboard(_config: unknown, hass: Hass): Promise<Card> {
  const words = await Words.load(hass);
  const gateways = network(hass).sort(
    (one, other) =>
      Number(isWrong(hass, other)) - Number(isWrong(hass, one)) || one.name.localeCompare(other.name),
  );
  if (gateways.length === 0) return { views: [emptyView(words)] };
  return {
    views: [
      networkView(words, gateways),
      devicesView(hass, words, gateways),
      updatesView(words),
      ...gateways.map((gateway) => gatewayView(words, gateway)),
    ],
  };
}

function isWrong(hass: Hass, gateway: GatewayNode): boolean {
  const id = gateway.entities.get("connected");
  return id !== undefined && hass.states[id]?.state === "off";
}

// Network: the gateways, what is wrong first.

function networkView(words: Words, gateways: GatewayNode[]): Card {
  return view(words.text("dashboard.network"), "network", "mdi:lan", [
    ...wrongSection(words, gateways),
    ...gateways.map((gateway) => {
      const path = gatewayPath(gateway);
      return section(
        { ...heading(gateway.name, "mdi:router-wireless"), tap_action: navigateTo(path) },
        tile(gateway, "connected", 12),
        tile(gateway, "devices"),
        tile(gateway, "active_devices"),
        tile(gateway, "overdue_devices"),
        tile(gateway, "running_tasks"),
      );
    }),
  ]);
}

/** A section that is only there while a gateway is silent, or a device is overdue. */
function wrongSection(words: Words, gateways: GatewayNode[]): Card[] {
  const silent = gateways.flatMap((one) => one.entities.get("connected") ?? []);
  const counts = gateways.flatMap((one) => one.entities.get("overdue_devices") ?? []);
  const overdue = gateways.flatMap((one) => one.devices.flatMap((device) => device.entities.get("overdue") ?? []));
  const conditions = [
    ...silent.map((entity) => ({ condition: "state", entity, state: "off" })),
    ...counts.map((entity) => ({ condition: "numeric_state", entity, above: 0 })),
  ];
  if (conditions.length === 0) return [];
  const cards = [
    heading(words.text("dashboard.attention"), "mdi:alert"),
    ...gateways.flatMap((one) => {
      const entity = one.entities.get("connected");
      if (entity === undefined) return [];
      const visibility = [{ condition: "state", entity, state: "off" }];
      return [{ ...tile(one, "connected", 12), name: one.name, color: "red", visibility }];
    }),
    ...(overdue.length > 0
      ? [
          {
            type: "entity-filter",
            entities: overdue,
            conditions: [{ condition: "state", state: "on" }],
            show_empty: false,
            card: { type: "entities", title: words.text("dashboard.overdue") },
          },
        ]
      : []),
  ];
  return [{ ...section(...cards), visibility: [{ condition: "or", conditions }] }];
}

// Devices: by area, else by application, else by gateway.

function devicesView(hass: Hass, words: Words, gateways: GatewayNode[]): Card {
  const groups = new Map<string, { title: string; icon: string; isArea: boolean; devices: Node[] }>();
  for (const gateway of gateways) {
    for (const device of gateway.devices) {
      const area = device.areaId === null ? undefined : hass.areas[device.areaId];
      const application = stateOf(hass, device.entities.get("application"));
      const title = area?.name ?? application ?? gateway.name;
      const key = `${area === undefined ? "" : "area"} ${title}`;
      let group = groups.get(key);
      if (group === undefined) {
        const icon = area?.icon ?? (area === undefined ? "mdi:access-point" : "mdi:floor-plan");
        groups.set(key, (group = { title, icon, isArea: area !== undefined, devices: [] }));
      }
      group.devices.push(device);
    }
  }
  const ordered = [...groups.values()].sort(
    (one, other) => Number(other.isArea) - Number(one.isArea) || one.title.localeCompare(other.title),
  );
  return view(
    words.text("dashboard.devices"),
    "devices",
    "mdi:access-point",
    ordered.map(({ title, icon, devices }) => {
      const shown = devices.sort((one, other) => order(hass, one, other)).slice(0, SHOWN);
      const count = shown.length < devices.length ? "dashboard.shown" : "dashboard.count";
      const name = words.text(count, {
        title,
        shown: words.number(shown.length),
        number: words.number(devices.length),
      });
      const tiles = shown.flatMap((device) => deviceTiles(device));
      return {
        ...section({ ...heading(name, icon), tap_action: navigateTo(ALL_DEVICES) }, ...tiles),
        column_span: Math.min(COLUMNS, Math.ceil(shown.length / IN_A_COLUMN)),
      };
    }),
  );
}

/** How a device is, and beside it what it measures, else when it was heard. */
function deviceTiles(device: Node): (Card | undefined)[] {
  const state = tile(device, device.entities.has("overdue") ? "overdue" : "active");
  const tap_action = navigateTo(devicePage(device.id));
  const [reading] = device.readings;
  const beside = reading === undefined ? tile(device, "last_seen") : tileOf(reading);
  // The graph of a reading is a tap away; of what has none, the device's page says more.
  const onTap = reading === undefined ? { tap_action } : {};
  return [state && { ...state, name: device.name, tap_action }, beside && { ...beside, ...onTap }];
}

/** Overdue and inactive devices first. */
function order(hass: Hass, one: Node, other: Node): number {
  const rank = (device: Node): number => {
    if (stateOf(hass, device.entities.get("overdue")) === "on") return 0;
    return stateOf(hass, device.entities.get("active")) === "off" ? 1 : 2;
  };
  return rank(one) - rank(other) || one.name.localeCompare(other.name, undefined, { numeric: true });
}

function stateOf(hass: Hass, entityId: string | undefined): string | undefined {
  const state = entityId === undefined ? undefined : hass.states[entityId]?.state;
  return state === "unknown" || state === "unavailable" || state === "" ? undefined : state;
}

// Updates, and one view for each gateway.

function updatesView(words: Words): Card {
  return view(words.text("dashboard.updates"), "updates", "mdi:update", [
    { type: "grid", column_span: COLUMNS, cards: [{ type: "custom:milesight-updates-card", grid_options: FULL }] },
  ]);
}

const GATEWAY_TILES = [
  "connected",
  "running_tasks",
  "devices",
  "active_devices",
  "overdue_devices",
  "profiles",
  "multicast_groups",
  "channel_plan",
  "cloud",
] as const;

function gatewayView(words: Words, gateway: GatewayNode): Card {
  const event = tile(gateway, "fuota", 12);
  const refresh = tile(gateway, "refresh", 12);
  const path = gatewayPath(gateway);
  return view(gateway.name, path, "mdi:router-wireless", [
    section(
      { ...heading(gateway.name, "mdi:router-wireless"), tap_action: navigateTo(devicePage(gateway.id)) },
      ...GATEWAY_TILES.map((key) => tile(gateway, key)),
      refresh && { ...refresh, hide_state: true, icon_tap_action: { action: "toggle" } },
      event && { ...event, state_content: ["event_type", "name", "update_status", "task_name"] },
    ),
    {
      type: "grid",
      column_span: 2,
      cards: [
        heading(words.text("dashboard.updates"), "mdi:update"),
        { type: "custom:milesight-updates-card", device: gateway.id, grid_options: FULL },
      ],
    },
  ]);
}

function emptyView(words: Words): Card {
  return {
    title: words.text("dashboard.name"),
    cards: [
      {
        type: "markdown",
        content: `${words.text("card.no_gateway")}\n\n[${words.text("dashboard.add")}](/config/integrations/integration/${DOMAIN})`,
      },
    ],
  };
}

// The pieces.

const FULL = { columns: "full" };

function view(title: string, path: string, icon: string, sections: Card[]): Card {
  return { title, path, icon, type: "sections", max_columns: COLUMNS, sections };
}

function section(...cards: (Card | undefined)[]): Card {
  return { type: "grid", cards: cards.filter((one) => one !== undefined) };
}

function heading(text: string, icon: string): Card {
  return { type: "heading", heading: text, icon };
}

function tile(of: Node, key: string, columns = 6): Card | undefined {
  const entity = of.entities.get(key);
  return entity === undefined ? undefined : tileOf(entity, columns);
}

function tileOf(entity: string, columns = 6): Card {
  // Without the device's name: the heading above has it.
  return { type: "tile", entity, name: { type: "entity" }, grid_options: { columns } };
}

function navigateTo(path: string): Card {
  return { action: "navigate", navigation_path: path };
}

function gatewayPath(gateway: GatewayNode): string {
  return `gateway-${gateway.id}`;
}
