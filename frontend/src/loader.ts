import { FORM, checked, type CardConfig } from "./card-config.js";
import { DOMAIN, type Hass } from "./hass.js";

// Loaded with each page of Home Assistant: what it shows is fetched only when it is shown.

const CARD = "milesight-updates-card";
// The dashboard strategy and the panel.
const DASHBOARD = "milesight-network-server";
const DOCUMENTATION =
  "https://github.com/milesight-network-server/milesight-network-server/blob/main/docs/dashboard.md";

interface Inner extends HTMLElement {
  hass: Hass;
  config: CardConfig;
}

/** The card as Home Assistant knows it. What it shows is an element of its own. */
class MilesightUpdatesCard extends HTMLElement {
  #config: CardConfig | undefined;
  #hass: Hass | undefined;
  #inner: Inner | undefined;

  static getStubConfig(): Omit<CardConfig, "type"> {
    return {};
  }

  static getConfigForm(): object {
    return {
      schema: FORM,
      computeLabel: ({ name }: { name: string }) => text(`editor.${name}`, name),
      computeHelper: ({ name }: { name: string }) => text(`editor.${name}_help`, ""),
      assertConfig: checked,
    };
  }

  setConfig(config: unknown): void {
    this.#config = checked(config);
    if (this.#inner !== undefined) this.#inner.config = this.#config;
  }

  set hass(hass: Hass) {
    this.#hass = hass;
    if (this.#inner !== undefined) this.#inner.hass = hass;
    else this.#fill();
  }

  getCardSize(): number {
    return 6;
  }

  getGridOptions(): object {
    return { columns: 12, min_columns: 6, rows: "auto", min_rows: 2 };
  }

  connectedCallback(): void {
    this.style.display = "block";
    this.#fill();
  }

  #fill(): void {
    if (this.#inner !== undefined || !this.isConnected) return;
    void import("./updates-card.js").then(() => {
      if (this.#inner !== undefined || this.#hass === undefined || this.#config === undefined) return;
      const inner = document.createElement("msns-updates-card") as Inner;
      inner.hass = this.#hass;
      inner.config = this.#config;
      this.#inner = inner;
      this.append(inner);
    });
  }
}

/** The panel as Home Assistant knows it. */
class MilesightPanel extends HTMLElement {
  readonly #given: Record<string, unknown> = {};
  #inner: HTMLElement | undefined;

  setProperties(given: Record<string, unknown>): void {
    Object.assign(this.#given, given);
    const { hass, route, narrow } = this.#given;
    if (this.#inner !== undefined) Object.assign(this.#inner, { hass, route, menuNarrow: narrow });
  }

  connectedCallback(): void {
    this.style.display = "block";
    void import("./panel/panel.js").then(() => {
      if (this.#inner !== undefined) return;
      this.#inner = document.createElement("msns-panel");
      // What it was given before it was defined are properties of its own.
      this.setProperties(Object.fromEntries(Object.entries(this)));
      this.append(this.#inner);
    });
  }
}

/** The dashboard, made anew whenever devices, entities or areas come or go. */
class MilesightDashboard extends HTMLElement {
  static registryDependencies = ["entities", "devices", "areas"];

  static async generate(config: unknown, hass: Hass): Promise<unknown> {
    const { dashboard } = await import("./dashboard.js");
    return dashboard(config, hass);
  }
}

function home(): Hass | undefined {
  return document.querySelector<HTMLElement & { hass?: Hass }>("home-assistant")?.hass;
}

/** A text in the language of the person who looks; in English until that is loaded. */
function text(key: string, english: string): string {
  return home()?.localize(`component.${DOMAIN}.config_panel.${key}`) || english;
}

function listed(list: "customCards" | "customStrategies", entry: object): void {
  const lists = window as unknown as Record<string, object[] | undefined>;
  (lists[list] ??= []).push(entry);
}

// Home Assistant's pages put a registry of elements of their own in the place of the browser's, and
// do not find there what was defined before. This file is small, and often here first.
void customElements.whenDefined("home-assistant").then(() => {
  if (customElements.get(CARD) !== undefined) return;
  customElements.define(CARD, MilesightUpdatesCard);
  customElements.define(`ll-strategy-dashboard-${DASHBOARD}`, MilesightDashboard);
  customElements.define(DASHBOARD, MilesightPanel);
  listed("customCards", {
    type: CARD,
    get name() {
      return text("card.name", "Milesight updates");
    },
    get description() {
      return text("card.description", "Firmware updates of LoRaWAN devices: what is on offer, waits, runs, failed.");
    },
    preview: true,
    documentationURL: DOCUMENTATION,
    /** Who picks an update of this integration is shown the card. */
    getEntitySuggestion: (hass: Hass, entityId: string) =>
      entityId.startsWith("update.") && hass.entities[entityId]?.platform === DOMAIN
        ? { config: { type: `custom:${CARD}` } }
        : null,
  });
  listed("customStrategies", {
    type: DASHBOARD,
    strategyType: "dashboard",
    get name() {
      return text("dashboard.name", "Milesight");
    },
    get description() {
      return text("dashboard.description", "Gateways, LoRaWAN devices and their firmware updates.");
    },
    documentationURL: DOCUMENTATION,
  });
  void loadTexts();
});

async function loadTexts(): Promise<void> {
  await (window as { hassConnection?: Promise<unknown> }).hassConnection;
  for (let tries = 0; tries < 50; tries++) {
    const hass = home();
    if (hass !== undefined) {
      await hass.loadBackendTranslation("config_panel", DOMAIN);
      return;
    }
    await new Promise((done) => setTimeout(done, 200));
  }
}
